/// Wrong answers, each the reference solution with one realistic mistake: every one loses the tests
/// of that mistake and no others, and the feedback names what is wrong.
public enum WrongAnswers {
  public static let all: [Variant] = wrongStep1
}

/// The mistakes of one file, which cost tests of one suite.
struct MistakesIn {
  let file: String
  let suite: String

  /// A mistake.
  ///
  /// - Parameters:
  ///   - edits: What stands in the solution, once, and what stands there instead.
  ///   - losing: Tests of the suite, without their "test".
  func callAsFunction(
    _ name: String, _ summary: String, _ edits: KeyValuePairs<String, String>,
    losing tests: [String], naming: String...
  ) -> Variant {
    Variant(
      name, summary, edits.map { .replace(file: file, text: $0, replacement: $1) },
      losses: Set(tests.map { "\(suite)/test\($0)" }), naming: naming)
  }
}
