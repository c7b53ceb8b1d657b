internal import CProcessor

/// Bᵀ d B of one tile row of some images, all channels: [36][I][lanes].
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
      gatherRows(
        input + (image * shape.inChannels + channel) * plane + height.lowerBound * shape.width,
        count: height.count, width: shape.width, plane: plane,
        to: scratch + ((height.lowerBound - firstRow) * group + index) * rowLength + 1,
        stride: group * rowLength)
    }
    splitRows(layout, scratch, rows: 6, into: phases)
    let target = transformed + channel * channelStride
    for vector in 0..<layout.vectors {
      let start = phases + vector * vectorWidth
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

private func lanesThatEndAnImage(_ lanesPerImage: Int) -> SIMDMask<SIMD16<Int32>> {
  var mask = SIMDMask<SIMD16<Int32>>(repeating: false)
  for lane in 0..<vectorWidth { mask[lane] = lane % lanesPerImage == lanesPerImage - 1 }
  return mask
}

/// Splits some rows of each image into their four phases, [rows][4][lanes].
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

/// Copies an image's rows to where they are `stride` apart, and asks for those of the next channel,
/// `plane` further, which lie far from here.
@inline(__always)
func gatherRows(
  _ source: UnsafePointer<Float>, count: Int, width: Int, plane: Int,
  to target: UnsafeMutablePointer<Float>, stride: Int
) {
  for y in 0..<count { copy(source + y * width, to: target + y * stride, count: width) }
  var line = source + plane
  let end = line + count * width
  while line < end {
    processor_prefetch(line)
    line += vectorWidth
  }
}
