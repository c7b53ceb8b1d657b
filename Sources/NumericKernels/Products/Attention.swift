// Scaled dot-product attention, forward and backward (Vaswani et al. 2017, equation 1).
//
// A head's matrices are small (some ten rows, 16 to 32 wide), so one thread does all of one head of one
// image, in scratch memory that stays in its first-level cache. The only thing kept for the backward
// pass are the probabilities.
//
// Order of summation: that of `panelProduct` in products, of `softmaxRow` in normalisation.

/// The sizes of an attention: queries [batch][queries][heads · width], keys and values
/// [batch][keys][heads · width].
public struct AttentionShape: Sendable {
  public var batch: Int
  public var queries: Int
  public var keys: Int
  public var heads: Int
  /// Of one head.
  public var width: Int

  public init(batch: Int, queries: Int, keys: Int, heads: Int, width: Int) {
    self.batch = batch
    self.queries = queries
    self.keys = keys
    self.heads = heads
    self.width = width
  }

  /// Floats of the probabilities that `attention` keeps: each head's matrix is padded to whole blocks.
  public var probabilityCount: Int { batch * heads * headProbabilities }

  var stride: Int { heads * width }
  var scale: Float { 1 / Float(width).squareRoot() }
  var paddedQueries: Int { padded(queries, tileRows) }
  var paddedKeys: Int { padded(keys, vectorWidth) }
  var paddedWidth: Int { padded(width, vectorWidth) }
  var headProbabilities: Int { paddedQueries * paddedKeys }

  private func padded(_ count: Int, _ unit: Int) -> Int { (count + unit - 1) / unit * unit }

  /// Calls `body(head's index, its first element among queries, and among keys)`.
  func forEachHead(_ body: (Int, Int, Int) -> Void) {
    parallelFor(batch * heads) { index in
      let (image, head) = index.quotientAndRemainder(dividingBy: heads)
      body(
        index, image * queries * stride + head * width, image * keys * stride + head * width)
    }
  }

  /// Calls `body` with the places of rows that are `paddedKeys` and `paddedWidth` apart.
  func withOffsets(_ body: (_ keys: UnsafePointer<Int>, _ width: UnsafePointer<Int>) -> Void) {
    let longest = max(queries, keys, width)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * longest) { offsets in
      let byKeys = offsets.baseAddress!
      let byWidth = byKeys + longest
      for k in 0..<longest {
        byKeys[k] = k * paddedKeys
        byWidth[k] = k * paddedWidth
      }
      body(byKeys, byWidth)
    }
  }
}

/// output = softmax(queries · keysᵀ / √width) · values, head by head.
///
/// - Parameter probabilities: `probabilityCount` floats for `attentionGradient`; nil if none follows.
public func attention(
  _ shape: AttentionShape, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
  values: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
  probabilities: UnsafeMutablePointer<Float>?
) {
  let (rows, width, stride) = (shape.paddedQueries, shape.paddedWidth, shape.stride)
  let (keyVectors, widthVectors) = (shape.paddedKeys / vectorWidth, width / vectorWidth)
  let packedLength = tileRows * max(shape.keys, shape.width)
  let rightLength = max(shape.width * shape.paddedKeys, shape.keys * width)
  shape.withOffsets { byKeys, byWidth in
    shape.forEachHead { index, atQueries, atKeys in
      withScratch(packedLength + rightLength + rows * width + shape.headProbabilities) { scratch in
        let packed = scratch
        let right = packed + packedLength
        let result = right + rightLength
        let weights =
          probabilities.map { $0 + index * shape.headProbabilities }
          ?? result + rows * width
        copyColumns(
          keys + atKeys, rows: shape.keys, width: shape.width, stride: stride,
          padded: shape.paddedKeys, to: right)
        smallProduct(
          rows: shape.queries, depth: shape.width,
          left: MatrixView(queries + atQueries, rowStride: stride, columnStride: 1),
          right: right, offsets: byKeys, vectors: keyVectors, packed: packed, result: weights,
          rowStride: shape.paddedKeys)
        for row in 0..<shape.queries {
          let scores = weights + row * shape.paddedKeys
          softmaxRow(scores, count: shape.keys, scale: shape.scale, output: scores)
        }
        copyRows(
          values + atKeys, rows: shape.keys, width: shape.width, stride: stride, padded: width,
          to: right)
        smallProduct(
          rows: shape.queries, depth: shape.keys,
          left: MatrixView(weights, rowStride: shape.paddedKeys, columnStride: 1),
          right: right, offsets: byWidth, vectors: widthVectors, packed: packed, result: result,
          rowStride: width)
        for row in 0..<shape.queries {
          (output + atQueries + row * stride).update(from: result + row * width, count: shape.width)
        }
      }
    }
  }
}

