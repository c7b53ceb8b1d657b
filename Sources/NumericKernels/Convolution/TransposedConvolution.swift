// Transposed convolution whose stride equals its kernel: each input pixel becomes a k × k square of its
// own, a matrix product of the weights [I, O · k · k] with the pixels of some images side by side.
//
// The gradient gathers the squares again, and takes from them both gradients by the same micro-kernels as
// elsewhere. With one pixel per image a square is an image: then both are matrix products without a copy.
//
// Order of summation of the weight gradient: as in `convolveWeightGradient`.

/// The sizes of a transposed convolution whose stride equals its kernel.
public struct TransposedConvolutionShape: Sendable {
  public var batch: Int
  public var inChannels: Int
  public var outChannels: Int
  /// Of the input.
  public var height: Int
  public var width: Int
  public var kernel: Int

  public init(
    batch: Int, inChannels: Int, outChannels: Int, height: Int, width: Int, kernel: Int
  ) {
    self.batch = batch
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.height = height
    self.width = width
    self.kernel = kernel
  }

  var plane: Int { height * width }
  /// Elements that one input pixel becomes: O · k · k.
  var square: Int { outChannels * kernel * kernel }
  var outWidth: Int { width * kernel }
  var outPlane: Int { plane * kernel * kernel }

  /// Images side by side: enough positions for the micro-kernels, few enough for the cache.
  var imagesPerGroup: Int {
    let fitting = 98_304 / max(1, plane * (inChannels + square))
    return max(1, min(batch, max((192 + plane - 1) / plane, min(384 / max(plane, 1), fitting))))
  }
  var groups: Int { (batch + imagesPerGroup - 1) / imagesPerGroup }
  /// Floats from one row of positions to the next: whole vectors, and what a block may read beyond.
  var rowStride: Int {
    (imagesPerGroup * plane + vectorWidth - 1) / vectorWidth * vectorWidth + tileColumns
  }
}

/// Pieces of the batch whose weight gradients are summed apart.
private let batchPieces = 8

/// Each input pixel becomes a square: output[o][y · k + i][x · k + j] = Σ_c input[c][y][x] · weight[c][o][i][j] + bias[o].
///
/// - Parameters:
///   - input: [B, I, H, W].
///   - weight: [I, O, k, k].
///   - bias: [O] or nil.
///   - output: [B, O, k · H, k · W].
public func transposeConvolve(
  _ shape: TransposedConvolutionShape, input: ChannelSource,
  weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
) {
  if shape.plane == 1, let input = input.whole {
    matrixProduct(
      rows: shape.batch, columns: shape.square, depth: shape.inChannels,
      left: MatrixView(input, rowStride: shape.inChannels, columnStride: 1),
      right: MatrixView(weight, rowStride: shape.square, columnStride: 1), result: output)
    addToPlanes(shape, bias, output)
    return
  }
  let depth = shape.inChannels
  withPacked(weight, rows: shape.square, rowStride: 1, depth: depth, depthStride: shape.square) {
    packed in
    let stride = shape.rowStride
    let pieces = min(shape.groups, threadCount * 16)
    parallelFor(pieces) { piece in
      withScratch(depth * stride + tileRows * stride) { scratch in
        scratch.update(repeating: 0, count: depth * stride)
        let rows = scratch + depth * stride
        for group in shape.groups * piece / pieces..<shape.groups * (piece + 1) / pieces {
          let images = shape.images(of: group)
          copyPlanes(shape, input, images, into: scratch)
          for row in Swift.stride(from: 0, to: shape.square, by: tileRows) {
            multiply(
              packed + row * depth, depth: depth, scratch, positions: images.count * shape.plane,
              stride: stride, into: rows)
            spreadRows(
              shape, images, first: row, count: min(tileRows, shape.square - row), rows, bias,
              output)
          }
        }
      }
    }
  }
}

