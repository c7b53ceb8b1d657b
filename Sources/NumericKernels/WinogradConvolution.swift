internal import CProcessor

// Convolution 3 × 3, padding 1, by Winograd's minimal filtering F(4 × 4, 3 × 3)
// (Lavin and Gray 2016, arXiv:1509.09308): 36 products for 16 outputs where the definition has 144.
//
// The image is cut into tiles of 6 × 6 that overlap by 2. Each is transformed, d ↦ Bᵀ d B, each
// filter too, g ↦ G g Gᵀ; at each of the 36 places the channels are then summed by a matrix product,
// and Aᵀ m A gives 4 × 4 outputs.
//
// Lanes are tiles: one tile row of several images side by side, (image, tile) = up to 48 lanes, so that
// the matrix products are the same micro-kernel as everywhere (8 channels × 3 vectors) and one tile row's
// transforms stay in the second-level cache.
//
// Rounding: the transforms multiply by up to 8 and add, so an output is off by about ten times as much
// as a plain sum's: 1e-6 of the largest terms.

/// How tiles lie in lanes.
struct TileLayout {
  /// Lanes of one image: its tiles in a row, and a spare one where those need a neighbour.
  let lanesPerImage: Int
  let tileRows: Int
  let imagesPerGroup: Int
  let vectors: Int

  var lanes: Int { vectors * vectorWidth }
  /// Floats of one row of an image in scratch memory: x = −1 and on.
  var rowLength: Int { 4 * lanesPerImage }
  /// Floats of the six rows of a group's images.
  var rowsLength: Int { 6 * imagesPerGroup * rowLength }
  /// Floats of one phase, elements 4 X + c of a row for c = 0…3: a little longer than its lanes, since
  /// a tile's right neighbour is read from one lane further.
  var phase: Int { lanes + vectorWidth }
  /// Rows, phases, a tile between its two transforms, and four rows of results.
  var scratchLength: Int { rowsLength + 24 * phase + (places + 16) * vectorWidth }

  init?(_ shape: ConvolutionShape) {
    guard shape.kernelHeight == 3, shape.kernelWidth == 3, shape.padding == 1,
      shape.inChannels >= 8, shape.outChannels >= 8
    else { return nil }
    switch shape.width {
    case 4...7: lanesPerImage = 2
    case 11...15: lanesPerImage = 4
    case 21...31: lanesPerImage = 8
    // Of other widths too many lanes would be idle.
    default: return nil
    }
    tileRows = (shape.height + 3) / 4
    let most = 3 * vectorWidth / lanesPerImage
    // A small batch does not fill the lanes: the plain way is faster then.
    guard shape.batch * lanesPerImage >= vectorWidth else { return nil }
    let groups = (shape.batch + most - 1) / most
    imagesPerGroup = (shape.batch + groups - 1) / groups
    vectors = (imagesPerGroup * lanesPerImage + vectorWidth - 1) / vectorWidth
  }
}

/// Places of a transformed tile.
let places = 36

