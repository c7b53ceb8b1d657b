import Processes
import SubmissionCatalogues
import XCTest

@testable import GraderLibrary

/// The hostile catalogue: its data, its eyes, and a part of it that takes little time.
final class HostileCatalogueTests: XCTestCase {
  private func runner(
    _ choice: Sandbox.Choice, _ body: (HostileRunner) throws -> Void
  ) throws {
    let context = try GradingContext.prepare(
      at: PackageLocation.find(), sandbox: choice, report: { _ in })
    let baits = try HostileBaits()
    defer { baits.remove() }
    try body(HostileRunner(context: context, baits: baits, folder: temporaryFolder()))
  }

  private func hostile(_ name: String) throws -> HostileCase {
    try XCTUnwrap(HostileCatalogue.cases.first { $0.name == name }, name)
  }

  // MARK: The data

  func testCasesFitTheRubric() throws {
    let cases = HostileCatalogue.cases
    XCTAssertGreaterThanOrEqual(cases.count, 100)
    XCTAssertEqual(Set(cases.map(\.name)).count, cases.count, "a name comes twice")
    XCTAssertEqual(Set(cases.map(\.group)), Set(HostileCase.Group.allCases))
    let rubric = try Rubric.read(PackageLocation.find().rubric)
    for hostile in cases {
      let lines = rubric.cut(to: hostile.scope).assignments.flatMap(\.lines)
      XCTAssertFalse(lines.isEmpty, hostile.name)
      let paths = lines.flatMap { line in
        [line.id] + ((line.tests ?? []) + (line.parts ?? [])).map { "\(line.id)/\($0.name)" }
      }
      switch hostile.outcome.verdict {
      case .loses(let items), .losesAtMost(let items):
        XCTAssertEqual(Set(items).subtracting(paths), [], hostile.name)
        XCTAssertFalse(items.isEmpty, hostile.name)
      case .fullMarks: break
      case .refused: XCTAssertFalse(hostile.outcome.says.isEmpty, hostile.name)
      }
      // The mark in a source would count as an escape when the compiler quotes it.
      XCTAssertFalse("\(hostile.submission)".contains(HostileCode.mark), hostile.name)
    }
    XCTAssertFalse(HostileCode.tools.contains(HostileCode.mark))
  }

  // MARK: The eyes

  /// Without walls, attempts to read and to connect succeed, and are seen.
  func testAnEscapeIsSeen() throws {
    try runner(.none) { runner in
      for name in ["reads-a-secret", "reads-another-submission", "tcp-to-this-machine"] {
        let entry = runner.entry(of: try hostile(name))
        XCTAssertTrue(
          entry.problems.contains { $0.contains(HostileCode.mark) },
          "\(name): \(entry.found) \(entry.problems)")
      }
      let secret = runner.entry(of: try hostile("reads-a-secret"))
      XCTAssertTrue(secret.problems.contains { $0.hasSuffix("holds the secret") }, "\(secret)")
    }
  }

  /// What should be refused and is not, what should be lost and is not, what is lost and should not
  /// be, words that are missing.
  func testAnotherOutcomeIsSeen() throws {
    try runner(.auto) { runner in
      let scope = ["hands-on/step-1"]
      func problems(_ edits: [HostileEdit], _ outcome: HostileOutcome) -> [String] {
        runner.entry(of: HostileCase("a-case", .stops, "a", code: edits, outcome, scope: scope))
          .problems
      }
      let exit = [HostileEdit.body("alphas", "exit(0)")]
      XCTAssertEqual(problems([], .refused("holds")).count, 2)
      XCTAssertTrue(
        problems(exit, .fullMarks()).contains {
          $0.hasPrefix("should not lose step-1/testAlphaIsOneMinusBeta: crashed")
        })
      XCTAssertTrue(
        problems(exit, .loses(["step-1"])).contains(
          "should lose step-1/testAlphaBarIsTheRunningProduct, and does not"))
      XCTAssertTrue(
        problems([], .fullMarks(says: ["no such words"])).contains {
          $0.hasPrefix("the student should read “no such words”")
        })
    }
  }

  func testReportsAreReadForWhatMustNotBeInThem() {
    func problems(_ text: String, _ name: String) -> Int {
      HostileReading.problems(of: text, in: name, token: "token-1").count
    }
    XCTAssertEqual(problems("all is well\n", "report.html"), 0)
    XCTAssertEqual(problems("Fatal error: ESCAPED: /etc/shadow", "results.json"), 1)
    XCTAssertEqual(problems("so the secret is token-1", "results.json"), 1)
    XCTAssertEqual(problems("\u{1B}[31m", "the terminal"), 1)
    XCTAssertEqual(problems("<p><img src=x onerror=alert(1)>", "index.html"), 1)
    XCTAssertEqual(problems("&lt;img src=x onerror=alert(1)&gt;", "index.html"), 0)
    XCTAssertEqual(problems("student,points\n=1+1,5\n", "gradebook.csv"), 1)
    XCTAssertEqual(problems("student,points\n\"'=1+1\",5\n", "gradebook.csv"), 0)
  }

  func testWhatIsLeftBehindIsSeen() throws {
    let folder = try temporaryFolder()
    XCTAssertEqual(HostileAftermath.problems(of: folder, work: folder), [])
    try Data().write(to: URL(fileURLWithPath: folder + "/left"))
    #if canImport(Glibc)
      let child = try ChildProcess(["/bin/sh", "-c", "sleep 60; :", folder])
      defer {
        child.kill()
        child.wait()
      }
      // On a busy machine the child may not be the shell yet.
      let deadline = Date(timeIntervalSinceNow: 20)
      while HostileAftermath.problems(of: folder, work: folder).count < 2, Date() < deadline {
        Thread.sleep(forTimeInterval: 0.02)
      }
      XCTAssertEqual(HostileAftermath.problems(of: folder, work: folder).count, 2)
    #else
      XCTAssertEqual(HostileAftermath.problems(of: folder, work: folder).count, 1)
    #endif
  }

  // MARK: A part of the catalogue

  func testAPartOfTheCatalogue() throws {
    let names = [
      "exit-in-first-call", "trap-at-load", "endless-loop", "memory-reserved", "forged-loss",
      "looks-into-the-oracle", "closes-everything", "imports-the-suites", "markup-in-last-words",
      "korean-names-decomposed", "not-a-number", "symbolic-link", "overlapping-zip",
      "name-for-a-browser", "samples-of-objects",
    ]
    try runner(.auto) { runner in
      let cases = try names.map { try hostile($0) }
      for entry in inParallel(cases, jobs: 2, { runner.entry(of: $0) }) {
        XCTAssertEqual(entry.problems, [], entry.name)
      }
    }
  }
}
