import Foundation
import XCTest

@testable import GraderLibrary

final class CourseTests: XCTestCase {
  private func read(_ text: String) throws -> Course {
    try Course.decode(Data(text.utf8), path: "course.json")
  }

  private func problem(_ text: String) -> String {
    do {
      _ = try read(text)
      return "none"
    } catch {
      return "\(error)"
    }
  }

  func testTheProjectsOwnFileIsUsable() throws {
    XCTAssertNoThrow(try Course.read(nil, at: PackageLocation.find()))
  }

  func testAWholeCourseFile() throws {
    let course = try read(
      """
      {"course": "Generative models", "term": "2026 autumn", "assignment": "2026-2",
       "due": "2026-12-10T23:59:00+09:00",
       "late": {"graceMinutes": 30, "percentADay": 10, "most": 50, "latestDays": 7}}
      """)
    XCTAssertEqual(course.due?.seconds, 1_796_914_740)
    XCTAssertEqual(
      course.facts(in: .english),
      """
      - Generative models, 2026 autumn
      - Assignment version: 2026-2
      - Due: **2026-12-10 23:59 (UTC+09:00)**
      - 30 minutes after the due date cost nothing. Each day begun costs 10 % of the points, at most 50 %. \
      After 7 days nothing counts any more.
      """)
    XCTAssertTrue(course.facts(in: .korean).contains("하루가 시작될 때마다 점수의 10%가 감점되며, 최대 50%입니다."))
  }

  func testABrokenFileIsOneLine() {
    let base = #""course": "C", "term": "T", "assignment": "1""#
    let due = #""due": "2026-12-10T23:59:00Z""#
    let cases = [
      "": "it is not JSON",
      "[]": "it is no JSON object",
      #"{"course": "C", "term": "T"}"#: "assignment is missing",
      "{\(base), \"duo\": 1}": "“duo” is no word of it",
      "{\(base), \"due\": \"2026-12-10\"}":
        "due: a date and a time with their zone are needed: 2026-12-10T23:59:00+09:00",
      "{\(base), \"due\": \"2026-12-10T23:59:00\"}":
        "due: a date and a time with their zone are needed: 2026-12-10T23:59:00+09:00",
      "{\(base), \"due\": \"2026-02-30T23:59:00Z\"}":
        "due: a date and a time with their zone are needed: 2026-12-10T23:59:00+09:00",
      "{\(base), \"late\": {\"pointsADay\": 1}}": "late needs a due date: due",
      "{\(base), \(due), \"late\": {}}": "late needs pointsADay or percentADay, one of the two",
      "{\(base), \(due), \"late\": {\"pointsADay\": 1, \"percentADay\": 1}}":
        "late needs pointsADay or percentADay, one of the two",
      "{\(base), \(due), \"late\": {\"percentADay\": 101}}":
        "late.percentADay is to be from 0 to 100",
      "{\(base), \(due), \"late\": {\"pointsADay\": -1}}":
        "late.pointsADay is to be from 0 to 10000",
      "{\(base), \(due), \"late\": {\"pointsADay\": \"5\"}}": "late.pointsADay has another type",
      "{\(base), \(due), \"late\": {\"persentADay\": 5}}": "“late.persentADay” is no word of it",
      "{\(base), \(due), \"late\": {\"pointsADay\": 5, \"graceMinutes\": -5}}":
        "late.graceMinutes is to be 0 or more",
      "{\(base), \(due), \"late\": {\"pointsADay\": 5, \"latestDays\": 0}}":
        "late.latestDays is to be from 1 to 1000",
      "{\"course\": \"C\\nD\", \"term\": \"T\", \"assignment\": \"1\"}":
        "course is to be one line of 1 to 80 characters",
      "{\"course\": \"\", \"term\": \"T\", \"assignment\": \"1\"}":
        "course is to be one line of 1 to 80 characters",
    ]
    for (text, words) in cases {
      XCTAssertEqual(problem(text), "course.json: not a usable course file: \(words)", text)
    }
  }

  func testTheNamedFileIsKeptForLaterGradings() throws {
    let (location, folder) = (try PackageLocation.find(), try temporaryFolder())
    let own = try Course.read(nil, at: location)
    XCTAssertEqual(try Course.read(named: nil, output: folder, at: location), own)
    let path = "\(folder)/named.json"
    try writeFile(
      #"{"course": "C", "term": "T", "assignment": "2", "due": "2026-12-10T23:59:00+09:00"}"#,
      to: path)
    let named = try Course.read(named: path, output: folder, at: location)
    XCTAssertEqual(named.assignment, "2")
    XCTAssertEqual(try Course.read(named: nil, output: folder, at: location), named)
    XCTAssertThrowsError(try Course.read(named: "/nowhere", output: folder, at: location))
    XCTAssertEqual(try Course.read(named: nil, output: folder, at: location), named)
  }

  func testMoments() throws {
    // `date -u -d 2026-12-10T14:59:00 +%s` and its like.
    for (text, seconds) in [
      ("1970-01-01T00:00:00Z", 0), ("2026-12-10T23:59:00+09:00", 1_796_914_740),
      ("2026-12-10T14:59Z", 1_796_914_740), ("2026-12-10 14:59:00.123456 UTC", 1_796_914_740),
      ("2026-12-10T09:59:00-0500", 1_796_914_740), ("2000-02-29T12:00:00Z", 951_825_600),
      ("2100-03-01T00:00:00Z", 4_107_542_400), ("1969-12-31T23:59:59Z", -1),
    ] {
      XCTAssertEqual(Moment(text)?.seconds, seconds, text)
    }
    for text in [
      "", "2026-12-10", "2026-12-10T23:59", "2026-13-01T00:00Z", "2100-02-29T00:00Z",
      "2026-12-10T24:00Z", "2026-12-10T23:60Z", "26-12-10T23:59Z", "2026-12-10T23:59:00+99:99",
    ] {
      XCTAssertNil(Moment(text), text)
    }
    XCTAssertEqual(Moment("2026-12-10T23:59", zoneMinutes: 540)?.seconds, 1_796_914_740)
    let moment = try XCTUnwrap(Moment("2026-12-10T23:59:07+09:00"))
    XCTAssertEqual("\(moment)", "2026-12-10T23:59:07+09:00")
    XCTAssertEqual(moment.text, "2026-12-10 23:59 (UTC+09:00)")
    XCTAssertEqual(
      "\(try XCTUnwrap(Moment("1969-12-31T18:30:00-05:30")))", "1969-12-31T18:30:00-05:30")
  }

  func testLateDays() throws {
    let due = Moment(seconds: 1_000_000)
    let policy = LatePolicy(graceMinutes: 30, percentADay: 10, most: 25, latestDays: 4)
    for (seconds, days) in [
      (-1, 0), (0, 0), (1800, 0), (1801, 1), (86_400, 1), (86_401, 2), (4 * 86_400, 4),
      (4 * 86_400 + 1, 5),
    ] {
      let submitted = Moment(seconds: due.seconds + seconds)
      XCTAssertEqual(policy.days(submitted: submitted, due: due), days, "\(seconds)")
    }
    XCTAssertEqual((0...5).map { policy.deduction(days: $0, from: 80) }, [0, 8, 16, 20, 20, 80])
    let points = LatePolicy(pointsADay: 15)
    XCTAssertEqual((0...3).map { points.deduction(days: $0, from: 40) }, [0, 15, 30, 40])
    XCTAssertEqual(LatePolicy(pointsADay: 15, most: 20).deduction(days: 9, from: 40), 20)
  }
}
