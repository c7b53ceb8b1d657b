import SubmissionProtocol

/// What one assignment earned.
public struct AssignmentResult: Codable, Equatable, Sendable {
  public var id: String
  public var title: String
  /// What it is added up under with others; nil is nothing.
  public var partOf: String?
  /// About the whole assignment: missing files, compiler errors.
  public var notes: [String]
  public var lines: [LineResult]

  public init(
    id: String, title: String, partOf: String? = nil, notes: [String] = [], lines: [LineResult]
  ) {
    self.id = id
    self.title = title
    self.partOf = partOf
    self.notes = notes
    self.lines = lines
  }

  public var points: Double { roundedPoints(lines.reduce(0) { $0 + $1.points }) }
  public var possible: Double { boundedNumber(lines.reduce(0) { $0 + $1.possible }) }
}

/// What one line of the rubric earned.
public struct LineResult: Codable, Equatable, Sendable {
  public var id: String
  public var title: String
  public var possible: Double
  public var items: [ItemResult]
  /// A teaching assistant's decision on the whole line.
  public var adjustment: Adjustment?
  /// The functions that the line is about, as the student wrote them, where points were lost.
  public var excerpts: [CodeExcerpt]?

  public init(
    id: String, title: String, possible: Double, items: [ItemResult],
    adjustment: Adjustment? = nil
  ) {
    self.id = id
    self.title = title
    self.possible = possible
    self.items = items
    self.adjustment = adjustment
  }

  public var points: Double { roundedPoints(adjustment?.points ?? itemPoints) }

  /// What the items earned, whatever was decided on the line.
  public var itemPoints: Double { roundedPoints(items.reduce(0) { $0 + $1.points }) }

  /// False where the grader itself failed: such a line is no zero, it has no verdict, unless a person
  /// gave one.
  public var isGraded: Bool {
    adjustment != nil
      || items.allSatisfy { $0.outcome != .graderFault || $0.adjustment != nil }
  }
}

/// Points that a person gave instead of the grader's.
public struct Adjustment: Codable, Equatable, Sendable {
  public var points: Double
  /// What the grader gave; nil where it had no verdict.
  public var instead: Double?
  public var reason: String
  public var by: String

  public init(points: Double, instead: Double?, reason: String, by: String) {
    self.points = points
    self.instead = instead
    self.reason = reason
    self.by = by
  }
}

extension Adjustment {
  /// For reports.
  var sentence: Sentence {
    guard let instead else {
      return say(
        "\(pointsText(points)) points given by \(by): \(reason)",
        korean: "\(by)이(가) \(pointsText(points))점을 주었습니다: \(reason)")
    }
    return say(
      "\(pointsText(points)) points given by \(by) instead of \(pointsText(instead)): \(reason)",
      korean: "\(by)이(가) \(pointsText(instead))점 대신 \(pointsText(points))점을 주었습니다: \(reason)")
  }
}

/// What one test, or one part of a run, earned.
public struct ItemResult: Codable, Equatable, Sendable {
  public enum Outcome: String, Codable, Sendable {
    case passed
    /// Some of the points.
    case partly
    case failed
    /// The submission stopped at a `fatalError("TODO…")`, or the file is missing.
    case notImplemented
    /// The code trapped, exited, hung or outgrew a limit.
    case crashed
    /// The compiler refused the code.
    case notCompiled
    /// The grader's own fault: no verdict.
    case graderFault
    /// No part of the work: what being late costs.
    case late
  }

  public var name: String
  /// What the student reads.
  public var title: String
  public var points: Double
  public var possible: Double
  public var outcome: Outcome
  public var feedback: [String]
  public var seconds: Double
  /// A teaching assistant's decision; `points` are those that it gives.
  public var adjustment: Adjustment?
  /// Tables to draw beside what was expected.
  public var curves: [AnswerCurve]?

  public init(
    name: String, title: String, points: Double, possible: Double, outcome: Outcome,
    feedback: [String] = [], seconds: Double = 0, adjustment: Adjustment? = nil,
    curves: [AnswerCurve]? = nil
  ) {
    self.curves = curves
    self.adjustment = adjustment
    self.name = name
    self.title = title
    self.points = points
    self.possible = possible
    self.outcome = outcome
    self.feedback = feedback
    self.seconds = seconds
  }
}

extension ItemResult {
  /// What a person decided, if anyone did, then what the grader said.
  func remarks(in language: Language) -> [String] {
    (adjustment.map { [$0.sentence[language]] } ?? []) + feedback
  }
}

extension ItemResult.Outcome {
  /// The outcome in words, for tables and reports.
  public var label: Sentence {
    switch self {
    case .passed: say("passed", korean: "통과")
    case .partly: say("partly", korean: "부분 점수")
    case .failed: say("failed", korean: "틀림")
    case .notImplemented: say("not implemented", korean: "미구현")
    case .crashed: say("stopped", korean: "중단됨")
    case .notCompiled: say("did not compile", korean: "컴파일 안 됨")
    case .graderFault: say("could not be graded", korean: "채점하지 못함")
    case .late: say("late", korean: "지각")
    }
  }
}

/// Points are shown and summed to a tenth.
public func roundedPoints(_ points: Double) -> Double {
  (boundedNumber(points) * 10).rounded() / 10
}

/// A number that can be shown and summed, whatever a file of results claims: within ±10¹².
func boundedNumber(_ number: Double) -> Double {
  number.isNaN ? 0 : min(max(number, -1e12), 1e12)
}

/// "10", "7.5": a tenth only where there is one.
public func pointsText(_ points: Double) -> String {
  let tenths = Int((boundedNumber(points) * 10).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
}
