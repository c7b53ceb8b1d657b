import Tensors

/// Assignment 2-1: schedules, loss, sampling and the settings of the four runs.
public protocol ImageGenerationAssignment {
  /// Problem 1a: β_t for t = 0…T. T + 1 entries, β₀ = 0.
  static func betaSchedule(
    beta1: Double, beta2: Double, timesteps: Int, schedule: NoiseSchedule
  ) -> [Double]

  /// Problem 1b: all eight tables, from β.
  static func scheduleTables(betas: [Double]) -> ScheduleTables

  /// Problem 2a: the training loss, a tensor of shape []: mean squared error of the predicted ε, or
  /// of the predicted x₀, at one random timestep per image.
  static func loss(
    network: any DenoisingNetwork, images: Tensor, labels: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> Tensor

  /// Problem 2b: `count` images (a multiple of 10) with labels 0…9 repeated, from pure noise, and
  /// every 20th state on the way.
  ///
  /// - Parameter imageShape: [C, H, W].
  static func sample(
    network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> SampledImages

  /// Problem 3: the settings of one of the four runs.
  static func settings(prediction: PredictionType, schedule: NoiseSchedule) -> RunSettings
}

/// What `sample` returns.
public struct SampledImages: Sendable {
  /// x₀, [n, C, H, W].
  public var images: Tensor
  /// The labels that the images were drawn for, [n].
  public var labels: [Int]
  /// The states that show the reverse process, first the noisiest: x_t after each step that ends at
  /// a t divisible by 20 (t = 0, the result, included). Each is [n, C, H, W].
  public var states: [Tensor]

  public init(images: Tensor, labels: [Int], states: [Tensor]) {
    self.images = images
    self.labels = labels
    self.states = states
  }
}

/// The settings of one training run.
public struct RunSettings: Codable, Equatable, Sendable {
  /// F, the width of the network; a multiple of 8.
  public var features: Int
  /// T, the number of timesteps.
  public var timesteps: Int
  /// β at t = 1 (linear schedule only).
  public var beta1: Double
  /// β at t = T (linear schedule only).
  public var beta2: Double
  /// Passes over the training images.
  public var epochs: Int
  /// Images in one training step.
  public var batchSize: Int
  /// The optimizer's highest learning rate, reached after a short warm-up; from there it falls to
  /// zero over the run.
  public var learningRate: Double
  /// How much of the averaged weights each training step keeps; 0 turns averaging off.
  public var averageDecay: Double
  /// The share of training images whose label is left out, so that the network also learns to draw
  /// without one; 0…1. Guidance needs it: 0.1 is usual.
  public var labelDropout: Double
  /// How strongly samples are pushed towards their label (classifier-free guidance, Ho and Salimans
  /// 2022): w in (1 + w) · prediction with label − w · prediction without. 0 is plain sampling.
  public var guidance: Double

  public init(
    features: Int,
    timesteps: Int,
    beta1: Double,
    beta2: Double,
    epochs: Int,
    batchSize: Int,
    learningRate: Double,
    averageDecay: Double,
    labelDropout: Double = 0,
    guidance: Double = 0
  ) {
    self.features = features
    self.timesteps = timesteps
    self.beta1 = beta1
    self.beta2 = beta2
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.averageDecay = averageDecay
    self.labelDropout = labelDropout
    self.guidance = guidance
  }
}
