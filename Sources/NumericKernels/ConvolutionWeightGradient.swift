// The weight gradient of a convolution: for each tap, the inner product of the output gradient with
// the input, shifted.
//
// Input and output gradient are laid out in frames of the same size, several images after one
// another, the positions between the rows zero: then each weight's gradient is one long inner
// product of contiguous vectors. A tile of 4 output channels × 6 taps keeps 24 sums in registers
// while it loads 10 vectors.
//
// Order of summation: 16 partial sums along the positions of a group of images, added pairwise;
// groups in order within a piece of the batch; pieces in order. The pieces are the same whatever the
// thread count.

private let tileChannels = 4
private let tileTaps = 6
/// Positions in one group of images: long enough that adding up the lanes at its end costs little.
private let groupPositions = 2048
/// Pieces of the batch that are summed apart.
private let batchPieces = 8

/// Gradients of `convolve` with respect to weight and bias.
///
/// - Parameters:
///   - input: [B, I, H, W].
///   - outputGradient: [B, O, H', W'].
///   - weightGradient: [O, I, k, k].
///   - biasGradient: [O] or nil.
public func convolveWeightGradient(
  _ shape: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
) {
  let isDone = convolveWeightGradientByWinograd(
    shape, input: input, outputGradient: outputGradient, weightGradient: weightGradient,
    biasGradient: biasGradient)
  if isDone { return }
  let pieces = min(shape.batch, batchPieces)
  let size = shape.outChannels * (shape.depth + 1)
  withScratch(pieces * size) { partial in
    partial.update(repeating: 0, count: pieces * size)
    parallelFor(pieces) { piece in
      sumPiece(
        shape, images: shape.batch * piece / pieces..<shape.batch * (piece + 1) / pieces,
        input: input, outputGradient: outputGradient, sums: partial + piece * size)
    }
    for piece in 1..<max(pieces, 1) {
      for i in 0..<size { partial[i] += partial[piece * size + i] }
    }
    weightGradient.update(from: partial, count: shape.outChannels * shape.depth)
    biasGradient?.update(from: partial + shape.outChannels * shape.depth, count: shape.outChannels)
  }
}

/// Adds the gradients of some images to `sums`: weights [O][depth], then biases [O].
private func sumPiece(
  _ shape: ConvolutionShape, images: Range<Int>, input: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
) {
  let plane = shape.framePlane
  let groupSize = max(1, min(images.count, groupPositions / plane))
  let inStride = groupSize * plane + shape.slack
  // Whole vectors: what they cover beyond the last image is zero.
  let outStride = (groupSize * plane + vectorWidth - 1) / vectorWidth * vectorWidth
  let outRows = (shape.outChannels + tileChannels - 1) / tileChannels * tileChannels
  let offsetCount = (shape.depth + tileTaps - 1) / tileTaps * tileTaps
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
            input + (first + g) * shape.inChannels * shape.height * shape.width,
            channels: shape.inChannels, height: shape.height, width: shape.width,
            frame: frames + g * plane, padding: shape.padding, frameWidth: shape.frameWidth,
            channelStride: inStride)
          copyIntoFrame(
            outputGradient + (first + g) * shape.outChannels * shape.outHeight * shape.outWidth,
            channels: shape.outChannels, height: shape.outHeight, width: shape.outWidth,
            frame: gradients + g * plane, padding: 0, frameWidth: shape.frameWidth,
            channelStride: outStride)
        }
        for channel in stride(from: 0, to: outRows, by: tileChannels) {
          let rows = min(tileChannels, shape.outChannels - channel)
          for k in stride(from: 0, to: shape.depth, by: tileTaps) {
            innerProducts(
              gradients + channel * outStride, outStride, frames, offsets.baseAddress! + k,
              length: outStride, rows: rows, taps: min(tileTaps, shape.depth - k),
              sums: sums + channel * shape.depth + k, sumStride: shape.depth)
          }
        }
        let biasSums = sums + shape.outChannels * shape.depth
        for channel in 0..<shape.outChannels {
          var total = Vector.zero
          let row = gradients + channel * outStride
          for position in stride(from: 0, to: outStride, by: vectorWidth) {
            total += load(row + position)
          }
          biasSums[channel] += total.total
        }
      }
    }
  }
}

private struct Column4 {
  var a = Vector.zero
  var b = Vector.zero
  var c = Vector.zero
  var d = Vector.zero

  @_transparent
  mutating func add(_ x: Vector, _ g0: Vector, _ g1: Vector, _ g2: Vector, _ g3: Vector) {
    a = a.addingProduct(x, g0)
    b = b.addingProduct(x, g1)
    c = c.addingProduct(x, g2)
    d = d.addingProduct(x, g3)
  }

  @_transparent
  func addTotals(_ sums: UnsafeMutablePointer<Float>, _ stride: Int, _ rows: Int) {
    sums[0] += a.total
    if rows > 1 { sums[stride] += b.total }
    if rows > 2 { sums[2 * stride] += c.total }
    if rows > 3 { sums[3 * stride] += d.total }
  }
}

/// sums[r][t] += Σ_p gradients[r][p] · frames[offsets[t] + p] for 4 rows and 6 taps, of which `rows`
/// and `taps` count.
@inline(never)
private func innerProducts(
  _ gradients: UnsafePointer<Float>, _ gradientStride: Int, _ frames: UnsafePointer<Float>,
  _ offsets: UnsafePointer<Int>, length: Int, rows: Int, taps: Int,
  sums: UnsafeMutablePointer<Float>, sumStride: Int
) {
  let x0 = frames + offsets[0]
  let x1 = frames + offsets[1]
  let x2 = frames + offsets[2]
  let x3 = frames + offsets[3]
  let x4 = frames + offsets[4]
  let x5 = frames + offsets[5]
  var c0 = Column4()
  var c1 = Column4()
  var c2 = Column4()
  var c3 = Column4()
  var c4 = Column4()
  var c5 = Column4()
  var position = 0
  while position < length {
    let row = gradients + position
    let g0 = load(row)
    let g1 = load(row + gradientStride)
    let g2 = load(row + 2 * gradientStride)
    let g3 = load(row + 3 * gradientStride)
    c0.add(load(x0 + position), g0, g1, g2, g3)
    c1.add(load(x1 + position), g0, g1, g2, g3)
    c2.add(load(x2 + position), g0, g1, g2, g3)
    c3.add(load(x3 + position), g0, g1, g2, g3)
    c4.add(load(x4 + position), g0, g1, g2, g3)
    c5.add(load(x5 + position), g0, g1, g2, g3)
    position += vectorWidth
  }
  c0.addTotals(sums, sumStride, rows)
  if taps > 1 { c1.addTotals(sums + 1, sumStride, rows) }
  if taps > 2 { c2.addTotals(sums + 2, sumStride, rows) }
  if taps > 3 { c3.addTotals(sums + 3, sumStride, rows) }
  if taps > 4 { c4.addTotals(sums + 4, sumStride, rows) }
  if taps > 5 { c5.addTotals(sums + 5, sumStride, rows) }
}
