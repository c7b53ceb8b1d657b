import DiffusionCourse

/// What lies beside the picture of a work: `works/NAME.json` beside `works/NAME.png`.
public struct WorkRecord: Codable, Equatable, Sendable {
  /// Where a picture was made.
  public enum Origin: String, Codable, Sendable {
    /// By `diffusion paint`: the settings and the weights make it again.
    case paint
    /// By another model, such as Stable Diffusion.
    case elsewhere
  }

  /// The form of the file; this code writes form 1.
  public var format: Int
  public var origin: Origin
  public var prompt: String
  public var negative: String?
  public var steps: Int?
  public var guidance: Double?
  public var seed: UInt64?
  public var scheduler: SchedulerKind?
  /// The project's version (origin `paint`).
  public var project: String?
  /// `Painter.weightsKey` (origin `paint`).
  public var weights: String?
  /// The model that drew it (origin `elsewhere`).
  public var model: String?
  /// `false` keeps it out of the class's gallery.
  public var share: Bool?

  /// The record of a picture that `diffusion paint` made.
  public init(_ settings: PaintingSettings, weightsKey: String) {
    format = 1
    origin = .paint
    prompt = settings.prompt
    negative = settings.negative
    steps = settings.steps
    guidance = settings.guidance
    seed = settings.seed
    scheduler = settings.scheduler
    project = projectVersion
    weights = weightsKey
  }

  /// What makes the picture again; nil where a setting is missing or beyond what `paint` takes.
  public var settings: PaintingSettings? {
    guard origin == .paint, let steps, PaintingSettings.stepsRange.contains(steps), let guidance,
      PaintingSettings.guidanceRange.contains(guidance), let seed, let scheduler
    else { return nil }
    return PaintingSettings(
      prompt: prompt, negative: negative ?? "", steps: steps, guidance: guidance, seed: seed,
      scheduler: scheduler)
  }
}
