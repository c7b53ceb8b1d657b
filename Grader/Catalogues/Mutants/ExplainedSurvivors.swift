/// A mutant that no suite notices, and why.
public struct ExplainedSurvivor: Equatable, Sendable {
  /// The mutant's `id`.
  public let id: String
  /// Why what the code does is the same, or as right.
  public let reason: String
  /// True where it is wrong, and a suite should have noticed it.
  public let changesBehaviour: Bool

  public init(_ id: String, _ reason: String, changesBehaviour: Bool = false) {
    self.id = id
    self.reason = reason
    self.changesBehaviour = changesBehaviour
  }
}

extension ExplainedSurvivor {
  public static let all: [ExplainedSurvivor] = [
    ExplainedSurvivor(
      "HandsOn/Step4TrainingStep.swift | case .l1: meanAbsoluteError(predictedNoise, noise) | predictedNoise, noise → noise, predictedNoise | 1",
      "the distance is the same either way, and so is its gradient by the prediction"),
    ExplainedSurvivor(
      "HandsOn/Step4TrainingStep.swift | case .l2: meanSquaredError(predictedNoise, noise) | predictedNoise, noise → noise, predictedNoise | 1",
      "the distance is the same either way, and so is its gradient by the prediction"),
    ExplainedSurvivor(
      "HandsOn/Step4TrainingStep.swift | case .huber: huberLoss(predictedNoise, noise) | predictedNoise, noise → noise, predictedNoise | 1",
      "the distance is the same either way, and so is its gradient by the prediction"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | let (alphaBar, previousAlphaBar) = (alphaBars[timestep], alphaBars[timestep - 1]) | 1 → 0 | 1",
      "β̃_t becomes β_t, the other variance that is right"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | guard timestep > 1 else { return mean } | > → >= | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | guard timestep > 1 else { return mean } | 1 → 0 | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | guard timestep > 1 else { return mean } | timestep > 1 → true | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | guard timestep > 1 else { return mean } | guard timestep > 1 else { return mean } →  | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta | alphaBar → previousAlphaBar | 1",
      "β̃_t becomes β_t, the other variance that is right"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return mean + variance.squareRoot() * random.normal(shape: mean.shape) | + → - | 1",
      "−z is as good a noise as z"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return mean + variance.squareRoot() * random.normal(shape: mean.shape) | variance → beta | 1",
      "β_t is the other variance that is right"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return mean + variance.squareRoot() * random.normal(shape: mean.shape) | mean → noisyImages | 2",
      "both have the same shape"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape) | sigma → eta | 1",
      "σ_t is 0 if and only if η is, but for t = 1, where noise of size 0 is added"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape) | 0 → 1 | 1",
      "where σ_t = 0, noise of no size is added; σ_t < 1"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape) | + → - | 1",
      "−z is as good a noise as z"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape) | mean → predictedImages | 3",
      "both have the same shape"),
    ExplainedSurvivor(
      "HandsOn/Step5ReverseProcess.swift | for t in stride(from: betas.count - 1, through: 1, by: -1) { | betas → alphaBars | 1",
      "both tables have T + 1 entries"),
    ExplainedSurvivor(
      "ImageGeneration/Problem1Schedules.swift | betas = (1...timesteps).map { t in min(1 - f(t) / f(t - 1), 0.999) } | 1 - f(t) / f(t - 1), 0.999 → 0.999, 1 - f(t) / f(t - 1) | 1",
      "min is symmetric"),
    ExplainedSurvivor(
      "ImageGeneration/Problem1Schedules.swift | betaOverSqrtOneMinusAlphaBar: [0] | 0 → 1 | 1",
      "entry 0 would be 0/0 and is unspecified"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Loss.swift | case .epsilon: meanSquaredError(predicted, noise) | predicted, noise → noise, predicted | 1",
      "the distance is the same either way, and so is its gradient by the prediction"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Loss.swift | case .sample: meanSquaredError(predicted, images) | predicted, images → images, predicted | 1",
      "the distance is the same either way, and so is its gradient by the prediction"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | images = cleanShare * predictedImages.clamped(to: -1...1) + noisyShare * images | .clamped(to: -1...1) →  | 1",
      "clipping the predicted x₀ is allowed, not required"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | if t > 1 { | > → >= | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | if t > 1 { | 1 → 0 | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | if t > 1 { | t > 1 → true | 1",
      "at t = 1 β̃_t is 0, so that noise of no size is added"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta | alphaBar → previousAlphaBar | 1",
      "β̃_t becomes β_t, the other variance that is right"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | images = images + variance.squareRoot() * random.normal(shape: images.shape) | + → - | 1",
      "−z is as good a noise as z"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | images = images + variance.squareRoot() * random.normal(shape: images.shape) | variance → beta | 1",
      "β_t is the other variance that is right"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | images = images + variance.squareRoot() * random.normal(shape: images.shape) | images → predictedImages | 3",
      "both have the same shape"),
    ExplainedSurvivor(
      "ImageGeneration/Problem2Sampling.swift | images = images + variance.squareRoot() * random.normal(shape: images.shape) | images → predicted | 3",
      "both have the same shape"),
  ]
}
