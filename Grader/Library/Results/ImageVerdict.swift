import SubmissionProtocol

/// The verdict on one sample, as it is kept: what was measured, not what is said of it.
public struct ImageVerdict: Codable, Equatable, Sendable {
  /// The digit that it reads as; nil when it shows no clear digit.
  public var reads: Int?
  /// The probability of that, 0…1.
  public var probability: Double
  /// The least probability of a clear digit; nil where a record does not have it.
  public var needed: Double?
  public var isClear: Bool
  /// What its pixels show, where it was not recognised.
  public var cause: UnclearCause?

  public init(
    reads: Int?, probability: Double, needed: Double? = nil, isClear: Bool,
    cause: UnclearCause? = nil
  ) {
    self.reads = reads
    self.probability = probability
    self.needed = needed
    self.isClear = isClear
    self.cause = cause
  }

  /// - Parameters:
  ///   - verdict: The classifier's.
  ///   - image: Values in −1…1, 28 × 28, row-major.
  ///   - isBroken: Whether the file had values that are not numbers there.
  init(_ verdict: ClarityVerdict, image: ArraySlice<Float>, isBroken: Bool) {
    if isBroken {
      self.init(reads: nil, probability: 1, isClear: false, cause: .broken)
    } else {
      self.init(
        reads: verdict.predicted, probability: verdict.probability, needed: verdict.threshold,
        isClear: verdict.isClear,
        cause: verdict.predicted == nil ? UnclearCause(of: image) : nil)
    }
  }

  /// Rounded down, so that 49.9 % never reads as the 50 % that are needed. Kept verdicts come from a
  /// file, which can claim anything.
  var percent: Int { ImageVerdict.percent(probability) }

  private static func percent(_ share: Double) -> Int {
    share >= 0 ? Int(min(1, share) * 100) : 0
  }

  /// Why it is not clear: "reads as 7, 58 %", "smeared".
  ///
  /// - Parameter requested: The digit that it was drawn for.
  func reason(requested: Int) -> Sentence {
    guard let reads else { return (cause ?? .notADigit).sentence }
    if reads != requested {
      return say("reads as \(reads), \(percent) %", korean: "\(reads)(으)로 읽힘, \(percent) %")
    }
    if let needed {
      let least = ImageVerdict.percent(needed)
      return say(
        "reads as \(reads), but with \(percent) % where \(least) % are needed",
        korean: "\(reads)(으)로 읽히지만 \(percent) %로, 필요한 \(least) %보다 낮음")
    }
    return say(
      "reads as \(reads), but with \(percent) % only", korean: "\(reads)(으)로 읽히지만 \(percent) %뿐임")
  }
}
