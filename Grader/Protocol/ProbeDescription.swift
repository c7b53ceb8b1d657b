/// What the network that a student's function is given computes. It is deterministic, so that a
/// test can tell from the recorded calls what should have come of them.
public enum ProbeDescription: Codable, Equatable, Sendable {
  /// scale · x + time · t/T + label · (label + 1)/10 + shift, where no label counts as −1.
  ///
  /// `scale` and `shift` are trainable: an answer that is a loss carries its gradients by them.
  case affine(scale: Float, time: Float, label: Float, shift: Float, timesteps: Int)

  /// A network that knows the clean images and so predicts without error.
  ///
  /// `cleanImages` is [K, C, H, W]. The clean image behind image i of a batch is image i, or, if the
  /// network is given labels, image `labels[i]`.
  case oracle(cleanImages: TensorValue, alphaBars: DoubleTable, prediction: PredictionChoice)
}

/// One call of the probe network, as it happened.
public struct NetworkCall: Codable, Equatable, Sendable {
  public var input: TensorValue
  public var timesteps: [Int]
  public var labels: [Int]?
  public var output: TensorValue

  public init(input: TensorValue, timesteps: [Int], labels: [Int]?, output: TensorValue) {
    self.input = input
    self.timesteps = timesteps
    self.labels = labels
    self.output = output
  }
}