/// Gradients of `attention`. With P the probabilities, g = dL/dO and s = 1/√width:
///
///     dV = Pᵀ g    dP = g Vᵀ    dS = P ∘ (dP − rowsum(dP ∘ P)) · s    dQ = dS K    dK = dSᵀ Q
public func attentionGradient(
  _ shape: AttentionShape, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
  values: UnsafePointer<Float>, probabilities: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, queriesGradient: UnsafeMutablePointer<Float>,
  keysGradient: UnsafeMutablePointer<Float>, valuesGradient: UnsafeMutablePointer<Float>
) {
  let (width, stride) = (shape.paddedWidth, shape.stride)
  let longest = max(shape.queries, shape.keys)
  let packedLength = tileRows * max(longest, shape.width)
  let rightLength = max(shape.width * shape.paddedKeys, longest * width)
  let resultLength = (longest + tileRows) * width
  shape.withOffsets { byKeys, byWidth in
    shape.forEachHead { index, atQueries, atKeys in
      withScratch(packedLength + rightLength + resultLength + shape.headProbabilities) { scratch in
        let packed = scratch
        let right = packed + packedLength
        let result = right + rightLength
        let scores = result + resultLength
        let weights = probabilities + index * shape.headProbabilities

        /// target = left · source for a source as wide as a head.
        func multiply(
          _ left: MatrixView, rows: Int, _ source: UnsafePointer<Float>, depth: Int,
          to target: UnsafeMutablePointer<Float>
        ) {
          copyRows(
            source, rows: depth, width: shape.width, stride: stride, padded: width, to: right)
          smallProduct(
            rows: rows, depth: depth, left: left, right: right, offsets: byWidth,
            vectors: width / vectorWidth, packed: packed, result: result, rowStride: width)
          for row in 0..<rows {
            (target + row * stride).update(from: result + row * width, count: shape.width)
          }
        }

        let given = MatrixView(weights, rowStride: shape.paddedKeys, columnStride: 1)
        multiply(
          given.transposed, rows: shape.keys, outputGradient + atQueries, depth: shape.queries,
          to: valuesGradient + atKeys)
        copyColumns(
          values + atKeys, rows: shape.keys, width: shape.width, stride: stride,
          padded: shape.paddedKeys, to: right)
        smallProduct(
          rows: shape.queries, depth: shape.width,
          left: MatrixView(outputGradient + atQueries, rowStride: stride, columnStride: 1),
          right: right, offsets: byKeys, vectors: shape.paddedKeys / vectorWidth, packed: packed,
          result: scores, rowStride: shape.paddedKeys)
        for row in 0..<shape.queries {
          let start = row * shape.paddedKeys
          softmaxGradientRow(
            weights + start, scores + start, count: shape.keys, scale: shape.scale,
            inputGradient: scores + start)
        }
        let change = MatrixView(scores, rowStride: shape.paddedKeys, columnStride: 1)
        multiply(
          change, rows: shape.queries, keys + atKeys, depth: shape.keys,
          to: queriesGradient + atQueries)
        multiply(
          change.transposed, rows: shape.keys, queries + atQueries, depth: shape.queries,
          to: keysGradient + atKeys)
      }
    }
  }
}
