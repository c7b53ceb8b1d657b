import Tensors

/// Normalises each channel of [B, C, H, W] (or [B, C]), then applies an activation:
///
///     y = activation((x − mean) / √(variance + 1e-5) · weight + bias)
///
/// In training mean and variance are the batch's, and running averages of them are kept
/// (momentum 0.1, the variance unbiased); otherwise those averages are used
/// (Ioffe and Szegedy 2015).
public final class BatchNormalization: Network {
  /// The scale, [C].
  public let weight: Parameter
  /// The shift, [C].
  public let bias: Parameter
  /// [C].
  public let runningMean: Buffer
  /// [C].
  public let runningVariance: Buffer
  /// Batches seen, shape [].
  public let batchCount: Buffer
  public let activation: FusedActivation
  public var isTraining = true

  public init(channels: Int, activation: FusedActivation = .none) {
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    runningMean = Buffer(.zeros([channels]))
    runningVariance = Buffer(.ones([channels]))
    batchCount = Buffer(Tensor(0))
    self.activation = activation
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] {
    [
      ("running_mean", runningMean), ("running_var", runningVariance),
      ("num_batches_tracked", batchCount),
    ]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard isTraining else {
      return x.batchNormalized(
        scale: weight.value, shift: bias.value, mean: runningMean.value,
        variance: runningVariance.value, activation: activation)
    }
    let (output, mean, variance) = x.batchNormalized(
      scale: weight.value, shift: bias.value, activation: activation)
    let count = x.count / mean.count
    let unbiased = 0.1 * Double(count) / Double(max(1, count - 1))
    runningMean.value = runningMean.value * 0.9 + mean * 0.1
    runningVariance.value = runningVariance.value * 0.9 + variance * unbiased
    batchCount.value = batchCount.value + 1.0
    return output
  }

  /// `self(convolution(x))`. Outside of training the normalisation is a constant scale and shift, which
  /// the convolution takes in: one pass over memory instead of two.
  package func callAsFunction(after convolution: Convolution, of x: Tensor) -> Tensor {
    if isTraining { return self(convolution(x)) }
    let (weight, bias) = folded(into: convolution)
    return x.convolved(
      with: weight, bias: bias, padding: convolution.padding, activation: activation)
  }

  /// Weight and bias of one convolution that does what `convolution` and, after training, this
  /// normalisation do one after the other; the activation is left to do.
  private func folded(into convolution: Convolution) -> (weight: Tensor, bias: Tensor) {
    let factor = weight.value / (runningVariance.value + 1e-5).squareRoot()  // [C]
    return (
      convolution.weight.value * factor.reshaped(to: [factor.count, 1, 1, 1]),
      (convolution.bias.value - runningMean.value) * factor + bias.value
    )
  }
}
