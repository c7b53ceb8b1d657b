import SubmissionCatalogues
import XCTest

@testable import GraderLibrary

/// Which mutants are made of a source, and what is made of their fates.
final class MutantTests: XCTestCase {
  private func changes(_ lines: String...) -> [String] {
    let text =
      (["let x = 1 + 1", "  // BEGIN SOLUTION TODO 1: add."] + lines
      + ["  // END SOLUTION", "let y = 2 * 2"]).joined(separator: "\n")
    return Mutant.all(of: ["A/One.swift": text]).map { "\($0.original) → \($0.replacement)" }
  }

  func testOnlyWhatAStudentWritesIsChanged() {
    XCTAssertEqual(changes("  // 1 + 1", "  // | 2 < 3"), [])
    XCTAssertEqual(changes("  a + b  // c - d"), ["+ → -"])
  }

  func testOperatorsNumbersAndComparisons() {
    XCTAssertEqual(changes("a - b"), ["- → +"])
    XCTAssertEqual(changes("a > b"), ["> → >=", "> → <"])
    XCTAssertEqual(changes("f(20)"), ["20 → 21", "20 → 19"])
    XCTAssertEqual(changes("f(0)"), ["0 → 1"])
    XCTAssertEqual(changes("f(0.5)"), ["0.5 → 1.0", "0.5 → 0.0"])
    // The minus of a number is no operator.
    XCTAssertEqual(changes("f(-1)"), ["1 → 2", "1 → 0"])
  }

  func testRangesAndIndexes() {
    XCTAssertEqual(changes("(0..<n)"), ["0 → 1", "..< → ..."])
    XCTAssertEqual(changes("f(1...n)"), ["1 → 2", "1 → 0", "... → ..<"])
    XCTAssertEqual(changes("table[t]"), ["t → t - 1", "t → t + 1"])
    XCTAssertEqual(changes("stride(from: n, through: m, by: k)"), ["through → to"])
  }

  func testNamesThatAreUsedAndNotThoseThatAreMade() {
    XCTAssertEqual(changes("cos(x)"), ["cos → sin"])
    XCTAssertEqual(changes("let beta1 = x"), [])
    XCTAssertEqual(changes("let (beta1, beta2) = x"), [])
    XCTAssertEqual(changes("f(beta1: x)"), [])
    XCTAssertEqual(
      changes("f(beta1) + g(beta2)").filter { $0.contains("beta") },
      ["beta1 → beta2", "beta2 → beta1"])
    // What is not at hand would not compile.
    XCTAssertEqual(changes("f(beta1)"), [])
  }

  func testCallsArgumentsConditionsAndStatements() {
    XCTAssertEqual(changes("a.squareRoot()"), [".squareRoot() → "])
    XCTAssertEqual(changes("g(a, b)"), ["a, b → b, a"])
    XCTAssertEqual(changes("g(h(a), b)"), ["h(a), b → b, h(a)"])
    XCTAssertEqual(changes("g(a, to: b)"), [])
    XCTAssertEqual(changes("if a {"), ["a → true", "a → false"])
    XCTAssertEqual(changes("list.append(a)"), ["list.append(a) → "])
    XCTAssertEqual(changes("let a = b"), [])
  }

  func testAnIdIsTheSameWhenOtherLinesChange() {
    func ids(_ before: String) -> [String] {
      Mutant.all(of: [
        "A/One.swift": "\(before)\n// BEGIN SOLUTION TODO 1: x\n  a + b\n// END SOLUTION"
      ]).map(\.id)
    }
    XCTAssertEqual(
      ids("// one"), ["A/One.swift | a + b | + → - | 1"])
    XCTAssertEqual(ids("// one\n// two"), ids("// one"))
  }

  func testTheSolutionHasHundredsOfMutantsEachOnce() throws {
    let solution = try PackageLocation.find().solutionFiles()
    let mutants = Mutant.all(of: solution)
    XCTAssertGreaterThan(mutants.count, 250)
    XCTAssertEqual(Set(mutants.map(\.id)).count, mutants.count)
    XCTAssertEqual(Set(mutants.map { $0.file + $0.text }).count, mutants.count)
    XCTAssertTrue(mutants.allSatisfy { $0.text != solution[$0.file] })
    XCTAssertEqual(mutants, Mutant.all(of: solution))
    let ids = Set(mutants.map(\.id))
    for survivor in ExplainedSurvivor.all {
      XCTAssertTrue(ids.contains(survivor.id), "no mutant has the id \(survivor.id)")
      XCTAssertFalse(survivor.reason.isEmpty, survivor.id)
    }
    XCTAssertEqual(Set(ExplainedSurvivor.all.map(\.id)).count, ExplainedSurvivor.all.count)
  }

  // MARK: The report

  private func report(killed: Int, survived: Int, explained: Bool) -> CatalogueReport {
    let mutants = (0..<killed + survived).map { index in
      Mutant(
        file: "A/One.swift", line: "a + b", original: "+", replacement: "-", occurrence: index + 1,
        text: "")
    }
    let results = mutants.enumerated().map { index, mutant in
      (mutant: mutant, fate: MutantFate(kind: index < killed ? .killed : .survived, lost: 1))
    }
    let survivors = mutants[killed...].map {
      ExplainedSurvivor($0.id, "a + 0", changesBehaviour: false)
    }
    return CatalogueCommand.mutantReport(
      results, explained: explained ? survivors : [], isWhole: true)
  }

  func testAnUnexplainedSurvivorFails() {
    XCTAssertTrue(report(killed: 300, survived: 2, explained: true).isAsExpected)
    let failed = report(killed: 300, survived: 2, explained: false)
    XCTAssertFalse(failed.isAsExpected)
    XCTAssertEqual(failed.entries.count { !$0.isAsExpected }, 2)
    XCTAssertEqual(failed.problems, [])
  }

  func testTooFewMutantsTooFewKilledAndStaleExplanationsFail() {
    XCTAssertEqual(
      report(killed: 150, survived: 0, explained: true).problems,
      ["only 150 mutants compile; 200 are wanted"])
    XCTAssertEqual(
      report(killed: 290, survived: 10, explained: false).problems,
      ["96.7 % of the mutants that change something lose points; 97 % should"])
    let stale = CatalogueCommand.mutantReport(
      [], explained: [ExplainedSurvivor("x", "y", changesBehaviour: false)], isWhole: true)
    XCTAssertTrue(stale.problems.contains("explained, and no survivor: x"))
  }
}
