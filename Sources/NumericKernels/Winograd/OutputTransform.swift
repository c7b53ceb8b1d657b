/// Aᵀ m A + bias of one tile row of some images, all channels, into the images' rows.
func transformOutput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ products: UnsafePointer<Float>, _ place: Int,
  _ images: Range<Int>, _ tileRow: Int, _ bias: UnsafePointer<Float>?,
  scratch: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>
) {
  let imagesPerVector = vectorWidth / layout.lanesPerImage
  let height = min(4, shape.height - 4 * tileRow)
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
          copy(
            rows + y * 4 * vectorWidth + index * layout.rowLength, to: target + y * shape.width,
            count: shape.width)
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
