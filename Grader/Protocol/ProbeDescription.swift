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

  /// For assignment 2-2: scale · z + time · t/T + text · Σ_k (1 + k mod 3) text_k / count, where k
  /// runs over the numbers of a picture's text. Linear in each, and every text has a number of its own.
  case reader(scale: Float, time: Float, text: Float, timesteps: Int)
}

/// One call of the probe network, as it happened.
public struct NetworkCall: Codable, Equatable, Sendable {
  public var input: TensorValue
  public var timesteps: [Int]
  public var labels: [Int]?
  /// The texts, [B, L, D], of a network that reads.
  public var text: TensorValue?
  public var output: TensorValue

  public init(
    input: TensorValue, timesteps: [Int], labels: [Int]?, text: TensorValue? = nil,
    output: TensorValue
  ) {
    self.input = input
    self.timesteps = timesteps
    self.labels = labels
    self.text = text
    self.output = output
  }
}

/// What the scheduler that a student's function is given does: z becomes
/// keep · z − remove · ε̂ + fresh · (t/T) · noise, with noise from the source that it is handed.
public struct SchedulerDescription: Codable, Equatable, Sendable {
  public var timesteps: [Int]
  public var keep: Float
  public var remove: Float
  public var fresh: Float

  public init(timesteps: [Int], keep: Float, remove: Float, fresh: Float) {
    self.timesteps = timesteps
    self.keep = keep
    self.remove = remove
    self.fresh = fresh
  }
}

/// One step of the probe scheduler, as it happened.
public struct SchedulerStep: Codable, Equatable, Sendable {
  public var latents: TensorValue
  public var predictedNoise: TensorValue
  public var timestep: Int
  /// Whether it was handed the source that the function was given.
  public var usesGivenSource: Bool
  /// How many calls of the network came before it.
  public var callsBefore: Int
  public var output: TensorValue

  public init(
    latents: TensorValue, predictedNoise: TensorValue, timestep: Int, usesGivenSource: Bool,
    callsBefore: Int, output: TensorValue
  ) {
    self.latents = latents
    self.predictedNoise = predictedNoise
    self.timestep = timestep
    self.usesGivenSource = usesGivenSource
    self.callsBefore = callsBefore
    self.output = output
  }
}

/// What the decoder that a student's function is given computes: pixel (k, y, x) of a picture is
/// gain · z at (k, y / enlargement, x / enlargement), with channel k modulo the latents'.
public struct DecoderDescription: Codable, Equatable, Sendable {
  public var gain: Float
  public var enlargement: Int

  public init(gain: Float, enlargement: Int) {
    self.gain = gain
    self.enlargement = enlargement
  }
}
