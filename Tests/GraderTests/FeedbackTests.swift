import SubmissionProtocol
import XCTest

@testable import GraderLibrary

/// What a student reads of wrong answers, in either language.
final class FeedbackTests: XCTestCase {
  // MARK: The form, by examples

  private func problems(_ feedback: Sentence..., outcome: TestRecord.Outcome = .failed) -> [String]
  {
    TestRecord(suite: "S", test: "t", outcome: outcome, feedback: feedback, seconds: 0)
      .feedbackProblems
  }

  func testFeedbackOfTheRightFormHasNoProblems() {
    XCTAssertEqual(
      problems(
        say("alphas: α[1] is 0.3; it should be 0.7", korean: "alphas: α[1]의 값이 0.3입니다. 0.7이어야 합니다")),
      [])
    // A program's own words are quoted behind a line that says so.
    XCTAssertEqual(
      problems(
        say("it stopped, in these words:", korean: "멈추었습니다. 남긴 메시지:"),
        both("Fatal error: this is all of it"), outcome: .crashed),
      [])
  }

  func testFeedbackOfAnotherFormIsNoticed() {
    let array = (0..<30).map(String.init).joined(separator: ", ")
    let wrong: [(Sentence, String)] = [
      (say("it should be 값", korean: "값이어야 합니다"), "Korean in the English feedback"),
      (say("it should be 1", korean: "x = 1"), "no Korean in the Korean feedback"),
      (
        say("it should be 1", korean: "값 it should be one 입니다"), "English in the Korean feedback"
      ),
      (say("it should be Optional(1)", korean: "값"), "“Optional(” in the feedback"),
      (say("it should be \(array)", korean: "값"), "30 numbers in one line"),
      (say("it is 1", korean: "값이 1입니다"), "does not say what should hold"),
      (both("it should be 1"), "without a Korean wording"),
    ]
    for (sentence, problem) in wrong {
      let found = problems(sentence)
      XCTAssertTrue(found.contains { $0.contains(problem) }, "\(problem): \(found)")
    }
    XCTAssertEqual(
      problems(), ["S/t is lost without a word", "S/t does not say what should hold: "])
  }

  // MARK: The suites

  private func outcome(_ bodies: [String: [String]]) throws -> VariantRunner.Outcome {
    var context = try GradingContext.prepare(
      at: PackageLocation.find(), sandbox: .auto, report: { _ in })
    context.patience.answerSeconds = 2
    let runner = try VariantRunner(context: context)
    return runner.outcome(of: try WrongBodies.files(bodies, in: runner.solution))
  }

  /// Every suite's feedback under wrong answers of every kind is well formed in both languages, and
  /// together they lose every test.
  func testEverySuiteSpeaksBothLanguages() throws {
    var lost: Set<String> = []
    for bodies in [WrongBodies.shapes, WrongBodies.notFinite, WrongBodies.slips] {
      let outcome = try outcome(bodies)
      XCTAssertNil(outcome.fault)
      XCTAssertEqual(outcome.notes, [])
      XCTAssertEqual(outcome.feedbackProblems, [])
      XCTAssertTrue(outcome.lost.values.allSatisfy { $0.outcome == .failed })
      lost.formUnion(outcome.lost.keys)
    }
    let rubric = try Rubric.read(PackageLocation.find().rubric)
    let all = rubric.assignments.flatMap(\.lines).flatMap { line in
      (line.tests ?? []).map { "\(line.suite ?? "")/\($0.name)" }
    }
    XCTAssertEqual(lost, Set(all))
  }

  func testHowAFunctionStoppedIsSaidWithTheCall() throws {
    let outcome = try outcome(WrongBodies.stops)
    XCTAssertNil(outcome.fault)
    XCTAssertEqual(outcome.notes, [])
    XCTAssertEqual(outcome.feedbackProblems, [])
    func feedback(_ test: String) throws -> [String] {
      try XCTUnwrap(outcome.lost[test]).feedback
    }
    XCTAssertEqual(
      try feedback("HandsOnStep1Tests/testAlphaIsOneMinusBeta"),
      [
        "no answer within 2 s: does a loop never end?",
        "the call: alphas(betas: [0, 0.3, …] (T = 6))",
      ])
    XCTAssertEqual(
      try feedback("HandsOnStep1Tests/testAlphaBarIsTheRunningProduct"),
      [
        "your code ended the whole program with exit code 0 instead of returning",
        "the call: alphaBars(alphas: [1, 0.7, …] (T = 6))",
      ])
    let killed = try feedback("HandsOnStep3Tests/testReturnsTheNoiseThatWentIn")
    XCTAssertTrue(killed.contains("a word before the end"), "\(killed)")
    let words = try feedback("HandsOnStep4Tests/testL2IsTheMeanSquaredError")
    XCTAssertTrue(
      words.contains { $0.hasSuffix("Fatal error: this is as far as I got") }, "\(words)")
    XCTAssertFalse(words.contains { $0.contains("stack trace") || $0.contains("libswift") })
    XCTAssertEqual(
      try feedback("HandsOnStep5Tests/testDDIMWithoutNoiseIsDeterministic"),
      ["not implemented: TODO 5"])
  }
}
