/// The samples of one run as a picture, and the verdict on each.
public struct RunPicture: Codable, Equatable, Sendable {
  public var folder: String
  /// The rubric's line about the run.
  public var title: String
  /// A PNG, base 64: ten by ten images of 28 × 28 with 2 pixels between and around them.
  public var png: String
  /// In the order of `samples.npy`; empty where nobody judged them.
  public var images: [ImageResult]

  public init(folder: String, title: String = "", png: String, images: [ImageResult] = []) {
    self.folder = folder
    self.title = title
    self.png = png
    self.images = images
  }
}

/// What became of one sample, in the language of the reports.
public struct ImageResult: Codable, Equatable, Sendable {
  /// The digit that it was drawn for.
  public var requested: Int
  /// The digit that it reads as; nil when it shows no clear digit.
  public var reads: Int?
  /// The probability of that.
  public var percent: Int
  /// Whether it counts as clear, all things considered.
  public var isClear: Bool
  /// Why the classifier calls it unclear; nil where it does not.
  public var reason: String?
  public var decision: ImageDecision?

  public init(
    requested: Int, reads: Int?, percent: Int, isClear: Bool, reason: String? = nil,
    decision: ImageDecision? = nil
  ) {
    self.requested = requested
    self.reads = reads
    self.percent = percent
    self.isClear = isClear
    self.reason = reason
    self.decision = decision
  }
}

/// What a person decided about one sample.
public struct ImageDecision: Codable, Equatable, Sendable {
  public var clear: Bool
  public var reason: String
  public var by: String

  public init(clear: Bool, reason: String, by: String) {
    self.clear = clear
    self.reason = reason
    self.by = by
  }
}
