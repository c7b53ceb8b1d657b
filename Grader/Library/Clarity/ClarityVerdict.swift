/// What the classifier says of one image.
public struct ClarityVerdict: Codable, Equatable, Sendable {
  /// The digit that the image was drawn for.
  public var requested: Int
  /// The digit that it reads as; nil when it shows no clear digit.
  public var predicted: Int?
  /// The probability of that, 0…1.
  public var probability: Double
  /// The least probability of a clear digit.
  public var threshold: Double
  /// Whether it reads as the requested digit with enough certainty.
  public var isClear: Bool
  /// Why, in a sentence for the student.
  public var reason: String

  init(requested: Int, predicted: Int?, probability: Double, threshold: Double) {
    self.requested = requested
    self.predicted = predicted
    self.probability = probability
    self.threshold = threshold
    isClear = predicted == requested && probability >= threshold
    // Rounded down, so that 89.9 % never reads as the 90 % that are needed.
    let percent = Int(probability * 100)
    reason =
      switch predicted {
      case nil: "shows no clear digit (\(percent) %)"
      case requested where isClear: "reads as \(requested) (\(percent) %)"
      case requested:
        "reads as \(requested), but with \(percent) % where \(Int(threshold * 100)) % are needed"
      case let other?: "reads as \(other) (\(percent) %), asked for was \(requested)"
      }
  }

  /// `predicted` is written even when it is nil, so that every record has the same keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(requested, forKey: .requested)
    try container.encode(predicted, forKey: .predicted)
    try container.encode(probability, forKey: .probability)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(isClear, forKey: .isClear)
    try container.encode(reason, forKey: .reason)
  }
}
