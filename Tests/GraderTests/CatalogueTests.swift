import DiffusionTool
import SubmissionCatalogues
import XCTest

@testable import GraderLibrary

/// The catalogues: their data, the changes they make, the comparison with what should come out.
final class CatalogueTests: XCTestCase {
  // MARK: Changes

  private let files = ["A/One.swift": "let x = 1 + 1\n"]

  func testAChangeTakesExactlyOnePlace() throws {
    let once = Variant("n", "s", [.replace(file: "A/One.swift", text: "+", replacement: "-")])
    XCTAssertEqual(try once.applied(to: files), ["A/One.swift": "let x = 1 - 1\n"])
    for (text, count) in [("1", 2), ("2", 0), ("", 0)] {
      let variant = Variant("n", "s", [.replace(file: "A/One.swift", text: text, replacement: "")])
      XCTAssertThrowsError(try variant.applied(to: files)) { error in
        guard case .notOnce(let file, text, let found)? = error as? ChangeFailure else {
          return XCTFail("\(error)")
        }
        XCTAssertEqual(file, "A/One.swift")
        if !text.isEmpty { XCTAssertEqual(found, count) }
      }
    }
  }

  func testFilesAreAddedAndRemovedOnce() throws {
    let both = Variant(
      "n", "s", [.add(file: "A/Two.swift", text: "two"), .remove(file: "A/One.swift")])
    XCTAssertEqual(try both.applied(to: files), ["A/Two.swift": "two"])
    for (change, failure) in [
      (Change.add(file: "A/One.swift", text: ""), ChangeFailure.fileIsThere("A/One.swift")),
      (.remove(file: "A/Two.swift"), .noSuchFile("A/Two.swift")),
      (.replace(file: "B", text: "x", replacement: ""), .noSuchFile("B")),
    ] {
      XCTAssertThrowsError(try Variant("n", "s", [change]).applied(to: files)) { error in
        XCTAssertEqual(error as? ChangeFailure, failure)
      }
    }
  }

  // MARK: The data

  func testVariantsFitTheSolutionAndTheRubric() throws {
    let location = try PackageLocation.find()
    let solution = try location.solutionFiles()
    let rubric = try Rubric.read(location.rubric)
    let tests = rubric.assignments.flatMap(\.lines).flatMap { line in
      (line.tests ?? []).map { "\(line.suite ?? "")/\($0.name)" }
    }
    for (variants, isWrong) in [(WrongAnswers.all, true), (DifferentAnswers.all, false)] {
      XCTAssertEqual(Set(variants.map(\.name)).count, variants.count, "a name comes twice")
      for variant in variants {
        XCTAssertNotEqual(try variant.applied(to: solution), solution, variant.name)
        XCTAssertEqual(variant.losses.subtracting(tests), [], variant.name)
        XCTAssertEqual(!variant.losses.isEmpty, isWrong, variant.name)
      }
    }
  }

  // MARK: The table

  func testTheTableFitsATerminalAndExplainsFailures() {
    let report = CatalogueReport(
      catalogue: "wrong",
      entries: [
        CatalogueEntry(name: "right", summary: "s", found: "1 test lost", isNamed: true),
        CatalogueEntry(
          name: String(repeating: "long-", count: 12), summary: "the root is missing",
          found: "nothing lost", isNamed: false, problems: ["should lose A/testB, and passes it"],
          seconds: 12.34),
      ], totals: ["1 of 2"])
    let lines = catalogueTable(of: report).split(separator: "\n").map(String.init)
    XCTAssertEqual(
      lines[2], "ok    right                                 1 test lost, named             0.0 s")
    XCTAssertTrue(lines[3].hasPrefix("WRONG long-long-"), lines[3])
    XCTAssertTrue(lines.contains("    should lose A/testB, and passes it"))
    XCTAssertEqual(lines.last, "1 of 2")
    for line in lines { XCTAssertLessThanOrEqual(columns(line), 80, line) }
    XCTAssertFalse(report.isAsExpected)
    XCTAssertFalse(CatalogueReport(catalogue: "wrong", entries: []).isAsExpected)
  }
}
