/// Files of the solution written anew from the bodies of their functions.
enum Rewritten {
  static let step1 = "HandsOn/Step1Alpha.swift"
  static let step2 = "HandsOn/Step2Timesteps.swift"
  static let step3 = "HandsOn/Step3ForwardProcess.swift"
  static let step4 = "HandsOn/Step4TrainingStep.swift"
  static let step5 = "HandsOn/Step5ReverseProcess.swift"
  static let schedules = "ImageGeneration/Problem1Schedules.swift"
  static let loss = "ImageGeneration/Problem2Loss.swift"
  static let sampling = "ImageGeneration/Problem2Sampling.swift"
  static let guidance = "TextToImage/Problem1Guidance.swift"
  static let denoising = "TextToImage/Problem2Denoising.swift"
  static let latents = "TextToImage/Problem3Latents.swift"
  static let contrastive = "TextToImage/Problem4Contrastive.swift"

  /// Another text in the place of a file.
  static func file(_ name: String, _ text: String) -> [Change] {
    [.remove(file: name), .add(file: name, text: text)]
  }

  /// A function of the hands-on or of assignment 2-1, for a body.
  enum Function: String {
    case alphas = "alphas(betas: [Double]) -> [Double]"
    case alphaBars = "alphaBars(alphas: [Double]) -> [Double]"
    case sampleTimesteps = """
      sampleTimesteps(count: Int, timesteps: Int, using random: RandomSource) -> [Int]
      """
    case noiseImages = """
      noiseImages(_ images: Tensor, at timesteps: [Int], alphaBars: [Double],
        using random: RandomSource) -> (noisyImages: Tensor, noise: Tensor)
      """
    case trainingLoss = """
      trainingLoss(network: any DenoisingNetwork, images: Tensor, alphaBars: [Double],
        kind: LossKind, using random: RandomSource) -> Tensor
      """
    case ddpmStep = """
      ddpmStep(from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int,
        betas: [Double], alphaBars: [Double], using random: RandomSource) -> Tensor
      """
    case ddimStep = """
      ddimStep(from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int,
        alphaBars: [Double], eta: Double, using random: RandomSource) -> Tensor
      """
    case sampleImages = """
      sampleImages(network: any DenoisingNetwork, shape: [Int], betas: [Double],
        alphaBars: [Double], process: ReverseProcess, using random: RandomSource) -> Tensor
      """
    case betaSchedule = """
      betaSchedule(beta1: Double, beta2: Double, timesteps: Int,
        schedule: NoiseSchedule) -> [Double]
      """
    case scheduleTables = "scheduleTables(betas: [Double]) -> ScheduleTables"
    case loss = """
      loss(network: any DenoisingNetwork, images: Tensor, labels: [Int],
        tables: ScheduleTables, prediction: PredictionType, using random: RandomSource) -> Tensor
      """
    case sample = """
      sample(network: any DenoisingNetwork, count: Int, imageShape: [Int],
        tables: ScheduleTables, prediction: PredictionType,
        using random: RandomSource) -> SampledImages
      """

    var type: String {
      switch self {
      case .betaSchedule, .scheduleTables, .loss, .sample: "ImageGeneration"
      default: "HandsOn"
      }
    }

    /// The function in an extension of its type.
    func with(_ body: String) -> String {
      "extension \(type) {\n  public static func \(rawValue) {\n\(body)\n  }\n}\n"
    }
  }

  /// What every file may need.
  static let imports = "import DiffusionCourse\nimport Foundation\nimport Tensors\n\n"

  /// A file of these functions.
  ///
  /// - Parameter before: Other declarations, ahead of the functions.
  static func text(before: String = "", _ functions: [(Function, String)]) -> String {
    imports + before + "\n" + functions.map { $0.with($1) }.joined(separator: "\n")
  }

  static func file(
    _ name: String, before: String = "", _ functions: [(Function, String)]
  ) -> [Change] {
    file(name, text(before: before, functions))
  }
}
