import Foundation
import XCTest

@testable import GraderLibrary

final class ArchiveSelectionTests: XCTestCase {
  /// Makes empty files, each a minute younger than the one before.
  private func makeFiles(_ names: [String], in folder: String) throws {
    for (index, name) in names.enumerated() {
      let url = URL(fileURLWithPath: "\(folder)/\(name)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url)
      let date = Date(timeIntervalSince1970: 1_000_000_000 + Double(index) * 60)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: url.path)
    }
  }

  func testTheNewestArchiveOfAStudentCounts() throws {
    let folder = try temporaryFolder()
    try makeFiles(
      ["2000-00002.tar.gz", "kim_4711_2000-00001-1.tar.gz", "2000-00001.tgz", "notes.txt"],
      in: folder)
    let archives = try SubmissionArchive.find(in: [folder])
    XCTAssertEqual(archives.map(\.student), ["2000-00001", "2000-00002"])
    XCTAssertEqual(archives.map(\.name), ["2000-00001.tgz", "2000-00002.tar.gz"])
    XCTAssertEqual(
      archives[0].setAside.map(\.english),
      [
        "an older archive was set aside: kim_4711_2000-00001-1.tar.gz "
          + "(of 2001-09-09T01:47:40Z; the one that counts is of 2001-09-09T01:48:40Z)"
      ])
  }

  /// The archive that counts among some of one student whose files are all of the same second.
  private func newest(_ names: [String], contents: [String: String] = [:]) throws -> NewestArchive {
    let folder = try temporaryFolder()
    let paths = names.map { "\(folder)/\($0)" }
    for (path, name) in zip(paths, names) {
      try Data((contents[name] ?? name).utf8).write(to: URL(fileURLWithPath: path))
      let date = Date(timeIntervalSince1970: 1_000_000_000)
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
    return try XCTUnwrap(NewestArchive(of: paths))
  }

  /// Names as Blackboard, Canvas, Moodle and browsers make them; the one that counts comes last.
  func testNamesTellWhichIsNewerWhereDatesDoNot() throws {
    let groups = [
      [
        "HW2_2000-00001_attempt_2026-11-20-23-59-01_work.tar.gz",
        "HW2_2000-00001_attempt_2026-11-21-00-03-59_work.tar.gz",
      ],
      ["2000-00001.tar.gz", "2000-00001 (1).tar.gz", "2000-00001 (2).tar.gz"],
      ["kimminsu_4711_98001_2000-00001.tar.gz", "kimminsu_4711_98455_2000-00001-1.tar.gz"],
      ["2000-00001.tar.gz", "2000-00001.tar-1.gz"],
      ["kim_4711_98001_2000-00001-1.zip", "kim_LATE_4711_98455_2000-00001.zip"],
      ["2000-00001_attempt_9.zip", "2000-00001_attempt_10.zip"],
      ["20261120T235901 2000-00001.zip", "20261121T000000 2000-00001.zip"],
    ]
    for group in groups {
      for order in [group, group.reversed()] {
        let choice = try newest(order)
        XCTAssertEqual(URL(fileURLWithPath: choice.path).lastPathComponent, group.last)
        XCTAssertEqual(choice.setAside.count, group.count - 1)
        for line in choice.setAside {
          XCTAssertTrue(
            line.english.hasSuffix("(by the time or attempt in its name)"), line.english)
        }
      }
    }
  }

  func testATieIsSaidAloud() throws {
    let choice = try newest(["2000-00001 final.zip", "2000-00001 really final.zip"])
    XCTAssertTrue(choice.path.hasSuffix("/2000-00001 really final.zip"))
    XCTAssertEqual(
      choice.setAside.map(\.english),
      [
        "another archive was set aside: 2000-00001 final.zip "
          + "(nothing tells which is newer, so the last by name counts: please check)"
      ])
    let same = try newest(
      ["2000-00001 a.zip", "2000-00001 b.zip"],
      contents: ["2000-00001 a.zip": "x", "2000-00001 b.zip": "x"])
    XCTAssertEqual(
      same.setAside.map(\.english),
      ["another archive was set aside: 2000-00001 a.zip (it holds the same)"])
  }

  func testANameAgainstADateIsSaidAloud() throws {
    let folder = try temporaryFolder()
    try makeFiles(["2000-00001 (2).zip", "2000-00001.zip"], in: folder)
    let archives = try SubmissionArchive.find(in: [folder])
    XCTAssertEqual(archives.map(\.name), ["2000-00001 (2).zip"])
    XCTAssertEqual(
      archives[0].setAside.map(\.english),
      [
        "an older archive was set aside: 2000-00001.zip (by the time or attempt in its name; its "
          + "file is the newer one, though: please check)"
      ])
  }

  func testACounterBeforeTheEndingIsAnArchive() throws {
    let folder = try temporaryFolder()
    try makeFiles(["2000-00001.tar.gz", "2000-00001.tar-1.gz"], in: folder)
    XCTAssertEqual(try SubmissionArchive.find(in: [folder]).map(\.name), ["2000-00001.tar-1.gz"])
  }

  func testArchivesOfOneNameWithoutANumberAreTwoSubmissions() throws {
    let folder = try temporaryFolder()
    try makeFiles(
      ["a/submission.tar.gz", "b/submission.tar.gz", "2000-00003 kim/work.zip"], in: folder)
    let archives = try SubmissionArchive.find(in: [folder])
    XCTAssertEqual(archives.map(\.student), ["2000-00003", "submission", "submission"])
    XCTAssertEqual(archives.map(\.folder), ["2000-00003", "submission", "submission-2"])
  }

  func testAnArchiveThatIsGivenTwiceIsGradedOnce() throws {
    let folder = try temporaryFolder()
    try makeFiles(["2000-00001.tar.gz"], in: folder)
    let archives = try SubmissionArchive.find(in: [folder, "\(folder)/2000-00001.tar.gz"])
    XCTAssertEqual(archives.count, 1)
    XCTAssertEqual(archives[0].setAside, [])
  }

  func testHostileNamesLeadToNoOtherFolder() throws {
    let folder = try temporaryFolder()
    try makeFiles(["...tar.gz", "results.json.zip", "$(touch x);.tgz"], in: folder)
    let archives = try SubmissionArchive.find(in: [folder] + ["\(folder)/...tar.gz"])
    XCTAssertEqual(
      Set(archives.map(\.folder)), ["_..", "results.json-2", "__touch_x__"])
  }
}