/// output = input ∗ weight + bias, if the shape suits; else nothing is done and false returned.
///
/// - Parameters:
///   - weight: The filter's element for output channel, input channel, row and column.
///   - bias: [O] or nil.
func convolveByWinograd(
  _ shape: ConvolutionShape, input: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>, weight: (Int, Int, Int, Int) -> Float
) -> Bool {
  guard let layout = TileLayout(shape) else { return false }
  let channelTiles = (shape.outChannels + tileRows - 1) / tileRows
  let packedPlace = channelTiles * shape.inChannels * tileRows
  let lanes = layout.lanes
  let offsets = UnsafeMutablePointer<Int>.allocate(capacity: shape.inChannels)
  defer { offsets.deallocate() }
  for channel in 0..<shape.inChannels { offsets[channel] = channel * lanes }

  withScratch(places * packedPlace) { filters in
    transformFilters(shape, weight, packedPlace: packedPlace, into: filters)
    let groups = (shape.batch + layout.imagesPerGroup - 1) / layout.imagesPerGroup
    let units = groups * layout.tileRows
    let pieces = min(units, threadCount * 4)
    let inputPlace = shape.inChannels * lanes + vectorWidth
    let outputPlace = channelTiles * tileRows * lanes + vectorWidth
    parallelFor(pieces) { piece in
      withScratch(places * (inputPlace + outputPlace) + layout.scratchLength) { scratch in
        let transformed = scratch
        let products = scratch + places * inputPlace
        let rows = products + places * outputPlace
        rows.update(repeating: 0, count: layout.scratchLength)
        for unit in units * piece / pieces..<units * (piece + 1) / pieces {
          let (group, tileRow) = unit.quotientAndRemainder(dividingBy: layout.tileRows)
          let first = group * layout.imagesPerGroup
          let images = first..<min(first + layout.imagesPerGroup, shape.batch)
          transformInput(
            shape, layout, input, images, tileRow, scratch: rows, place: inputPlace,
            channelStride: lanes, into: transformed)
          for place in 0..<places {
            for tile in 0..<channelTiles {
              panelProduct(
                weights: filters + place * packedPlace + tile * shape.inChannels * tileRows,
                depth: shape.inChannels, columns: transformed + place * inputPlace,
                offsets: offsets, vectors: layout.vectors,
                result: products + place * outputPlace + tile * tileRows * lanes,
                rowStride: lanes, accumulate: false)
            }
          }
          transformOutput(
            shape, layout, products, outputPlace, images, tileRow, bias,
            scratch: rows + layout.scratchLength - (places + 16) * vectorWidth, into: output)
        }
      }
    }
  }
  return true
}

/// G g Gᵀ of every filter, as the micro-kernel wants them: [36][tile][I][8].
private func transformFilters(
  _ shape: ConvolutionShape, _ weight: (Int, Int, Int, Int) -> Float, packedPlace: Int,
  into filters: UnsafeMutablePointer<Float>
) {
  for tile in 0..<(shape.outChannels + tileRows - 1) / tileRows {
    let channels = min(tileRows, shape.outChannels - tile * tileRows)
    for inChannel in 0..<shape.inChannels {
      /// Eight channels' filters at once.
      @inline(__always)
      func element(_ y: Int, _ x: Int) -> Eight {
        var element = Eight.zero
        for channel in 0..<channels {
          element[channel] = weight(tile * tileRows + channel, inChannel, y, x)
        }
        return element
      }
      let columns = (
        filterTransform(element(0, 0), element(1, 0), element(2, 0)),
        filterTransform(element(0, 1), element(1, 1), element(2, 1)),
        filterTransform(element(0, 2), element(1, 2), element(2, 2))
      )
      var target = UnsafeMutableRawPointer(
        filters + (tile * shape.inChannels + inChannel) * tileRows)
      func write(_ a: Eight, _ b: Eight, _ c: Eight) {
        let row = filterTransform(a, b, c)
        let step = packedPlace * MemoryLayout<Float>.stride
        target.storeBytes(of: row.0, as: Eight.self)
        (target + step).storeBytes(of: row.1, as: Eight.self)
        (target + 2 * step).storeBytes(of: row.2, as: Eight.self)
        (target + 3 * step).storeBytes(of: row.3, as: Eight.self)
        (target + 4 * step).storeBytes(of: row.4, as: Eight.self)
        (target + 5 * step).storeBytes(of: row.5, as: Eight.self)
        target += 6 * step
      }
      write(columns.0.0, columns.1.0, columns.2.0)
      write(columns.0.1, columns.1.1, columns.2.1)
      write(columns.0.2, columns.1.2, columns.2.2)
      write(columns.0.3, columns.1.3, columns.2.3)
      write(columns.0.4, columns.1.4, columns.2.4)
      write(columns.0.5, columns.1.5, columns.2.5)
    }
  }
}

private typealias Eight = SIMD8<Float>

