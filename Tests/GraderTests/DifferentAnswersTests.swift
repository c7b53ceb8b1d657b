import SubmissionCatalogues
import XCTest

@testable import GraderLibrary

/// A few of the right answers that differ, one of each kind: `grader catalogue different` has all.
final class DifferentAnswersTests: XCTestCase {
  func testTheyLoseNothing() throws {
    let names: Set = [
      "steps-in-float32", "noise-by-box-and-muller", "one-file", "final-class-for-enum",
      "korean-identifiers",
    ]
    let variants = DifferentAnswers.all.filter { names.contains($0.name) }
    XCTAssertEqual(Set(variants.map(\.name)), names)
    let context = try GradingContext.prepare(
      at: PackageLocation.find(), sandbox: .auto, report: { _ in })
    let entries = try VariantRunner(context: context).entries(
      of: variants, jobs: 2, report: { _ in })
    XCTAssertEqual(entries.count, names.count)
    for entry in entries {
      XCTAssertEqual(entry.problems, [], entry.name)
      XCTAssertEqual(entry.found, "nothing lost", entry.name)
    }
  }
}
