import Foundation
import SubmissionProtocol
import WorkerClient
import XCTest

/// The base class of the suites: asks a submission's worker, collects what the student should read,
/// and comes to a verdict.
///
/// A check that fails adds lines and the test goes on; an answer that nothing more can be said about
/// ends the test by a `SubmissionStop`. Without a single check there is no verdict: a fault of the
/// grader.
class SubmissionTestCase: XCTestCase {
  class var assignment: Assignment { fatalError("\(self) does not say which worker it asks") }

  private var feedback: [Sentence] = []
  /// How often the check at each place has failed: many of them stand in loops.
  private var failuresByPlace: [String: Int] = [:]
  private var checks = 0
  /// What `show` was given.
  private var curves: [AnswerCurve] = []
  private var reportedFailures = 0
  private var stop: SubmissionStop?
  private var started = ContinuousClock.now

  /// The most lines and characters of a test's feedback: it goes into reports.
  private static let maximumLines = 16
  private static let maximumCharacters = 600
  /// How often the feedback shows a check that keeps failing in a loop.
  private static let shownRepeats = 3

  override class func setUp() {
    super.setUp()
    _ = TestRecorder.installed
  }

  override func setUp() {
    super.setUp()
    started = .now
  }

  // MARK: Asking

  /// Asks the worker and waits at most `seconds` for the answer.
  func ask(_ call: AssignmentCall, seconds: Double = 10) throws -> WorkerAnswer {
    let answer: WorkerAnswer
    do {
      answer = try WorkerPool.ask(Self.assignment, call, seconds: seconds)
    } catch {
      let stop = stopped(error)
      if stop.isInSubmission {
        feedback.append(say("the call: \(call.summary)", korean: "호출한 함수: \(call.summary)"))
      }
      throw stop
    }
    if case .unloadable(let reason) = answer.result { throw stopped(.unloadable(reason)) }
    if let network = call.network, answer.forgedCall(of: network) != nil {
      throw stopped(
        .garbled(
          say(
            "the network is said to have answered what it never answers",
            korean: "네트워크가 내놓을 수 없는 값을 내놓았다고 적혀 있습니다")))
    }
    return answer.withBelievableDraws
  }

  /// Remembers why the test ends here, to be thrown.
  func stopped(_ stop: SubmissionStop) -> SubmissionStop {
    self.stop = stop
    feedback += stop.lines
    return stop
  }

  /// The answer has the wrong kind: only a forged one can.
  func unexpectedAnswer() -> SubmissionStop {
    stopped(.garbled(say("an answer to another question", korean: "다른 질문에 대한 답입니다")))
  }

  // MARK: Checking

  /// Counts a check; if it fails, `lines` tell the student what was asked, what came back and what
  /// should hold.
  @discardableResult
  func expect(
    _ holds: Bool, _ lines: @autoclosure () -> [Sentence], file: StaticString = #filePath,
    line: UInt = #line
  ) -> Bool {
    checks += 1
    if !holds { fail(lines(), file: file, line: line) }
    return holds
  }

  /// `expect` with one line.
  @discardableResult
  func expect(
    _ holds: Bool, _ sentence: @autoclosure () -> Sentence, file: StaticString = #filePath,
    line: UInt = #line
  ) -> Bool {
    expect(holds, [sentence()], file: file, line: line)
  }

  /// Lets the report draw a table that the submission answered with beside the expected one.
  func show(_ name: String, _ answer: [Double], expected: [Double]) {
    curves.append(AnswerCurve(name: name, answer: answer, expected: expected))
  }

  /// Counts a check that held.
  func held() { checks += 1 }

  /// Ends the test unless `holds`.
  func require(_ holds: Bool, _ lines: @autoclosure () -> [Sentence]) throws {
    checks += 1
    guard holds else { throw stopped(.wrong(lines())) }
  }

  /// `require` with one line.
  func require(_ holds: Bool, _ sentence: @autoclosure () -> Sentence) throws {
    try require(holds, [sentence()])
  }

  /// The first lines of a check that failed often enough are left out, but not what is new in the
  /// others: a guess that fits only now.
  private func fail(_ lines: [Sentence], file: StaticString, line: UInt) {
    let place = "\(file):\(line)"
    failuresByPlace[place, default: 0] += 1
    let isShown = failuresByPlace[place, default: 0] <= Self.shownRepeats
    for line in isShown ? lines[...] : lines.dropFirst() where !feedback.contains(line) {
      feedback.append(line)
    }
    reportedFailures += 1
    XCTFail(lines.joined(separator: "\n").english, file: file, line: line)
  }

  // MARK: Verdict

  /// The record of this test, once it has ended.
  var record: TestRecord {
    let suite = String(describing: type(of: self))
    // "Suite.test" on Linux, "-[Module.Suite test]" with Objective-C.
    let test = name.split { " .[]-".contains($0) }.last.map(String.init) ?? name
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    let (outcome, lines) = verdict
    let shown = lines.prefix(Self.maximumLines).map { line in
      Sentence(
        english: String(line.english.prefix(Self.maximumCharacters)),
        korean: String(line.korean.prefix(Self.maximumCharacters)))
    }
    return TestRecord(
      suite: suite, test: test, outcome: outcome, feedback: shown, seconds: elapsed,
      curves: curves.isEmpty ? nil : curves)
  }

  /// How many failures the feedback does not show.
  private var repeats: [Sentence] {
    let hidden = failuresByPlace.values.reduce(0) { $0 + max(0, $1 - Self.shownRepeats) }
    if hidden == 0 { return [] }
    return [
      say(
        "and \(counted(hidden, "more check")) like these failed",
        korean: "이와 같은 검사가 \(hidden)개 더 맞지 않았습니다")
    ]
  }

  private var verdict: (TestRecord.Outcome, [Sentence]) {
    switch stop {
    case .graderFault: return (.graderFault, feedback)
    case .notImplemented: return (.notImplemented, feedback)
    case .ended, .timedOut, .garbled, .unloadable: return (.crashed, feedback)
    case .wrong: return (.failed, feedback)
    case nil: break
    }
    let allFailures = testRun?.totalFailureCount ?? 0
    if allFailures > reportedFailures {
      return (
        .graderFault,
        feedback + [
          say(
            "the test itself failed; see the log of the grader",
            korean: "테스트 자체에 문제가 생겼습니다. 채점기의 기록을 확인해야 합니다")
        ]
      )
    }
    if reportedFailures > 0 { return (.failed, feedback + repeats) }
    if checks == 0 {
      return (
        .graderFault, [say("the test checked nothing", korean: "테스트가 아무것도 검사하지 않았습니다")]
      )
    }
    return (.passed, feedback)
  }
}
