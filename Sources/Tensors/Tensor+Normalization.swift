internal import NumericKernels

/// An activation computed together with the normalisation before it.
public enum FusedActivation: Sendable {
  case none
  case relu
  case gelu
  case silu

  var kernel: NumericKernels.FusedActivation {
    switch self {
    case .none: .identity
    case .relu: .relu
    case .gelu: .gelu
    case .silu: .silu
    }
  }
}

extension Tensor {
  /// Normalises each channel of [B, C, H, W] (or [B, C]) by its own mean and variance over the
  /// batch: activation((x − mean) / √(variance + ε) · scale + shift) (Ioffe and Szegedy 2015).
  ///
  /// - Parameters:
  ///   - scale, shift: [C].
  ///   - epsilon: Added to the variance.
  /// - Returns: The result, and the batch's mean and biased variance, [C] each, without gradient.
  public func batchNormalized(
    scale: Tensor, shift: Tensor, activation: FusedActivation = .none, epsilon: Float = 1e-5
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    checkChannels([scale, shift])
    let varianceStorage = TensorStorage(count: shape[1])
    let mean = Tensor(shape: [shape[1]]) {
      batchStatistics(imageShape, input: pointer, mean: $0, variance: varianceStorage.pointer)
    }
    let variance = Tensor(storage: varianceStorage, shape: [shape[1]])
    let output = batchNormalized(
      scale, shift, mean, variance, activation, epsilon, usesBatchStatistics: true)
    return (output, mean, variance)
  }

  /// Normalises each channel by a given mean and variance, [C] each.
  public func batchNormalized(
    scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor,
    activation: FusedActivation = .none, epsilon: Float = 1e-5
  ) -> Tensor {
    checkChannels([scale, shift, mean, variance])
    return batchNormalized(
      scale, shift, mean, variance, activation, epsilon, usesBatchStatistics: false)
  }

  private func batchNormalized(
    _ scale: Tensor, _ shift: Tensor, _ mean: Tensor, _ variance: Tensor,
    _ activation: FusedActivation, _ epsilon: Float, usesBatchStatistics: Bool
  ) -> Tensor {
    let input = detached()
    let (factor, offset) = (scale.detached(), shift.detached())
    return Tensor(shape: shape) {
      batchNormalize(
        imageShape, input: pointer, mean: mean.pointer, variance: variance.pointer,
        scale: scale.pointer, shift: shift.pointer, epsilon: epsilon,
        activation: activation.kernel, output: $0)
    }.recorded(from: [self, scale, shift]) { gradient in
      let scaleGradient = TensorStorage(count: factor.count)
      let shiftGradient = TensorStorage(count: factor.count)
      let inputGradient = Tensor(shape: input.shape) {
        batchNormalizeGradient(
          input.imageShape, input: input.pointer, mean: mean.pointer, variance: variance.pointer,
          scale: factor.pointer, shift: offset.pointer, epsilon: epsilon,
          activation: activation.kernel, usesBatchStatistics: usesBatchStatistics,
          outputGradient: gradient.pointer, inputGradient: $0,
          scaleGradient: scaleGradient.pointer, shiftGradient: shiftGradient.pointer)
      }
      return [
        inputGradient, Tensor(storage: scaleGradient, shape: factor.shape),
        Tensor(storage: shiftGradient, shape: factor.shape),
      ]
    }
  }

  /// Normalises each image's groups of channels by their own mean and variance, then applies an
  /// activation (Wu and He 2018).
  ///
  /// - Parameters:
  ///   - groups: Divides C.
  ///   - scale, shift: [C].
  public func groupNormalized(
    groups: Int, scale: Tensor, shift: Tensor, activation: FusedActivation = .none,
    epsilon: Float = 1e-5
  ) -> Tensor {
    checkChannels([scale, shift])
    if groups < 1 || shape[1] % groups != 0 {
      fatalError("groupNormalized: \(shape[1]) channels do not divide into \(groups) groups")
    }
    let input = detached()
    let (factor, offset) = (scale.detached(), shift.detached())
    let size = imageShape
    let inverseDeviation = TensorStorage(count: size.batch * groups)
    let mean = TensorStorage(count: size.batch * groups)
    return Tensor(shape: shape) {
      groupNormalize(
        size, groups: groups, input: pointer, scale: scale.pointer, shift: shift.pointer,
        epsilon: epsilon, activation: activation.kernel, output: $0, mean: mean.pointer,
        inverseDeviation: inverseDeviation.pointer)
    }.recorded(from: [self, scale, shift]) { gradient in
      let perImage = [size.batch, size.channels]
      let scaleGradient = TensorStorage(count: size.batch * size.channels)
      let shiftGradient = TensorStorage(count: size.batch * size.channels)
      let inputGradient = Tensor(shape: input.shape) {
        groupNormalizeGradient(
          size, groups: groups, input: input.pointer, scale: factor.pointer,
          shift: offset.pointer, activation: activation.kernel, mean: mean.pointer,
          inverseDeviation: inverseDeviation.pointer, outputGradient: gradient.pointer,
          inputGradient: $0, scaleGradient: scaleGradient.pointer,
          shiftGradient: shiftGradient.pointer)
      }
      return [
        inputGradient,
        Tensor(storage: scaleGradient, shape: perImage).sum(axes: [0]),
        Tensor(storage: shiftGradient, shape: perImage).sum(axes: [0]),
      ]
    }
  }

  private func checkChannels(_ perChannel: [Tensor]) {
    guard rank >= 2 else {
      fatalError("normalisation: expected [B, C, …], found shape \(shape)")
    }
    for tensor in perChannel where tensor.shape != [shape[1]] {
      fatalError("normalisation: \(tensor.shape) where [\(shape[1])] is expected, for \(shape)")
    }
  }
}