/// Gradients of `transposeConvolve`.
///
/// - Parameters:
///   - outputGradient: [B, O, k · H, k · W].
///   - inputGradient: [B, I, H, W], or nil.
///   - weightGradient: [I, O, k, k].
///   - biasGradient: [O].
public func transposeConvolveGradient(
  _ shape: TransposedConvolutionShape, input: ChannelSource,
  weight: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: ChannelTarget?,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
) {
  if shape.plane == 1, let input = input.whole, inputGradient == nil || inputGradient?.whole != nil
  {
    let squares = MatrixView(outputGradient, rowStride: shape.square, columnStride: 1)
    matrixProduct(
      rows: shape.inChannels, columns: shape.square, depth: shape.batch,
      left: MatrixView(input, rowStride: 1, columnStride: shape.inChannels), right: squares,
      result: weightGradient)
    if let inputGradient = inputGradient?.whole {
      matrixProduct(
        rows: shape.batch, columns: shape.inChannels, depth: shape.square, left: squares,
        right: MatrixView(weight, rowStride: 1, columnStride: shape.square),
        result: inputGradient)
    }
    let image = ImageBatchShape(
      batch: shape.batch, channels: shape.outChannels, plane: shape.outPlane)
    sumChannels(image, input: outputGradient, sums: biasGradient)
    return
  }
  let blocks = GradientBlocks(rows: shape.inChannels, columns: shape.square)
  let pieces = min(shape.groups, batchPieces)
  withPacked(
    weight, rows: shape.inChannels, rowStride: shape.square, depth: shape.square, depthStride: 1
  ) { packed in
    sumPieces(pieces, length: blocks.length + shape.outChannels) { piece, sums in
      addGradients(
        shape, blocks,
        groups: shape.groups * piece / pieces..<shape.groups * (piece + 1) / pieces,
        input: input, packedWeight: packed, outputGradient: outputGradient,
        inputGradient: inputGradient, sums: sums)
    } finish: { sums in
      for row in 0..<shape.inChannels {
        for column in 0..<shape.square {
          weightGradient[row * shape.square + column] = sums[blocks.index(row, column)]
        }
      }
      biasGradient.update(from: sums + blocks.length, count: shape.outChannels)
    }
  }
}

/// The gradients of some groups of images: weights' and biases' are added to `sums`.
private func addGradients(
  _ shape: TransposedConvolutionShape, _ blocks: GradientBlocks, groups: Range<Int>,
  input: ChannelSource, packedWeight: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>,
  inputGradient: ChannelTarget?, sums: UnsafeMutablePointer<Float>
) {
  let stride = shape.rowStride
  let length = stride - tileColumns
  let pixelRows = blocks.rows * blockSide
  let squareRows = blocks.columns * blockSide
  let count = (pixelRows + squareRows + tileRows) * stride
  withScratch(count) { scratch in
    let pixels = scratch
    let squares = pixels + pixelRows * stride
    let rows = squares + squareRows * stride
    scratch.update(repeating: 0, count: count)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: squareRows) { offsets in
      for row in 0..<squareRows { offsets[row] = row * stride }
      for group in groups {
        let images = shape.images(of: group)
        if images.count < shape.imagesPerGroup { scratch.update(repeating: 0, count: count) }
        copyPlanes(shape, input, images, into: pixels)
        gatherRows(shape, images, outputGradient, into: squares)
        if let inputGradient {
          for channel in Swift.stride(from: 0, to: shape.inChannels, by: tileRows) {
            multiply(
              packedWeight + channel * shape.square, depth: shape.square, squares,
              positions: images.count * shape.plane, stride: stride, into: rows)
            for row in 0..<min(tileRows, shape.inChannels - channel) {
              for (index, image) in images.enumerated() {
                inputGradient.start(image: image, channel: channel + row).update(
                  from: rows + row * stride + index * shape.plane, count: shape.plane)
              }
            }
          }
        }
        for row in 0..<blocks.rows {
          for column in 0..<blocks.columns {
            innerProducts(
              left: pixels + row * blockSide * stride, leftStride: stride, right: squares,
              offsets: offsets.baseAddress! + column * blockSide, length: length,
              block: sums + (row * blocks.columns + column) * blockSize)
          }
        }
        for row in 0..<shape.square {
          sums[blocks.length + row / (shape.kernel * shape.kernel)] += total(
            squares + row * stride, count: length)
        }
      }
    }
  }
}

extension TransposedConvolutionShape {
  fileprivate func images(of group: Int) -> Range<Int> {
    group * imagesPerGroup..<min((group + 1) * imagesPerGroup, batch)
  }
}

/// The pixels of some images side by side: [I][stride].
private func copyPlanes(
  _ shape: TransposedConvolutionShape, _ input: ChannelSource,
  _ images: Range<Int>, into frame: UnsafeMutablePointer<Float>
) {
  for channel in 0..<shape.inChannels {
    for (index, image) in images.enumerated() {
      (frame + channel * shape.rowStride + index * shape.plane).update(
        from: input.start(image: image, channel: channel), count: shape.plane)
    }
  }
}

/// Eight rows of a matrix product: rows[r][p] = Σ_d weights[d][r] · columns[d][p].
private func multiply(
  _ weights: UnsafePointer<Float>, depth: Int, _ columns: UnsafePointer<Float>, positions: Int,
  stride: Int, into rows: UnsafeMutablePointer<Float>
) {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: depth) { offsets in
    for k in 0..<depth { offsets[k] = k * stride }
    for position in Swift.stride(from: 0, to: positions, by: tileColumns) {
      let left = positions - position
      panelProduct(
        weights: weights, depth: depth, columns: columns + position,
        offsets: offsets.baseAddress!, vectors: min(3, (left + vectorWidth - 1) / vectorWidth),
        result: rows + position, rowStride: stride, accumulate: false)
    }
  }
}

