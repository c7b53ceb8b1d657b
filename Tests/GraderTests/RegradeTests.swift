import Foundation
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

/// Points anew without a run, and what differs between two gradings.
final class RegradeTests: XCTestCase {
  private let student = "2000-00001"
  private var output = ""

  /// What a grading of one student leaves: test A passed, B failed; and one archive that was broken.
  override func setUpWithError() throws {
    output = try temporaryFolder() + "/reports"
    let folder = try OutputFolder(output)
    defer { folder.release() }
    let archive = SubmissionArchive(student: student, folder: student, path: "\(student).tar.gz")
    let record = SubmissionRecord(
      key: "k", student: student, archive: archive.name, archiveKey: "a",
      gradedAt: "2026-11-21T12:00:00Z", seconds: 1, findings: findings)
    try folder.write(record, of: archive)
    var first = SubmissionResult(student: student, folder: student, archive: archive.name)
    first.take(findings, by: .small, in: .english)
    let broken = SubmissionResult(
      student: "b", folder: "b", archive: "b.zip", failure: "the archive ends too early")
    let results = ClassResults(
      gradedAt: "2026-11-21T12:00:00Z", sandbox: "bubblewrap",
      assignments: ClassResults.headings(of: .small, in: .english), submissions: [first, broken])
    try results.writeClassReports(to: output)
  }

  private var findings: SubmissionFindings {
    SubmissionFindings(
      code: [
        "HandsOn": CodeFindings(
          records: ["testA", "testB"].map {
            TestRecord(
              suite: "FirstTests", test: $0, outcome: $0 == "testA" ? .passed : .failed,
              feedback: [say("about \($0)", korean: "\($0)에 대하여")], seconds: 0.1)
          }),
        "ImageGeneration": CodeFindings(),
      ],
      runs: ["results_epsilon_linear": RunFindings(isThere: false)])
  }

  private func regraded(
    _ rubric: Rubric = .small, _ overrides: GradingOverrides = GradingOverrides(),
    in language: Language = .english
  ) throws -> (before: ClassResults, after: ClassResults, unsettled: [String]) {
    let before = try ClassResults.read(output)
    let folder = try OutputFolder(output)
    defer { folder.release() }
    let (after, unsettled) = before.regraded(
      by: rubric, overrides: overrides, in: language, records: folder,
      at: "2026-11-22T12:00:00Z")
    return (before, after, unsettled)
  }

  func testTheSameRubricGivesTheSamePoints() throws {
    let (before, after, unsettled) = try regraded()
    XCTAssertEqual(after.submissions, before.submissions)
    XCTAssertEqual(unsettled, [])
    XCTAssertTrue(ResultsDifference(from: before, to: after).isEmpty)
    XCTAssertEqual(ResultsDifference(from: before, to: after).report, ["no difference"])
  }

  func testAnotherRubricDecisionsAndLanguageNeedNoRun() throws {
    var rubric = Rubric.small
    rubric.assignments[0].lines[0].tests?[0].points = 3
    rubric.assignments[0].lines[0].tests?[1].points = 1
    let decision = PointsOverride(
      student: student, assignment: "image-generation", line: "run", points: 1,
      reason: "sent by mail", by: "Kim")
    let (before, after, unsettled) = try regraded(
      rubric, GradingOverrides(adjustments: [decision]), in: .korean)
    XCTAssertEqual(unsettled, [])
    XCTAssertEqual(after.submissions[0].points, 4)
    XCTAssertEqual(
      after.submissions[0].assignments[0].lines[0].items[1].feedback, ["testB에 대하여"])
    XCTAssertEqual(after.submissions[1], before.submissions[1])
    XCTAssertEqual(
      ResultsDifference(from: before, to: after).report,
      [
        "2000-00001: 2 → 4 (+2)",
        "  Step 1: 2 → 3 (+1)",
        "    A holds: 2, now 3",
        "  Run: 0 → 1 (+1)",
        "    decided: 1 points given by Kim instead of 0: sent by mail",
        "",
        "1 submission differs",
      ])
  }

  func testWhatTheFindingsDoNotAnswerStaysAndIsToldOf() throws {
    var rubric = Rubric.small
    rubric.assignments[0].lines[0].tests?[1].name = "testNew"
    let (before, after, unsettled) = try regraded(rubric)
    XCTAssertEqual(unsettled, [student])
    XCTAssertEqual(after.submissions[0], before.submissions[0])
  }

  func testTheCommandWritesReportsAndPrintsWhatChanged() throws {
    // By the rubric of the package these findings lack nearly everything: all stays, exit code 1.
    XCTAssertEqual(GraderCommands.run(["regrade", output]), 1)
    let after = try ClassResults.read(output)
    XCTAssertEqual(after.submissions[0].points, 2)
    XCTAssertTrue(isFile("\(output)/\(student)/report.html"))
    XCTAssertEqual(GraderCommands.run(["regrade", "\(output)/nowhere"]), 2)
    try writeFile("{", to: "\(output)/overrides.json")
    XCTAssertEqual(GraderCommands.run(["regrade", output]), 2)
  }

  // MARK: Differences

  func testSubmissionsThatCameOrWentAreTold() throws {
    let before = try ClassResults.read(output)
    var after = before
    after.submissions[1].student = "c"
    after.submissions[1].folder = "c"
    after.submissions[0].archive = "2000-00001-2.tar.gz"
    XCTAssertEqual(
      ResultsDifference(from: before, to: after).report,
      [
        "2000-00001: 2", "  the archive is 2000-00001-2.tar.gz, was 2000-00001.tar.gz",
        "b: ? → ?", "  is no longer there", "c: ? → ?", "  is new", "", "3 submissions differ",
      ])
  }

  func testDiffHasTheExitCodesOfDiff() throws {
    let copy = try temporaryFolder() + "/copy.json"
    XCTAssertEqual(GraderCommands.run(["diff", output, output]), 0)
    var after = try ClassResults.read(output)
    after.submissions[0].assignments[0].lines[0].items[1].points = 1
    try writeFile(json(after), to: copy)
    XCTAssertEqual(GraderCommands.run(["diff", output, copy]), 1)
    XCTAssertEqual(GraderCommands.run(["diff", output]), 2)
    XCTAssertEqual(GraderCommands.run(["diff", output, "/no/results.json"]), 2)
    try writeFile("[]", to: copy)
    XCTAssertEqual(GraderCommands.run(["diff", output, copy]), 2)
  }
}
