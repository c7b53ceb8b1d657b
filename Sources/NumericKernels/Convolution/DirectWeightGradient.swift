// The weight gradient of a convolution: for each tap, the inner product of the output gradient with
// the input, shifted.
//
// Input and output gradient are laid out in frames of the same size, several images after one
// another, the positions between the rows zero: then each weight's gradient is one long inner
// product of contiguous vectors, and a block is 4 output channels × 4 taps.
//
// Order of summation: that of `innerProducts` along the positions of a group of images; groups in
// order within a piece of the batch; pieces in order. The pieces are the same whatever the thread
// count.

/// Positions in one group of images: long enough that adding up the lanes at its end costs little.
private let groupPositions = 2048
/// Pieces of the batch that are summed apart.
private let batchPieces = 8

/// Gradients of `convolve` with respect to weight and bias.
func convolveWeightGradientDirectly(
  _ shape: ConvolutionShape, input: ChannelSource, outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
) {
  let pieces = min(shape.batch, batchPieces)
  let blocks = GradientBlocks(rows: shape.outChannels, columns: shape.depth)
  sumPieces(pieces, length: blocks.length + shape.outChannels) { piece, sums in
    sumPiece(
      shape, blocks, images: shape.batch * piece / pieces..<shape.batch * (piece + 1) / pieces,
      input: input, outputGradient: outputGradient, sums: sums)
  } finish: { sums in
    for channel in 0..<shape.outChannels {
      for k in 0..<shape.depth {
        weightGradient[channel * shape.depth + k] = sums[blocks.index(channel, k)]
      }
    }
    biasGradient?.update(from: sums + blocks.length, count: shape.outChannels)
  }
}

/// The same where the output channels would not fill a block: input and output gradient change places,
/// since Σ g(p) · x(p + k) = Σ x(q) · g(q − k).
func convolveWeightGradientExchanged(
  _ shape: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
) {
  let exchanged = shape.exchanged
  let taps = shape.kernelHeight * shape.kernelWidth
  withScratch(shape.inChannels * exchanged.depth) { gradient in
    convolveWeightGradientDirectly(
      exchanged, input: shape.source(outputGradient), outputGradient: input,
      weightGradient: gradient,
      biasGradient: nil)
    for o in 0..<shape.outChannels {
      for i in 0..<shape.inChannels {
        let from = gradient + (i * shape.outChannels + o) * taps
        let to = weightGradient + (o * shape.inChannels + i) * taps
        for tap in 0..<taps { to[tap] = from[taps - 1 - tap] }
      }
    }
  }
  guard let biasGradient else { return }
  sumChannels(
    ImageBatchShape(
      batch: shape.batch, channels: shape.outChannels, plane: shape.outHeight * shape.outWidth),
    input: outputGradient, sums: biasGradient)
}

/// Adds the gradients of some images to `sums`: those of the weights in blocks, then the biases' [O].
private func sumPiece(
  _ shape: ConvolutionShape, _ blocks: GradientBlocks, images: Range<Int>,
  input: ChannelSource,
  outputGradient: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
) {
  let plane = shape.framePlane
  let groupSize = max(1, min(images.count, groupPositions / plane))
  let inStride = groupSize * plane + shape.slack
  // Whole vectors: what they cover beyond the last image is zero.
  let outStride = (groupSize * plane + vectorWidth - 1) / vectorWidth * vectorWidth
  let outRows = blocks.rows * blockSide
  let offsetCount = blocks.columns * blockSide
  let scratchCount = shape.inChannels * inStride + outRows * outStride
  withScratch(scratchCount) { scratch in
    let frames = scratch
    let gradients = frames + shape.inChannels * inStride
    withUnsafeTemporaryAllocation(of: Int.self, capacity: offsetCount) { offsets in
      shape.fillOffsets(offsets.baseAddress!, channelStride: inStride)
      for k in shape.depth..<offsetCount { offsets[k] = offsets[0] }
      frames.update(repeating: 0, count: scratchCount)
      for first in stride(from: images.lowerBound, to: images.upperBound, by: groupSize) {
        let count = min(groupSize, images.upperBound - first)
        if count < groupSize { frames.update(repeating: 0, count: scratchCount) }
        for g in 0..<count {
          copyIntoFrame(
            input, image: first + g, channels: shape.inChannels, height: shape.height,
            width: shape.width,
            frame: frames + g * plane, padding: shape.padding, frameWidth: shape.frameWidth,
            channelStride: inStride)
          copyIntoFrame(
            shape.source(outputGradient), image: first + g, channels: shape.outChannels,
            height: shape.outHeight, width: shape.outWidth,
            frame: gradients + g * plane, padding: 0, frameWidth: shape.frameWidth,
            channelStride: outStride)
        }
        var block = sums
        for row in 0..<blocks.rows {
          for column in 0..<blocks.columns {
            innerProducts(
              left: gradients + row * blockSide * outStride, leftStride: outStride, right: frames,
              offsets: offsets.baseAddress! + column * blockSide, length: outStride, block: block)
            block += blockSize
          }
        }
        let biasSums = sums + blocks.length
        for channel in 0..<shape.outChannels {
          biasSums[channel] += total(gradients + channel * outStride, count: outStride)
        }
      }
    }
  }
}