/// G applied to three values.
@inline(__always)
private func filterTransform(
  _ a: Eight, _ b: Eight, _ c: Eight
) -> (Eight, Eight, Eight, Eight, Eight, Eight) {
  let even = (a + c) * Float(-1.0 / 6)
  let outer = a * Float(1.0 / 24) + c * Float(1.0 / 6)
  let (sixth, twelfth) = (b * Float(1.0 / 6), b * Float(1.0 / 12))
  return (a * 0.25, even - sixth, even + sixth, outer + twelfth, outer - twelfth, c)
}

struct Six {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
  var e: Vector
  var f: Vector

  /// Bᵀ applied to six values.
  @inline(__always)
  var inputTransform: Six {
    let four = Vector(repeating: 4)
    let two = Vector(repeating: 2)
    let five = Vector(repeating: 5)
    let outer = e - four * c
    let inner = d - four * b
    let low = e - c
    let high = two * (d - b)
    return Six(
      a: (four * a - five * c) + e, b: outer + inner, c: outer - inner, d: low + high,
      e: low - high, f: (four * b - five * d) + f)
  }

  /// Aᵀ applied to six values.
  @inline(__always)
  var outputTransform: Four {
    let (sum1, difference1) = (b + c, b - c)
    let (sum2, difference2) = (d + e, d - e)
    return Four(
      a: a + sum1 + sum2,
      b: difference1.addingProduct(difference2, Vector(repeating: 2)),
      c: sum1.addingProduct(sum2, Vector(repeating: 4)),
      d: difference1.addingProduct(difference2, Vector(repeating: 8)) + f)
  }
}

struct Four {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector

  /// A applied to four values: the adjoint of `outputTransform`.
  @inline(__always)
  var gradientTransform: Six {
    let (even, odd) = (a + c, b + d)
    let even2 = a.addingProduct(c, Vector(repeating: 4))
    let odd2 = (b * 2).addingProduct(d, Vector(repeating: 8))
    return Six(a: a, b: even + odd, c: even - odd, d: even2 + odd2, e: even2 - odd2, f: d)
  }
}

/// Bᵀ d B of one tile row of some images, all channels: [36][I][lanes].
@inline(never)
func transformInput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ input: UnsafePointer<Float>,
  _ images: Range<Int>, _ tileRow: Int, scratch: UnsafeMutablePointer<Float>, place: Int,
  channelStride: Int, into transformed: UnsafeMutablePointer<Float>
) {
  let rowLength = layout.rowLength
  let group = layout.imagesPerGroup
  // Whether the last tile's right neighbour is the next image.
  let needsMask = shape.width > 4 * (layout.lanesPerImage - 1)
  let isLast = lanesThatEndAnImage(layout.lanesPerImage)
  let phase = layout.phase
  let phases = scratch + layout.rowsLength
  let columns = phases + 24 * phase
  let firstRow = 4 * tileRow - 1
  let plane = shape.height * shape.width
  for y in 0..<6 where !(0..<shape.height).contains(firstRow + y) {
    (scratch + y * group * rowLength).update(repeating: 0, count: group * rowLength)
  }
  let height = max(0, firstRow)..<min(firstRow + 6, shape.height)
  for channel in 0..<shape.inChannels {
    for (index, image) in images.enumerated() {
      let rows = input + (image * shape.inChannels + channel) * plane
      for y in height {
        copyRow(
          rows + y * shape.width, to: scratch + ((y - firstRow) * group + index) * rowLength + 1,
          count: shape.width)
      }
      // The next channel's, which lies far from here.
      var line = rows + plane + height.lowerBound * shape.width
      let end = rows + plane + height.upperBound * shape.width
      while line < end {
        processor_prefetch(line)
        line += vectorWidth
      }
    }
    splitRows(layout, scratch, rows: 6, into: phases)
    let target = transformed + channel * channelStride
    for vector in 0..<layout.vectors {
      let start = phases + vector * vectorWidth
      do {
        for x in 0..<6 {
          @inline(__always)
          func element(_ y: Int) -> Vector {
            if x < 4 { return load(start + (y * 4 + x) * phase) }
            let value = load(start + (y * 4 + x - 4) * phase + 1)
            return needsMask ? value.replacing(with: 0, where: isLast) : value
          }
          let t = Six(
            a: element(0), b: element(1), c: element(2), d: element(3), e: element(4),
            f: element(5)
          ).inputTransform
          store(t.a, to: columns + x * vectorWidth)
          store(t.b, to: columns + 6 * vectorWidth + x * vectorWidth)
          store(t.c, to: columns + 12 * vectorWidth + x * vectorWidth)
          store(t.d, to: columns + 18 * vectorWidth + x * vectorWidth)
          store(t.e, to: columns + 24 * vectorWidth + x * vectorWidth)
          store(t.f, to: columns + 30 * vectorWidth + x * vectorWidth)
        }
        for y in 0..<6 {
          let t = Six(
            a: load(columns + (6 * y) * vectorWidth), b: load(columns + (6 * y + 1) * vectorWidth),
            c: load(columns + (6 * y + 2) * vectorWidth),
            d: load(columns + (6 * y + 3) * vectorWidth),
            e: load(columns + (6 * y + 4) * vectorWidth),
            f: load(columns + (6 * y + 5) * vectorWidth)
          ).inputTransform
          let to = target + 6 * y * place + vector * vectorWidth
          store(t.a, to: to)
          store(t.b, to: to + place)
          store(t.c, to: to + 2 * place)
          store(t.d, to: to + 3 * place)
          store(t.e, to: to + 4 * place)
          store(t.f, to: to + 5 * place)
        }
      }
    }
  }
}

