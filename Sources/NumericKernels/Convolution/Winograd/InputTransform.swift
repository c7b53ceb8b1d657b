/// Bᵀ d B of one tile row of some images, all channels: [36][I][lanes].
///
/// - Parameter scratch: Room for `transformScratch` floats.
func transformInput(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ input: ChannelSource,
  _ images: Range<Int>, _ tileRow: Int, scratch: UnsafeMutablePointer<Float>, place: Int,
  channelStride: Int, into transformed: UnsafeMutablePointer<Float>
) {
  let plane = shape.height * shape.width
  let rows = ImageRows(layout, width: shape.width, plane: plane)
  let firstRow = 4 * tileRow - 1
  let height = max(0, -firstRow)..<min(6, shape.height - firstRow)
  for channel in 0..<shape.inChannels {
    let start = input.start(image: 0, channel: channel)
    let imageStride = input.imageStride(channel: channel)
    let end = input.end(channel: channel, batch: shape.batch)
    for vector in 0..<layout.vectors {
      let first = images.lowerBound + vector * layout.imagesPerVector
      let from = start + first * imageStride + firstRow * shape.width
      let to = transformed + channel * channelStride + vector * vectorWidth
      // Rows above and below the image are zero.
      scratch.update(repeating: 0, count: height.lowerBound * phasesLength)
      (scratch + height.upperBound * phasesLength).update(
        repeating: 0, count: (6 - height.upperBound) * phasesLength)
      rows.read(
        from + height.lowerBound * shape.width, count: height.count,
        imageStride: imageStride,
        images: images.upperBound - first, end: end,
        into: scratch + height.lowerBound * phasesLength, scratch: scratch + 6 * phasesLength)
      // A tile's neighbours are added between the two directions: six columns come of four phases.
      for phase in 0..<4 {
        let column = scratch + phase * vectorWidth
        Six(column, stride: phasesLength).inputTransform.write(to: column, stride: phasesLength)
      }
      for y in 0..<6 {
        rows.withNeighbours(Four(scratch + y * phasesLength, stride: vectorWidth))
          .inputTransform.write(to: to + 6 * y * place, stride: place)
      }
    }
  }
}
