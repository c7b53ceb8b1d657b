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
private struct TileLayout {
  /// Lanes of one image: its tiles in a row, and a spare one where those need a neighbour.
  let lanesPerImage: Int
  let tileRows: Int
  let imagesPerGroup: Int
  let vectors: Int

  var lanes: Int { vectors * vectorWidth }
  /// Floats of one row of an image in the scratch frame: x = −1 and on.
  var rowLength: Int { 4 * lanesPerImage }

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
    imagesPerGroup = min(most, shape.batch)
    vectors = (imagesPerGroup * lanesPerImage + vectorWidth - 1) / vectorWidth
  }
}

/// Places of a transformed tile.
private let places = 36

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
    parallelFor(groups * layout.tileRows) { piece in
      let (group, tileRow) = piece.quotientAndRemainder(dividingBy: layout.tileRows)
      let first = group * layout.imagesPerGroup
      let images = first..<min(first + layout.imagesPerGroup, shape.batch)
      let inputPlace = shape.inChannels * lanes
      let outputPlace = channelTiles * tileRows * lanes
      withScratch(places * (inputPlace + outputPlace)) { scratch in
        let transformed = scratch
        let products = scratch + places * inputPlace
        transformInput(shape, layout, input, images, tileRow, into: transformed)
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
        transformOutput(shape, layout, products, outputPlace, images, tileRow, bias, into: output)
      }
    }
  }
  return true
}

/// G g Gᵀ of every filter, as the micro-kernel wants them: [36][tile][I][8].
@inline(never)
private func transformFilters(
  _ shape: ConvolutionShape, _ weight: (Int, Int, Int, Int) -> Float, packedPlace: Int,
  into filters: UnsafeMutablePointer<Float>
) {
  @inline(__always)
  func transform(_ a: Float, _ b: Float, _ c: Float) -> (Float, Float, Float, Float, Float, Float) {
    let (even, outer) = ((a + c) * (-1 / 6), a * (1 / 24) + c * (1 / 6))
    return (
      a * 0.25, even - b * (1 / 6), even + b * (1 / 6), outer + b * (1 / 12), outer - b * (1 / 12), c
    )
  }
  filters.update(repeating: 0, count: places * packedPlace)
  withUnsafeTemporaryAllocation(of: Float.self, capacity: 18) { columns in
    for outChannel in 0..<shape.outChannels {
      let (tile, row) = outChannel.quotientAndRemainder(dividingBy: tileRows)
      for inChannel in 0..<shape.inChannels {
        for x in 0..<3 {
          let t = transform(
            weight(outChannel, inChannel, 0, x), weight(outChannel, inChannel, 1, x),
            weight(outChannel, inChannel, 2, x))
          columns[x] = t.0
          columns[3 + x] = t.1
          columns[6 + x] = t.2
          columns[9 + x] = t.3
          columns[12 + x] = t.4
          columns[15 + x] = t.5
        }
        var target = filters + (tile * shape.inChannels + inChannel) * tileRows + row
        for y in 0..<6 {
          let t = transform(columns[3 * y], columns[3 * y + 1], columns[3 * y + 2])
          target[0] = t.0
          target[packedPlace] = t.1
          target[2 * packedPlace] = t.2
          target[3 * packedPlace] = t.3
          target[4 * packedPlace] = t.4
          target[5 * packedPlace] = t.5
          target += 6 * packedPlace
        }
      }
    }
  }
}

private struct Six {
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

private struct Four {
  var a: Vector
  var b: Vector
  var c: Vector
  var d: Vector
}

/// Bᵀ d B of one tile row of some images, all channels: [36][I][lanes].
@inline(never)
private func transformInput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ input: UnsafePointer<Float>,
  _ images: Range<Int>, _ tileRow: Int, into transformed: UnsafeMutablePointer<Float>
) {
  let lanes = layout.lanes
  let place = shape.inChannels * lanes
  let rowLength = layout.rowLength
  let group = layout.imagesPerGroup
  // Whether the last tile's right neighbour is the next image.
  let needsMask = shape.width > 4 * (layout.lanesPerImage - 1)
  let isLast = lanesThatEndAnImage(layout.lanesPerImage)
  // Phases: element 4 X + c of a row, for c = 0…3; each row a little longer than its lanes, since the
  // right neighbour is read from one lane further.
  let phase = lanes + vectorWidth
  let rows = 6 * group * rowLength
  withScratch(rows + 24 * phase) { scratch in
    let phases = scratch + rows
    scratch.update(repeating: 0, count: rows + 24 * phase)
    let firstRow = 4 * tileRow - 1
    for channel in 0..<shape.inChannels {
      for (index, image) in images.enumerated() {
        let plane = input + (image * shape.inChannels + channel) * shape.height * shape.width
        for y in 0..<6 where (0..<shape.height).contains(firstRow + y) {
          copyRow(
            plane + (firstRow + y) * shape.width,
            to: scratch + (y * group + index) * rowLength + 1, count: shape.width)
        }
      }
      splitRows(layout, scratch, phase: phase, into: phases)
      let target = transformed + channel * lanes
      for vector in 0..<layout.vectors {
        let start = phases + vector * vectorWidth
        withUnsafeTemporaryAllocation(of: Vector.self, capacity: places) { columns in
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
            columns[x] = t.a
            columns[6 + x] = t.b
            columns[12 + x] = t.c
            columns[18 + x] = t.d
            columns[24 + x] = t.e
            columns[30 + x] = t.f
          }
          for y in 0..<6 {
            let t = Six(
              a: columns[6 * y], b: columns[6 * y + 1], c: columns[6 * y + 2],
              d: columns[6 * y + 3], e: columns[6 * y + 4], f: columns[6 * y + 5]
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
}

private func lanesThatEndAnImage(_ lanesPerImage: Int) -> SIMDMask<SIMD16<Int32>> {
  var mask = SIMDMask<SIMD16<Int32>>(repeating: false)
  for lane in 0..<vectorWidth { mask[lane] = lane % lanesPerImage == lanesPerImage - 1 }
  return mask
}

/// Splits the six rows of each image into their four phases, [6][4][lanes].
@inline(never)
private func splitRows(
  _ layout: TileLayout, _ rows: UnsafePointer<Float>, phase: Int,
  into phases: UnsafeMutablePointer<Float>
) {
  let images = layout.imagesPerGroup
  /// A row of `4 · count` floats.
  @inline(__always)
  func split<Row: SIMD<Float>, Part: SIMD<Float>>(
    _ parts: (Row) -> (Part, Part, Part, Part)
  ) {
    for y in 0..<6 {
      for image in 0..<images {
        let row = UnsafeRawPointer(rows + (y * images + image) * layout.rowLength)
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
  into output: UnsafeMutablePointer<Float>
) {
  let imagesPerVector = vectorWidth / layout.lanesPerImage
  let height = min(4, shape.height - 4 * tileRow)
  withUnsafeTemporaryAllocation(of: Vector.self, capacity: 24) { columns in
    withScratch(4 * 4 * vectorWidth) { rows in
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
            columns[x] = t.a
            columns[6 + x] = t.b
            columns[12 + x] = t.c
            columns[18 + x] = t.d
          }
          for y in 0..<height {
            let t = Six(
              a: columns[6 * y], b: columns[6 * y + 1], c: columns[6 * y + 2],
              d: columns[6 * y + 3], e: columns[6 * y + 4], f: columns[6 * y + 5]
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
private func copyRow(
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
