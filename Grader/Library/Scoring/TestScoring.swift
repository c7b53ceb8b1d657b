import SubmissionProtocol

extension Rubric.Line {
  /// Points for the tests of this line (kind `tests`).
  ///
  /// The rubric's list counts, not what came in: a test without a record never ran, and that is the
  /// grader's fault, neither a pass nor a zero. So are two records that contradict each other.
  ///
  /// - Parameters:
  ///   - records: What the suites recorded.
  ///   - standIns: Why stubs stand in for files, added to the feedback of what is not implemented.
  func result(
    of records: [TestRecord], standIns: [Sentence], in language: Language
  ) -> LineResult {
    let items = (tests ?? []).map { test -> ItemResult in
      let own = records.filter { $0.suite == suite && $0.test == test.name }
      guard let record = own.first, own.allSatisfy({ $0.outcome == record.outcome }) else {
        return ItemResult(
          name: test.name, title: test.title[language], points: 0, possible: test.points,
          outcome: .graderFault, feedback: [(own.isEmpty ? neverRan : contradictory)[language]])
      }
      var feedback = record.feedback
      if record.outcome == .notImplemented { feedback += standIns }
      return ItemResult(
        name: test.name, title: test.title[language],
        points: record.outcome == .passed ? test.points : 0, possible: test.points,
        outcome: ItemResult.Outcome(record.outcome),
        feedback: feedback.map { shortened($0[language]) },
        seconds: record.seconds.isFinite ? record.seconds : 0, curves: record.curves)
    }
    return LineResult(id: id, title: title[language], possible: points, items: items)
  }

  /// The line where there was nothing to run: every item with the same outcome and reason.
  func result(
    withoutRunning outcome: ItemResult.Outcome, because feedback: [Sentence], in language: Language
  ) -> LineResult {
    let parts =
      tests ?? parts ?? [Rubric.Item(name: id, title: title, points: points)]
    let items = parts.map {
      ItemResult(
        name: $0.name, title: $0.title[language], points: 0, possible: $0.points,
        outcome: outcome, feedback: feedback.map { shortened($0[language]) })
    }
    return LineResult(id: id, title: title[language], possible: points, items: items)
  }
}

extension ItemResult.Outcome {
  init(_ outcome: TestRecord.Outcome) {
    switch outcome {
    case .passed: self = .passed
    case .failed: self = .failed
    case .notImplemented: self = .notImplemented
    case .crashed: self = .crashed
    case .graderFault: self = .graderFault
    }
  }
}

private let neverRan = say(
  "the test never ran; please grade this archive again", korean: "테스트가 실행되지 않았습니다. 다시 채점해야 합니다")

private let contradictory = say(
  "the test was recorded more than once, with different outcomes",
  korean: "한 테스트가 서로 다른 결과로 여러 번 기록되었습니다")

/// A line of feedback that a report can hold.
private func shortened(_ line: String) -> String {
  line.count > 2000 ? line.prefix(2000) + " …" : line
}