/// Writes rows of squares' elements, (o, i, j) from `first` on, to where they belong in the images.
private func spreadRows(
  _ shape: TransposedConvolutionShape, _ images: Range<Int>, first: Int, count: Int,
  _ rows: UnsafePointer<Float>, _ bias: UnsafePointer<Float>?, _ output: UnsafeMutablePointer<Float>
) {
  let kernel = shape.kernel
  // With kernel 2, two rows at a time: j = 0 and 1.
  for row in stride(from: 0, to: count, by: kernel == 2 ? 2 : 1) {
    let (channel, element) = (first + row).quotientAndRemainder(dividingBy: kernel * kernel)
    let (i, j) = element.quotientAndRemainder(dividingBy: kernel)
    let offset = bias?[channel] ?? 0
    for (index, image) in images.enumerated() {
      let source = rows + row * shape.rowStride + index * shape.plane
      let target =
        output + (image * shape.outChannels + channel) * shape.outPlane + i * shape.outWidth + j
      for y in 0..<shape.height {
        let from = source + y * shape.width
        let to = target + y * kernel * shape.outWidth
        if kernel == 2 {
          writePairs(from, from + shape.rowStride, offset, count: shape.width, to: to)
        } else {
          for x in 0..<shape.width { to[x * kernel] = from[x] + offset }
        }
      }
    }
  }
}

private func writePairs(
  _ even: UnsafePointer<Float>, _ odd: UnsafePointer<Float>, _ offset: Float, count: Int,
  to target: UnsafeMutablePointer<Float>
) {
  let offset16 = Vector(repeating: offset)
  for x in stride(from: 0, to: count, by: vectorWidth) {
    // Reading beyond the row is harmless here: there is room behind the last.
    storePairs(
      load(even + x) + offset16, load(odd + x) + offset16, pairs: min(vectorWidth, count - x),
      to: target + 2 * x)
  }
}

/// `spreadRows` backwards, all rows: [O · k · k][stride].
private func gatherRows(
  _ shape: TransposedConvolutionShape, _ images: Range<Int>, _ output: UnsafePointer<Float>,
  into rows: UnsafeMutablePointer<Float>
) {
  let kernel = shape.kernel
  for row in stride(from: 0, to: shape.square, by: kernel == 2 ? 2 : 1) {
    let (channel, element) = row.quotientAndRemainder(dividingBy: kernel * kernel)
    let (i, j) = element.quotientAndRemainder(dividingBy: kernel)
    for (index, image) in images.enumerated() {
      let target = rows + row * shape.rowStride + index * shape.plane
      let source =
        output + (image * shape.outChannels + channel) * shape.outPlane + i * shape.outWidth + j
      for y in 0..<shape.height {
        let to = target + y * shape.width
        let from = source + y * kernel * shape.outWidth
        if kernel == 2 {
          readPairs(from, count: shape.width, even: to, odd: to + shape.rowStride)
        } else {
          for x in 0..<shape.width { to[x] = from[x * kernel] }
        }
      }
    }
  }
}

private func readPairs(
  _ source: UnsafePointer<Float>, count: Int, even: UnsafeMutablePointer<Float>,
  odd: UnsafeMutablePointer<Float>
) {
  for x in stride(from: 0, to: count, by: vectorWidth) {
    let pairs = min(vectorWidth, count - x)
    let low = load(source + 2 * x, lanes: min(vectorWidth, 2 * pairs))
    let high =
      pairs > 8 ? load(source + 2 * x + vectorWidth, lanes: 2 * pairs - vectorWidth) : .zero
    store(evenLanes(low, high), to: even + x, lanes: pairs)
    store(oddLanes(low, high), to: odd + x, lanes: pairs)
  }
}

/// Adds bias[o] to every element of plane o of every image.
private func addToPlanes(
  _ shape: TransposedConvolutionShape, _ bias: UnsafePointer<Float>?,
  _ output: UnsafeMutablePointer<Float>
) {
  guard let bias else { return }
  parallelRanges(shape.batch * shape.outChannels, grain: 256) { range in
    for plane in range {
      let start = output + plane * shape.outPlane
      scalePlane(
        start, shape.outPlane, next: shape.outPlane, factor: 1,
        offset: bias[plane % shape.outChannels], activation: .identity, start)
    }
  }
}

/// Calls `body` with a matrix packed for the micro-kernel, as by `packRows`.
private func withPacked(
  _ matrix: UnsafePointer<Float>, rows: Int, rowStride: Int, depth: Int, depthStride: Int,
  _ body: (UnsafePointer<Float>) -> Void
) {
  withScratch((rows + tileRows - 1) / tileRows * tileRows * depth) { packed in
    packRows(
      MatrixView(matrix, rowStride: rowStride, columnStride: depthStride), 0..<rows, 0, depth,
      into: packed)
    body(packed)
  }
}
