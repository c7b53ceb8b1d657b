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
      archives[0].notes.map(\.english),
      ["an older archive was set aside: kim_4711_2000-00001-1.tar.gz"])
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
    XCTAssertEqual(archives[0].notes, [])
  }

  func testHostileNamesLeadToNoOtherFolder() throws {
    let folder = try temporaryFolder()
    try makeFiles(["...tar.gz", "results.json.zip", "$(touch x);.tgz"], in: folder)
    let archives = try SubmissionArchive.find(in: [folder] + ["\(folder)/...tar.gz"])
    XCTAssertEqual(
      Set(archives.map(\.folder)), ["_..", "results.json-2", "__touch_x__"])
  }
}
