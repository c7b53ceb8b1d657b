/// Wrong answers, each the reference solution with one realistic mistake: every one loses the tests
/// of that mistake and no others, and the feedback names what is wrong.
public enum WrongAnswers {
  public static let all: [Variant] =
    wrongStep1 + wrongStep2 + wrongStep3 + wrongStep4 + wrongDDPMSteps + wrongDDIMSteps
    + wrongHandsOnSampling + wrongBetaSchedules + wrongScheduleTables + wrongLosses + wrongSampling
    + wrongGuidance + wrongDenoising + wrongLatents + wrongContrastive
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
  ///   - naming: Words that stand together in one line of the feedback.
  func callAsFunction(
    _ name: String, _ summary: String, _ edits: KeyValuePairs<String, String>,
    losing tests: [String], naming: String...
  ) -> Variant {
    Variant(
      name, summary, edits.map { .replace(file: file, text: $0, replacement: $1) },
      losses: Set(tests.map { "\(suite)/test\($0)" }), naming: naming)
  }
}

extension Variant {
  /// The same with tests of another suite lost as well, which cannot be judged without this step.
  func losingToo(_ suite: String, _ tests: [String]) -> Variant {
    var variant = self
    variant.losses.formUnion(tests.map { "\(suite)/test\($0)" })
    return variant
  }
}
