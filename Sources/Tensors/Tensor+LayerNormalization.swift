internal import NumericKernels

extension Tensor {
  /// Normalises along the last axis: (x − mean) / √(variance + ε) · scale + shift
  /// (Ba, Kiros and Hinton 2016). [..., D] → [..., D].
  ///
  /// - Parameters:
  ///   - scale, shift: [D].
  ///   - epsilon: Added to the variance, which is the biased one.
  public func layerNormalized(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
    guard let width = shape.last, scale.shape == [width], shift.shape == [width] else {
      fatalError(
        "layerNormalized: \(shape), scale \(scale.shape), shift \(shift.shape); "
          + "expected [..., D], [D], [D]")
    }
    let rows = shape.dropLast().reduce(1, *)
    let (input, factor) = (detached(), scale.detached())
    let (mean, inverseDeviation) = (TensorStorage(count: rows), TensorStorage(count: rows))
    return Tensor(shape: shape) {
      layerNormalize(
        rows: rows, width: width, input: pointer, scale: scale.pointer, shift: shift.pointer,
        epsilon: epsilon, output: $0, mean: mean.pointer,
        inverseDeviation: inverseDeviation.pointer)
    }.recorded(from: [self, scale, shift]) { gradient in
      let (forScale, forShift) = (TensorStorage(count: width), TensorStorage(count: width))
      let inputGradient = Tensor(shape: input.shape) {
        layerNormalizeGradient(
          rows: rows, width: width, input: input.pointer, scale: factor.pointer,
          mean: mean.pointer, inverseDeviation: inverseDeviation.pointer,
          outputGradient: gradient.pointer, inputGradient: $0, scaleGradient: forScale.pointer,
          shiftGradient: forShift.pointer)
      }
      return [
        inputGradient, Tensor(storage: forScale, shape: [width]),
        Tensor(storage: forShift, shape: [width]),
      ]
    }
  }
}
