// The weight gradient of `convolveByWinograd`, its adjoint: each tile of the output gradient becomes
// A g Aᵀ, each input tile Bᵀ d B; at each of the 36 places the gradient of a filter is the inner
// product of the two over all tiles, and Gᵀ u G makes 3 × 3 of it.
//
// Order of summation: that of `innerProducts` along some tile rows of a group of images; these in order
// within a piece of the batch; pieces in order. The pieces are the same whatever the thread count.

/// Pieces of the batch that are summed apart.
private let batchPieces = 8
/// Tile rows that are transformed before their products are summed: more keep sums in registers for longer,
/// fewer stay nearer to the processor.
private let tileRowsAtOnce = 4

/// Gradients of `convolve` with respect to weight and bias.
func convolveWeightGradientByWinograd(
  _ shape: ConvolutionShape, _ layout: TileLayout, input: ChannelSource,
  outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
) {
  let groups = (shape.batch + layout.imagesPerGroup - 1) / layout.imagesPerGroup
  let pieces = min(groups, batchPieces)
  let blocks = GradientBlocks(rows: shape.outChannels, columns: shape.inChannels)
  // Of each piece: [36] times the blocks, then the bias's sums.
  let biasStart = places * blocks.length
  sumPieces(pieces, length: biasStart + shape.outChannels) { piece, sums in
    sumPiece(
      shape, layout, blocks, groups: groups * piece / pieces..<groups * (piece + 1) / pieces,
      input: input, outputGradient: outputGradient, sums: sums)
  } finish: { sums in
    transformWeightGradient(shape, blocks, sums, into: weightGradient)
    biasGradient?.update(from: sums + biasStart, count: shape.outChannels)
  }
}

/// Adds the gradients of some groups of images to `sums`.
private func sumPiece(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ blocks: GradientBlocks, groups: Range<Int>,
  input: ChannelSource, outputGradient: UnsafePointer<Float>,
  sums: UnsafeMutablePointer<Float>
) {
  let length = min(tileRowsAtOnce, layout.tileRows) * layout.lanes
  // A little more, so that the places do not compete for the same sets of the cache.
  let inputPlace = blocks.columns * blockSide * length + vectorWidth
  let gradientPlace = blocks.rows * blockSide * length + vectorWidth
  let count = places * (inputPlace + gradientPlace) + transformScratch
  let offsets = UnsafeMutablePointer<Int>.allocate(capacity: blockSide)
  defer { offsets.deallocate() }
  for row in 0..<blockSide { offsets[row] = row * length }
  withScratch(count) { scratch in
    let inputs = scratch
    let gradients = inputs + places * inputPlace
    let rows = gradients + places * gradientPlace
    // All but the rows that fill up blocks is written for each group.
    if shape.inChannels % blockSide != 0 || shape.outChannels % blockSide != 0 {
      scratch.update(repeating: 0, count: count)
    }
    for group in groups {
      let first = group * layout.imagesPerGroup
      let images = first..<min(first + layout.imagesPerGroup, shape.batch)
      for start in stride(from: 0, to: layout.tileRows, by: tileRowsAtOnce) {
        let tileRows = start..<min(start + tileRowsAtOnce, layout.tileRows)
        for tileRow in tileRows {
          transformInput(
            shape, layout, input, images, tileRow, scratch: rows, place: inputPlace,
            channelStride: length, into: inputs + (tileRow - start) * layout.lanes)
        }
        for tileRow in tileRows {
          transformGradient(
            shape, layout, outputGradient, images, tileRow, scratch: rows, place: gradientPlace,
            channelStride: length, into: gradients + (tileRow - start) * layout.lanes)
        }
        let filled = tileRows.count * layout.lanes
        for place in 0..<places {
          var block = sums + place * blocks.length
          for row in 0..<blocks.rows {
            for column in 0..<blocks.columns {
              innerProducts(
                left: gradients + place * gradientPlace + row * blockSide * length,
                leftStride: length,
                right: inputs + place * inputPlace + column * blockSide * length,
                offsets: offsets, length: filled, block: block)
              block += blockSize
            }
          }
        }
        // Place (1, 1) of A g Aᵀ is the sum of the tile's pixels.
        for channel in 0..<shape.outChannels {
          sums[places * blocks.length + channel] += total(
            gradients + 7 * gradientPlace + channel * length, count: filled)
        }
      }
    }
  }
}

