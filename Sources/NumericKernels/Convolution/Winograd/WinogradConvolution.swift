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

/// output = activation(input ∗ weight + bias).
///
/// - Parameters:
///   - weight: The filter's element for output channel, input channel, row and column.
///   - bias: [O] or nil.
func convolveByWinograd(
  _ shape: ConvolutionShape, _ layout: TileLayout, input: ChannelSource,
  bias: UnsafePointer<Float>?,
  activation: FusedActivation, output: ChannelTarget,
  weight: (Int, Int, Int, Int) -> Float
) {
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
    let pieces = min(units, threadCount * 16)
    let inputPlace = shape.inChannels * lanes + vectorWidth
    let outputPlace = channelTiles * tileRows * lanes + vectorWidth
    parallelFor(pieces) { piece in
      withScratch(places * (inputPlace + outputPlace) + transformScratch) { scratch in
        let transformed = scratch
        let products = scratch + places * inputPlace
        let rows = products + places * outputPlace
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
            shape, layout, products, outputPlace, images, tileRow, bias, activation,
            scratch: rows, into: output)
        }
      }
    }
  }
}
