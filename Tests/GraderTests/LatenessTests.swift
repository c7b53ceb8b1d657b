import Foundation
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

final class LatenessTests: XCTestCase {
  private let due = Moment("2026-12-10T23:59:00+09:00")!

  private func terms(
    _ policy: LatePolicy? = LatePolicy(graceMinutes: 30, percentADay: 10), deducts: Bool = true,
    times: SubmissionTimes = .platform
  ) -> Terms {
    Terms(
      course: Course(course: "C", term: "T", assignment: "2", due: due, late: policy), times: times,
      deducts: deducts)
  }

  /// Two assignments that earned 80 and 33.3 of 100 each.
  private func result() -> SubmissionResult {
    func assignment(_ id: String, _ points: Double) -> AssignmentResult {
      AssignmentResult(
        id: id, title: id,
        lines: [
          LineResult(
            id: "all", title: "all", possible: 100,
            items: [
              ItemResult(
                name: "x", title: "x", points: points, possible: 100, outcome: .partly)
            ])
        ])
    }
    return SubmissionResult(
      student: "2000-00001", folder: "2000-00001", archive: "2000-00001.tar.gz",
      assignments: [assignment("a", 80), assignment("b", 33.3)])
  }

  private func settled(
    _ terms: Terms, hoursLate: Double, language: Language = .english
  ) -> SubmissionResult {
    var result = result()
    result.submitted = SubmissionTime(
      Moment(seconds: due.seconds + Int(hoursLate * 3600)), from: .list)
    result.settle(terms, claim: .version("2"), submission: nil, in: language)
    return result
  }

  func testLatenessIsALineWithItsReasonInEachAssignment() throws {
    let late = settled(terms(), hoursLate: 30)
    XCTAssertEqual(late.points, 90.6)
    XCTAssertEqual(late.possible, 200)
    XCTAssertTrue(late.isComplete)
    let lines = late.assignments.map { $0.lines[$0.lines.count - 1] }
    XCTAssertEqual(lines.map(\.points), [-16, -6.7])
    XCTAssertEqual(
      lines[0].items[0].feedback,
      [
        "submitted 2026-12-12 05:59 (UTC+09:00), by the list of submission times; due 2026-12-10 "
          + "23:59 (UTC+09:00): 2 days late",
        "30 minutes after the due date cost nothing. Each day begun costs 10 % of the points.",
      ])
    XCTAssertTrue(
      settled(terms(), hoursLate: 1, language: .korean).notes[0].hasSuffix("1일 늦음"))
    // Every report adds up.
    let results = ClassResults(
      gradedAt: "2026-12-13T00:00:00Z", sandbox: "none",
      assignments: [
        .init(id: "a", title: "a", points: 100), .init(id: "b", title: "b", points: 100),
      ], submissions: [late])
    XCTAssertTrue(gradebookReport(of: results).contains("64,26.6"), gradebookReport(of: results))
    let table = terminalReport(of: late, in: .english)
    XCTAssertTrue(table.contains("2 days late: late"), table)
    XCTAssertTrue(table.contains("-16 / 0"), table)
    let gradescope = gradescopeReport(of: late, in: .english)
    XCTAssertTrue(gradescope.contains("\"score\" : 90.6"), gradescope)
    XCTAssertTrue(gradescope.contains("\"score\" : -16"), gradescope)
    XCTAssertTrue(studentPage(of: late, in: results).contains("2 days late"))
  }

  func testNothingIsTakenInTimeWithinGraceOrWhereTurnedOff() {
    for (terms, hours) in [
      (terms(), -1), (terms(), 0), (terms(), 0.5), (terms(nil), 30), (terms(deducts: false), 30),
    ] as [(Terms, Double)] {
      let result = settled(terms, hoursLate: hours)
      XCTAssertEqual(result.points, 113.3)
      XCTAssertEqual(result.assignments.map(\.lines.count), [1, 1])
      XCTAssertEqual(result.notes.count, hours > 1 ? 1 : 0, "said all the same")
    }
    XCTAssertEqual(settled(terms(LatePolicy(pointsADay: 500)), hoursLate: 1).points, 0)
  }

  func testWithoutATimeNothingIsTakenAndWhoeverGradesHearsOfIt() {
    var result = result()
    let archive = SubmissionArchive(student: "x", folder: "x", path: "/nowhere/x.tar.gz")
    result.settle(
      terms(times: .list([:], path: "list.csv")), claim: .version("2"), submission: archive,
      in: .english)
    XCTAssertEqual(result.points, 113.3)
    XCTAssertEqual(
      result.remarks, ["no submission time is known, so lateness was not judged: see --submitted"])
  }