/// A g Aᵀ of one tile row of some images, all channels: [36][O][length]. Lanes without a tile are 0.
///
/// - Parameter scratch: As for `transformInput`.
private func transformGradient(
  _ shape: ConvolutionShape, _ layout: TileLayout, _ outputGradient: UnsafePointer<Float>,
  _ images: Range<Int>, _ tileRow: Int, scratch: UnsafeMutablePointer<Float>, place: Int,
  channelStride: Int, into transformed: UnsafeMutablePointer<Float>
) {
  let plane = shape.height * shape.width
  let imageStride = shape.outChannels * plane
  let rows = ImageRows(layout, width: shape.width, plane: plane)
  let end = outputGradient + shape.batch * imageStride
  let height = min(4, shape.height - 4 * tileRow)
  for channel in 0..<shape.outChannels {
    for vector in 0..<layout.vectors {
      let first = images.lowerBound + vector * layout.imagesPerVector
      let from =
        outputGradient + first * imageStride + channel * plane + 4 * tileRow * shape.width
      let to = transformed + channel * channelStride + vector * vectorWidth
      rows.read(
        from, count: height, imageStride: imageStride, images: images.upperBound - first, end: end,
        into: scratch,
        scratch: scratch + 6 * phasesLength)
      (scratch + height * phasesLength).update(repeating: 0, count: (4 - height) * phasesLength)
      for phase in 0..<4 {
        let column = scratch + phase * vectorWidth
        Four(column, stride: phasesLength).gradientTransform.write(to: column, stride: phasesLength)
      }
      for y in 0..<6 {
        Four(scratch + y * phasesLength, stride: vectorWidth)
          .gradientTransform.write(to: to + 6 * y * place, stride: place)
      }
    }
  }
}

/// Gᵀ u G of every filter.
private func transformWeightGradient(
  _ shape: ConvolutionShape, _ blocks: GradientBlocks, _ sums: UnsafePointer<Float>,
  into weightGradient: UnsafeMutablePointer<Float>
) {
  /// Gᵀ applied to six values.
  @_transparent
  func transform(
    _ a: Float, _ b: Float, _ c: Float, _ d: Float, _ e: Float, _ f: Float
  ) -> (Float, Float, Float) {
    let (sum1, difference1) = (b + c, c - b)
    let (sum2, difference2) = (d + e, d - e)
    return (
      a * 0.25 - sum1 * (1.0 / 6) + sum2 * (1.0 / 24),
      difference1 * (1.0 / 6) + difference2 * (1.0 / 12),
      (sum2 - sum1) * (1.0 / 6) + f
    )
  }
  parallelFor(shape.outChannels) { outChannel in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 18) { columns in
      for inChannel in 0..<shape.inChannels {
        let from = sums + blocks.index(outChannel, inChannel)
        @_transparent
        func element(_ y: Int, _ x: Int) -> Float { from[(6 * y + x) * blocks.length] }
        for x in 0..<6 {
          let t = transform(
            element(0, x), element(1, x), element(2, x), element(3, x), element(4, x),
            element(5, x))
          columns[x] = t.0
          columns[6 + x] = t.1
          columns[12 + x] = t.2
        }
        let target = weightGradient + (outChannel * shape.inChannels + inChannel) * 9
        for y in 0..<3 {
          let t = transform(
            columns[6 * y], columns[6 * y + 1], columns[6 * y + 2], columns[6 * y + 3],
            columns[6 * y + 4], columns[6 * y + 5])
          target[3 * y] = t.0
          target[3 * y + 1] = t.1
          target[3 * y + 2] = t.2
        }
      }
    }
  }
}
