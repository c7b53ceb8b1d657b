import SubmissionCatalogues
import XCTest

@testable import GraderLibrary

/// A few of the catalogues' submissions through the real compiler, sandbox and suites; all of them
/// are for `grader catalogue`.
final class CatalogueGradingTests: XCTestCase {
  /// One of each suite.
  func testWrongAnswersLoseTheirTestsAndAreNamed() throws {
    let names: Set = [
      "alpha-bar-is-a-sum", "timesteps-counted-from-zero", "forward-one-minus-root",
      "training-told-other-timesteps", "ddim-sigma-squared", "linear-T-steps",
      "tables-root-of-alpha", "loss-targets-swapped", "sample-variance-without-bars",
    ]
    let variants = WrongAnswers.all.filter { names.contains($0.name) }
    XCTAssertEqual(Set(variants.map(\.name)), names)
    for entry in try runner().entries(of: variants, jobs: 2, report: { _ in }) {
      XCTAssertEqual(entry.problems, [], entry.name)
      XCTAssertEqual(entry.isNamed, true, entry.name)
    }
  }

  func testAMissedExpectationIsAProblem() throws {
    var variant = try XCTUnwrap(WrongAnswers.all.first { $0.name == "alpha-is-beta" })
    variant.losses = ["HandsOnStep2Tests/testIsUniform"]
    variant.naming = ["words that nobody writes"]
    let entry = try XCTUnwrap(
      try runner().entries(of: [variant], jobs: 1, report: { _ in }).first)
    XCTAssertEqual(entry.isNamed, false)
    XCTAssertEqual(entry.problems.count, 4, entry.problems.joined(separator: "\n"))
    XCTAssertEqual(
      entry.problems.first, "should lose HandsOnStep2Tests/testIsUniform, and passes it")
  }

  func testAMutantIsKilledOrSurvivesOrDoesNotCompile() throws {
    let runner = try runner()
    let file = "HandsOn/Step1Alpha.swift"
    let text = try XCTUnwrap(runner.solution[file])
    let fates = [
      ("1 - beta", "1 + beta"), ("1 - beta", "1.0 - beta"), ("1 - beta", "1 - gamma"),
    ].map { original, replacement in
      runner.fate(
        of: Mutant(
          file: file, line: "", original: original, replacement: replacement, occurrence: 1,
          text: text.replacingOccurrences(of: original, with: replacement))
      ).kind
    }
    XCTAssertEqual(fates, [.killed, .survived, .notCompiled])
  }

  private func runner() throws -> VariantRunner {
    try VariantRunner(
      context: GradingContext.prepare(
        at: PackageLocation.find(), sandbox: .auto, report: { _ in }))
  }
}
