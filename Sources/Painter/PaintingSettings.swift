import DiffusionCourse

/// Everything that decides a picture besides the weights.
public struct PaintingSettings: Codable, Equatable, Sendable {
  public var prompt: String
  /// What the picture should not show; empty for nothing.
  public var negative: String
  /// Denoising steps.
  public var steps: Int
  /// g: 0 ignores the prompt, 1 is the plain conditional prediction.
  public var guidance: Double
  public var seed: UInt64
  public var scheduler: SchedulerKind

  public static let stepsRange = 1...1000
  public static let guidanceRange = 0.0...50.0

  public init(
    prompt: String, negative: String = "", steps: Int = 25,
    guidance: Double = PaintingSettings.usualGuidance, seed: UInt64 = 1234,
    scheduler: SchedulerKind = .multistep
  ) {
    self.prompt = prompt
    self.negative = negative
    self.steps = steps
    self.guidance = guidance
    self.seed = seed
    self.scheduler = scheduler
  }

  /// Where pictures agreed best with their prompts.
  public static let usualGuidance = 3.0
}