private func lanesThatEndAnImage(_ lanesPerImage: Int) -> SIMDMask<SIMD16<Int32>> {
  var mask = SIMDMask<SIMD16<Int32>>(repeating: false)
  for lane in 0..<vectorWidth { mask[lane] = lane % lanesPerImage == lanesPerImage - 1 }
  return mask
}

/// Splits some rows of each image into their four phases, [rows][4][lanes].
@inline(never)
func splitRows(
  _ layout: TileLayout, _ pixels: UnsafePointer<Float>, rows: Int,
  into phases: UnsafeMutablePointer<Float>
) {
  let images = layout.imagesPerGroup
  let phase = layout.phase
  /// A row of `4 · count` floats.
  @inline(__always)
  func split<Row: SIMD<Float>, Part: SIMD<Float>>(
    _ parts: (Row) -> (Part, Part, Part, Part)
  ) {
    for y in 0..<rows {
      for image in 0..<images {
        let row = UnsafeRawPointer(pixels + (y * images + image) * layout.rowLength)
          .loadUnaligned(as: Row.self)
        let (a, b, c, d) = parts(row)
        let to = UnsafeMutableRawPointer(
          phases + y * 4 * phase + image * layout.lanesPerImage)
        let step = phase * MemoryLayout<Float>.stride
        to.storeBytes(of: a, as: Part.self)
        (to + step).storeBytes(of: b, as: Part.self)
        (to + 2 * step).storeBytes(of: c, as: Part.self)
        (to + 3 * step).storeBytes(of: d, as: Part.self)
      }
    }
  }
  switch layout.lanesPerImage {
  case 8:
    split { (row: SIMD32<Float>) in
      let (even, odd) = (row.evenHalf, row.oddHalf)
      return (even.evenHalf, odd.evenHalf, even.oddHalf, odd.oddHalf)
    }
  case 4:
    split { (row: SIMD16<Float>) in
      let (even, odd) = (row.evenHalf, row.oddHalf)
      return (even.evenHalf, odd.evenHalf, even.oddHalf, odd.oddHalf)
    }
  default:
    split { (row: SIMD8<Float>) in
      let (even, odd) = (row.evenHalf, row.oddHalf)
      return (even.evenHalf, odd.evenHalf, even.oddHalf, odd.oddHalf)
    }
  }
}

