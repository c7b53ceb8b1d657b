import DiffusionCourse
import Tensors

/// Assignments that must not be called: commands that look only at their options do not.
enum UnwrittenHandsOn: HandsOnAssignment {
  static func alphas(betas: [Double]) -> [Double] { fatalError("called") }

  static func alphaBars(alphas: [Double]) -> [Double] { fatalError("called") }

  static func sampleTimesteps(
    count: Int, timesteps: Int, using random: RandomSource
  ) -> [Int] { fatalError("called") }

  static func noiseImages(
    _ images: Tensor, at timesteps: [Int], alphaBars: [Double], using random: RandomSource
  ) -> (noisyImages: Tensor, noise: Tensor) { fatalError("called") }

  static func trainingLoss(
    network: any DenoisingNetwork, images: Tensor, alphaBars: [Double], kind: LossKind,
    using random: RandomSource
  ) -> Tensor { fatalError("called") }

  static func ddpmStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, betas: [Double],
    alphaBars: [Double], using random: RandomSource
  ) -> Tensor { fatalError("called") }

  static func ddimStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, alphaBars: [Double],
    eta: Double, using random: RandomSource
  ) -> Tensor { fatalError("called") }

  static func sampleImages(
    network: any DenoisingNetwork, shape: [Int], betas: [Double], alphaBars: [Double],
    process: ReverseProcess, using random: RandomSource
  ) -> Tensor { fatalError("called") }
}

enum UnwrittenImageGeneration: ImageGenerationAssignment {
  static func betaSchedule(
    beta1: Double, beta2: Double, timesteps: Int, schedule: NoiseSchedule
  ) -> [Double] { fatalError("called") }

  static func scheduleTables(betas: [Double]) -> ScheduleTables { fatalError("called") }

  static func loss(
    network: any DenoisingNetwork, images: Tensor, labels: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> Tensor { fatalError("called") }

  static func sample(
    network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> SampledImages { fatalError("called") }

  static func settings(prediction: PredictionType, schedule: NoiseSchedule) -> RunSettings {
    fatalError("called")
  }
}

enum UnwrittenTextToImage: TextToImageAssignment {
  static func guidedNoise(
    unconditional: Tensor, conditional: Tensor, guidance: Double
  ) -> Tensor { fatalError("called") }

  static func denoise(
    network: any TextConditionedNetwork, scheduler: any NoiseScheduler, text: Tensor,
    negativeText: Tensor, guidance: Double, latentShape: [Int], using random: RandomSource
  ) -> Tensor { fatalError("called") }

  static func latentScaling(of latents: Tensor) -> Double { fatalError("called") }

  static func pictures(
    from latents: Tensor, decoder: any LatentDecoder, scaling: Double
  ) -> Tensor { fatalError("called") }

  static func contrastiveLoss(
    imageEmbeddings: Tensor, textEmbeddings: Tensor, logitScale: Tensor
  ) -> Tensor { fatalError("called") }

  static func clipScores(imageEmbeddings: Tensor, textEmbeddings: Tensor) -> Tensor {
    fatalError("called")
  }
}
