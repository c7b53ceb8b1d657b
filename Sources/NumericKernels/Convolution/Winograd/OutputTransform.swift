/// activation(Aᵀ m A + bias) of one tile row of some images, all channels, into the images' rows.
func transformOutput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ products: UnsafePointer<Float>, _ place: Int,
  _ images: Range<Int>, _ tileRow: Int, _ bias: UnsafePointer<Float>?,
  _ activation: FusedActivation,
  scratch: UnsafeMutablePointer<Float>, into output: ChannelTarget
) {
  let plane = shape.height * shape.width
  let rows = ImageRows(layout, width: shape.width, plane: plane)
  let height = min(4, shape.height - 4 * tileRow)
  let phases = scratch + 24 * vectorWidth
  for channel in 0..<shape.outChannels {
    let offset = Vector(repeating: bias?[channel] ?? 0)
    let start = output.start(image: 0, channel: channel)
    let imageStride = output.imageStride(channel: channel)
    for vector in 0..<layout.vectors {
      let first = images.lowerBound + vector * layout.imagesPerVector
      let from = products + channel * layout.lanes + vector * vectorWidth
      let to = start + first * imageStride + 4 * tileRow * shape.width
      for x in 0..<6 {
        Six(from + x * place, stride: 6 * place)
          .outputTransform.write(to: scratch + x * vectorWidth, stride: 6 * vectorWidth)
      }
      for y in 0..<height {
        let t = Six(scratch + 6 * y * vectorWidth, stride: vectorWidth).outputTransform
        activation.values(
          Four(a: t.a + offset, b: t.b + offset, c: t.c + offset, d: t.d + offset)
        ).write(to: phases + y * phasesLength, stride: vectorWidth)
      }
      rows.write(
        phases, count: height, imageStride: imageStride, images: images.upperBound - first, to: to)
    }
  }
}

extension FusedActivation {
  @_transparent
  fileprivate func values(_ x: Four) -> Four {
    switch self {
    case .identity: x
    case .relu:
      Four(a: Relu.value(x.a), b: Relu.value(x.b), c: Relu.value(x.c), d: Relu.value(x.d))
    case .gelu:
      Four(a: Gelu.value(x.a), b: Gelu.value(x.b), c: Gelu.value(x.c), d: Gelu.value(x.d))
    case .silu:
      Four(a: Silu.value(x.a), b: Silu.value(x.b), c: Silu.value(x.c), d: Silu.value(x.d))
    }
  }
}
