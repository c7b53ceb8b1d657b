/// One call of a function of an assignment, with all its arguments.
///
/// `seed` seeds the `RandomSource` that the function is given; the answer carries the normal
/// numbers drawn from it. `network` describes the probe network that it is given; the answer
/// carries the calls of it.
public enum AssignmentCall: Codable, Equatable, Sendable {
  // The hands-on.
  case alphas(betas: DoubleTable)
  case alphaBars(alphas: DoubleTable)
  case sampleTimesteps(count: Int, timesteps: Int, seed: UInt64)
  case noiseImages(images: TensorValue, timesteps: [Int], alphaBars: DoubleTable, seed: UInt64)
  /// Steps 2 and 3 as step 4 uses them: both draw from one `RandomSource`.
  case sampleAndNoise(images: TensorValue, alphaBars: DoubleTable, seed: UInt64)
  case trainingLoss(
    network: ProbeDescription, images: TensorValue, alphaBars: DoubleTable, kind: LossChoice,
    seed: UInt64)
  case ddpmStep(
    noisyImages: TensorValue, predictedNoise: TensorValue, timestep: Int, betas: DoubleTable,
    alphaBars: DoubleTable, seed: UInt64)
  case ddimStep(
    noisyImages: TensorValue, predictedNoise: TensorValue, timestep: Int, alphaBars: DoubleTable,
    eta: Double, seed: UInt64)
  case sampleImages(
    network: ProbeDescription, shape: [Int], betas: DoubleTable, alphaBars: DoubleTable,
    process: ProcessChoice, seed: UInt64)

  // Assignment 2-1.
  case betaSchedule(beta1: Double, beta2: Double, timesteps: Int, schedule: ScheduleChoice)
  case scheduleTables(betas: DoubleTable)
  case loss(
    network: ProbeDescription, images: TensorValue, labels: [Int], tables: TableValues,
    prediction: PredictionChoice, seed: UInt64)
  case sample(
    network: ProbeDescription, count: Int, imageShape: [Int], tables: TableValues,
    prediction: PredictionChoice, seed: UInt64)
  /// `sample` for images of [1, 28, 28] with a network that the worker does not have: each call of it
  /// is sent as a `NetworkQuestion`. The answer holds the images and nothing of the way there.
  case draw(count: Int, tables: TableValues, prediction: PredictionChoice, seed: UInt64)

  // Assignment 2-2.
  case guidedNoise(unconditional: TensorValue, conditional: TensorValue, guidance: Double)
  case denoise(
    network: ProbeDescription, scheduler: SchedulerDescription, text: TensorValue,
    negativeText: TensorValue, guidance: Double, latentShape: [Int], seed: UInt64)
  case latentScaling(latents: TensorValue)
  case pictures(latents: TensorValue, decoder: DecoderDescription, scaling: Double)
  case contrastiveLoss(images: TensorValue, texts: TensorValue, logitScale: Float)
  case clipScores(images: TensorValue, texts: TensorValue)
}

/// `LossKind` of the course, for a process that knows no tensors.
public enum LossChoice: String, CaseIterable, Codable, Sendable {
  case l1, l2, huber
}

/// `NoiseSchedule` of the course.
public enum ScheduleChoice: String, CaseIterable, Codable, Sendable {
  case linear, cosine
}

/// `PredictionType` of the course.
public enum PredictionChoice: String, CaseIterable, Codable, Sendable {
  case epsilon, sample
}

/// `ReverseProcess` of the course.
public enum ProcessChoice: Codable, Equatable, Sendable {
  case ddpm
  case ddim(eta: Double)
}

/// `ScheduleTables` of the course: eight tables indexed by t.
public struct TableValues: Codable, Equatable, Sendable {
  public var beta: DoubleTable
  public var sqrtBeta: DoubleTable
  public var alpha: DoubleTable
  public var alphaBar: DoubleTable
  public var sqrtAlphaBar: DoubleTable
  public var oneOverSqrtAlpha: DoubleTable
  public var sqrtOneMinusAlphaBar: DoubleTable
  public var betaOverSqrtOneMinusAlphaBar: DoubleTable

  public init(
    beta: DoubleTable, sqrtBeta: DoubleTable, alpha: DoubleTable, alphaBar: DoubleTable,
    sqrtAlphaBar: DoubleTable, oneOverSqrtAlpha: DoubleTable, sqrtOneMinusAlphaBar: DoubleTable,
    betaOverSqrtOneMinusAlphaBar: DoubleTable
  ) {
    self.beta = beta
    self.sqrtBeta = sqrtBeta
    self.alpha = alpha
    self.alphaBar = alphaBar
    self.sqrtAlphaBar = sqrtAlphaBar
    self.oneOverSqrtAlpha = oneOverSqrtAlpha
    self.sqrtOneMinusAlphaBar = sqrtOneMinusAlphaBar
    self.betaOverSqrtOneMinusAlphaBar = betaOverSqrtOneMinusAlphaBar
  }
}
