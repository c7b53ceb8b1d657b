// Layer normalisation: each row by its own mean and variance (Ba, Kiros and Hinton 2016).
//
// Sums: Float32 along a row; scale's and shift's gradients over pieces of rows that depend on the shape
// alone, added in their order.

/// Rows whose gradients of scale and shift are summed one after another.
private let rowsInPiece = 256

/// output = (input − mean) / √(variance + ε) · scale + shift, row by row.
///
/// - Parameters:
///   - scale, shift: [width].
///   - mean, inverseDeviation: [rows], for `layerNormalizeGradient`.
public func layerNormalize(
  rows: Int, width: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  shift: UnsafePointer<Float>, epsilon: Float, output: UnsafeMutablePointer<Float>,
  mean: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>
) {
  parallelRanges(rows, grain: max(1, (1 << 13) / max(width, 1))) { range in
    for row in range {
      let (source, target) = (input + row * width, output + row * width)
      let average = total(source, count: width) / Float(width)
      let variance = planeSquares(source, width, around: average) / Float(width)
      let inverse = 1 / (variance + epsilon).squareRoot()
      mean[row] = average
      inverseDeviation[row] = inverse
      forEachVector(width) {
        let normal = (load(source + $0) - average) * inverse
        store(load(shift + $0).addingProduct(normal, load(scale + $0)), to: target + $0)
      } rest: {
        target[$0] = (source[$0] - average) * inverse * scale[$0] + shift[$0]
      }
    }
  }
}

/// Gradients of `layerNormalize`. With x̂ the normalised input and h = dL/dy · scale:
/// dL/dx = (h − mean(h) − x̂ · mean(h · x̂)) / σ; scale: Σ dL/dy · x̂; shift: Σ dL/dy.
public func layerNormalizeGradient(
  rows: Int, width: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
  scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>
) {
  let pieces = (rows + rowsInPiece - 1) / rowsInPiece
  sumPieces(pieces, length: 2 * width) { piece, sums in
    let (scaleSums, shiftSums) = (sums, sums + width)
    for row in piece * rowsInPiece..<min(rows, (piece + 1) * rowsInPiece) {
      let (source, gradient) = (input + row * width, outputGradient + row * width)
      let (average, inverse) = (mean[row], inverseDeviation[row])
      var (total16, product16) = (Vector.zero, Vector.zero)
      var (restTotal, restProduct): (Float, Float) = (0, 0)
      forEachVector(width) {
        let (g, normal) = (load(gradient + $0), (load(source + $0) - average) * inverse)
        let h = g * load(scale + $0)
        total16 += h
        product16 = product16.addingProduct(h, normal)
        store(load(scaleSums + $0).addingProduct(g, normal), to: scaleSums + $0)
        store(load(shiftSums + $0) + g, to: shiftSums + $0)
      } rest: {
        let (g, normal) = (gradient[$0], (source[$0] - average) * inverse)
        restTotal += g * scale[$0]
        restProduct += g * scale[$0] * normal
        scaleSums[$0] += g * normal
        shiftSums[$0] += g
      }
      let meanTotal = (total16.total + restTotal) / Float(width)
      let meanProduct = (product16.total + restProduct) / Float(width)
      let target = inputGradient + row * width
      forEachVector(width) {
        let normal = (load(source + $0) - average) * inverse
        let h = load(gradient + $0) * load(scale + $0)
        store((h - meanTotal - normal * meanProduct) * inverse, to: target + $0)
      } rest: {
        let normal = (source[$0] - average) * inverse
        target[$0] = (gradient[$0] * scale[$0] - meanTotal - normal * meanProduct) * inverse
      }
    }
  } finish: { sums in
    scaleGradient.update(from: sums, count: width)
    shiftGradient.update(from: sums + width, count: width)
  }
}
