/// Where a batch stands, each time that a submission is done.
public struct BatchProgress: Equatable, Sendable {
  public var done: Int
  public var total: Int
  /// The submission and what became of it.
  public var line: String
  /// Whether it could not be graded in full: something to be read later, too.
  public var needsAttention: Bool
  /// How long the rest will take; nil while nobody knows, and at the end.
  public var secondsLeft: Double?

  /// "[3/50] 2000-00001: 100 / 190 (0.6 s), 0:29 left".
  public var text: String {
    "[\(done)/\(total)] \(line)"
      + (secondsLeft.map { ", \(RemainingTime.text($0)) left" } ?? "")
  }
}

extension SubmissionResult {
  /// One line for whoever waits; reasons are in the language of the reports.
  var progressLine: String {
    let time = "(\(pointsText(seconds)) s)"
    let name = escapedForTerminal(student)
    if let kept {
      return "\(name): the verdict of \(escapedForTerminal(kept.gradedAt)) is kept: "
        + escapedForTerminal(kept.reason)
    }
    if let failure {
      return "\(name): could not be graded: \(escapedForTerminal(failure)) \(time)"
    }
    let score = "\(pointsText(points)) / \(pointsText(possible))"
    guard isComplete else { return "\(name): \(score), some lines could not be graded \(time)" }
    return "\(name): \(score) \(time)"
  }
}