/// Aᵀ m A + bias of one tile row of some images, all channels, into the images' rows.
@inline(never)
private func transformOutput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ products: UnsafePointer<Float>, _ place: Int,
  _ images: Range<Int>, _ tileRow: Int, _ bias: UnsafePointer<Float>?,
  scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  let imagesPerVector = vectorWidth / layout.lanesPerImage
  let height = min(4, shape.height - 4 * tileRow)
  do {
    do {
      let rows = scratch + places * vectorWidth
      let columns = scratch
      for channel in 0..<shape.outChannels {
        let offset = Vector(repeating: bias?[channel] ?? 0)
        for vector in 0..<layout.vectors {
          let from = products + channel * layout.lanes + vector * vectorWidth
          for x in 0..<6 {
            let column = from + x * place
            let t = Six(
              a: load(column), b: load(column + 6 * place), c: load(column + 12 * place),
              d: load(column + 18 * place), e: load(column + 24 * place),
              f: load(column + 30 * place)
            ).outputTransform
            store(t.a, to: columns + x * vectorWidth)
            store(t.b, to: columns + 6 * vectorWidth + x * vectorWidth)
            store(t.c, to: columns + 12 * vectorWidth + x * vectorWidth)
            store(t.d, to: columns + 18 * vectorWidth + x * vectorWidth)
          }
          for y in 0..<height {
            let t = Six(
              a: load(columns + (6 * y) * vectorWidth),
              b: load(columns + (6 * y + 1) * vectorWidth),
              c: load(columns + (6 * y + 2) * vectorWidth),
              d: load(columns + (6 * y + 3) * vectorWidth),
              e: load(columns + (6 * y + 4) * vectorWidth),
              f: load(columns + (6 * y + 5) * vectorWidth)
            ).outputTransform
            let (a, b, c, d) = (t.a + offset, t.b + offset, t.c + offset, t.d + offset)
            let to = rows + y * 4 * vectorWidth
            store(interleaved(a, b, c, d, from: 0), to: to)
            store(interleaved(a, b, c, d, from: 4), to: to + 16)
            store(interleaved(a, b, c, d, from: 8), to: to + 32)
            store(interleaved(a, b, c, d, from: 12), to: to + 48)
          }
          let first = images.lowerBound + vector * imagesPerVector
          for index in 0..<min(imagesPerVector, max(0, images.upperBound - first)) {
            let plane = (first + index) * shape.outChannels + channel
            let target = output + (plane * shape.height + 4 * tileRow) * shape.width
            for y in 0..<height {
              copyRow(
                rows + y * 4 * vectorWidth + index * layout.rowLength, to: target + y * shape.width,
                count: shape.width)
            }
          }
        }
      }
    }
  }
}

/// a[i], b[i], c[i], d[i], a[i + 1], …, d[i + 3].
@inline(__always)
private func interleaved(
  _ a: Vector, _ b: Vector, _ c: Vector, _ d: Vector, from i: Int
) -> Vector {
  Vector(
    a[i], b[i], c[i], d[i], a[i + 1], b[i + 1], c[i + 1], d[i + 1],
    a[i + 2], b[i + 2], c[i + 2], d[i + 2], a[i + 3], b[i + 3], c[i + 3], d[i + 3])
}

/// Copies a short row in pieces of 16, 8, 4, 2 and 1: each is loaded as it was stored before.
@inline(__always)
func copyRow(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
  var index = 0
  @inline(__always)
  func move<Part: SIMD<Float>>(_: Part.Type, _ length: Int) {
    let part = UnsafeRawPointer(source + index).loadUnaligned(as: Part.self)
    UnsafeMutableRawPointer(target + index).storeBytes(of: part, as: Part.self)
    index += length
  }
  while index + 16 <= count { move(SIMD16<Float>.self, 16) }
  if count & 8 != 0 { move(SIMD8<Float>.self, 8) }
  if count & 4 != 0 { move(SIMD4<Float>.self, 4) }
  if count & 2 != 0 { move(SIMD2<Float>.self, 2) }
  if count & 1 != 0 { target[index] = source[index] }
}
