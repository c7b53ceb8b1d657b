/// What became of one hidden test. Written by the test process, one JSON object a line; read by the
/// grader.
public struct TestRecord: Codable, Equatable, Sendable {
  public enum Outcome: String, Codable, Sendable {
    case passed
    /// The submission answered, and the answer is wrong.
    case failed
    /// The submission stopped at a `fatalError("TODO…")`.
    case notImplemented
    /// The worker trapped, exited, hung or outgrew a limit while this test asked.
    case crashed
    /// The fault is the grader's: never a student's zero.
    case graderFault
  }

  /// The XCTestCase class, without its module.
  public var suite: String
  /// The method, `testSomething`.
  public var test: String
  public var outcome: Outcome
  /// What the student reads, a line an entry: what was asked, what came back, what should hold.
  public var feedback: [Sentence]
  public var seconds: Double
  /// Tables that the submission answered with, for the report to draw; nil is none.
  public var curves: [AnswerCurve]?

  public init(
    suite: String, test: String, outcome: Outcome, feedback: [Sentence], seconds: Double,
    curves: [AnswerCurve]? = nil
  ) {
    self.curves = curves
    self.suite = suite
    self.test = test
    self.outcome = outcome
    self.feedback = feedback
    self.seconds = seconds
  }
}