  func testAnotherVersionIsAWarningAndCostsNothing() {
    func notes(_ claim: BundleClaim?) -> [String] {
      var result = result()
      result.submitted = SubmissionTime(due, from: .list)
      result.settle(terms(), claim: claim, submission: nil, in: .english)
      XCTAssertEqual(result.points, 113.3)
      return result.notes
    }
    XCTAssertEqual(notes(.version("2")), [])
    XCTAssertTrue(
      notes(.version("1"))[0].hasPrefix("this was made for version 1 of the assignment"))
    XCTAssertTrue(notes(.missing)[0].hasSuffix("packed without the bundle's bundle.json"))
    XCTAssertTrue(notes(nil)[0].hasSuffix("packed without the bundle's bundle.json"))
    XCTAssertTrue(notes(.unreadable)[0].hasSuffix("its bundle.json cannot be read"))
    // Whatever stands in the file.
    func claim(_ text: String) -> BundleClaim { BundleClaim(Array(text.utf8)) }
    XCTAssertEqual(claim(#"{"assignment": "2", "x": [1]}"#), .version("2"))
    XCTAssertEqual(claim(#"{"assignment": "\u001b[31m\n2"}"#), .version("?[31m 2"))
    let broken = ["", "[]", #"{"assignment": 2}"#, String(repeating: "[", count: 513)]
    for text in broken { XCTAssertEqual(claim(text), .unreadable, text) }
    XCTAssertEqual(
      claim(#"{"assignment": "\#(String(repeating: "x", count: 70_000))"}"#), .unreadable)
    XCTAssertEqual(BundleClaim(nil), .missing)
  }

  func testTheBundlesFileIsFoundInAnArchive() throws {
    let files = [
      "top/Assignments/HandsOn/A.swift": Array("let a = 1".utf8),
      "top/bundle.json": Array(#"{"assignment": "2"}"#.utf8),
    ]
    let archive = try Archive(bytes: TarWriter.gzippedArchive(of: files), name: "x.tar.gz")
    let submission = try Submission(in: archive, expecting: ["Assignments/HandsOn/A.swift"])
    XCTAssertEqual(submission.others, [])
    XCTAssertEqual(BundleClaim(submission.bundle?.bytes), .version("2"))
  }

  func testAListOfTimes() throws {
    let folder = try temporaryFolder()
    let path = "\(folder)/times.csv"
    func times(_ text: String) throws -> [String: Moment] {
      try writeFile(text, to: path)
      return try SubmissionTimes.read(path)
    }
    XCTAssertEqual(
      try times("student,submitted\n2000-00001,2026-12-10T23:59:00+09:00\n2000-00002,\n"),
      ["2000-00001": due])
    // As Gradescope exports it, and as a spreadsheet saves it.
    let exported =
      "\u{FEFF}\"Name\",\"SID\",\"Submission Time\"\r\n\"Kim, \"\"J\"\"\",2000-00001,"
      + "2026-12-10 23:59:00 +0900\r\n"
    XCTAssertEqual(try times(exported), ["2000-00001": due])
    for (text, words) in [
      ("", "its first line is to name the columns student and submitted"),
      ("a,b\n1,2\n", "its first line is to name the columns student and submitted"),
      (
        "student,submitted\n\nx,yesterday\n",
        "line 3: yesterday is no time with its zone, such as 2026-12-10T23:59:00+09:00"
      ),
      (
        "student,submitted\nx,2026-12-10T23:59:00Z\nx,2026-12-10T23:59:00Z\n",
        "line 3: x is there twice"
      ),
    ] {
      XCTAssertThrowsError(try times(text), text) {
        XCTAssertEqual("\($0)", "\(path): \(words)")
      }
    }
    XCTAssertThrowsError(try SubmissionTimes("/nowhere.csv"))
  }

  func testTimesFromNamesDatesAndGradescope() throws {
    let folder = try temporaryFolder()
    let path = "\(folder)/kim_2000-00001_2026-12-10-23-59-01.tar.gz"
    try writeFile("x", to: path)
    let archive = SubmissionArchive(student: "2000-00001", folder: "x", path: path)
    func time(_ times: SubmissionTimes, isAlone: Bool = true) -> SubmissionTime? {
      times.time(of: archive, isAlone: isAlone, zoneMinutes: 540)
    }
    XCTAssertNil(time(.platform), "a name and a date prove nothing by themselves")
    XCTAssertEqual(time(.names)?.moment.seconds, due.seconds + 1)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
    XCTAssertEqual(time(.fileDates)?.moment.seconds, 1_000_000)
    try writeFile(
      #"{"created_at": "2026-12-10T14:59:02.365935+00:00", "id": 1}"#,
      to: "\(folder)/submission_metadata.json")
    XCTAssertEqual(
      time(.platform), SubmissionTime(Moment(seconds: due.seconds + 2), from: .gradescope))
    XCTAssertNil(time(.platform, isAlone: false), "whose metadata they are is not known")
  }
}
