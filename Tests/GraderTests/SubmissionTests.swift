import XCTest
import Zlib

@testable import GraderLibrary

final class SubmissionTests: XCTestCase {
  private let expected = [
    "Assignments/HandsOn/Loss.swift", "Assignments/HandsOn/Sampling.swift",
    "Assignments/ImageGeneration/Loss.swift", "Assignments/ImageGeneration/Schedule.swift",
  ]

  private func submission(_ paths: [String]) throws -> Submission {
    let files = Dictionary(uniqueKeysWithValues: paths.map { ($0, Array($0.utf8)) })
    let archive = try Archive(
      bytes: try TarWriter.gzippedArchive(of: files), name: "2000-00000.tar.gz")
    return try Submission(in: archive, expecting: expected)
  }

  func testATopFolderOfAnyNameIsFine() throws {
    for top in ["", "2000-00000/", "my work/final/"] {
      let paths =
        expected + ["Assignments/HandsOn/Helpers/Mine.swift", "results_sample_linear/run.json"]
      let found = try submission((paths + ["notes.txt"]).map { top + $0 })
      XCTAssertEqual(found.root, String(top.dropLast()))
      XCTAssertEqual(
        found.sources.mapValues(\.path),
        Dictionary(uniqueKeysWithValues: paths.dropLast().map { ($0, top + $0) }))
      XCTAssertEqual(found.missingSources, [])
      XCTAssertEqual(Array(found.results.keys), ["results_sample_linear"])
      XCTAssertEqual(found.others, [top + "notes.txt"])
    }
  }

  func testWorksAloneAreASubmissionToo() throws {
    let found = try submission(["2000-00000/works/work-1.png", "2000-00000/works/work-1.json"])
    XCTAssertEqual(found.root, "2000-00000")
    XCTAssertEqual(found.works.keys.sorted(), ["work-1.json", "work-1.png"])
    XCTAssertEqual(found.missingSources, expected.sorted())
    XCTAssertEqual(found.others, [])
  }

  func testAnotherCopyDeeperDownIsNotTaken() throws {
    let found = try submission(
      expected.map { "s/" + $0 } + expected.map { "s/backup/" + $0 })
    XCTAssertEqual(found.root, "s")
    XCTAssertEqual(found.others, expected.map { "s/backup/" + $0 })
  }

  func testFilesWithoutTheirFoldersAreFoundByName() throws {
    let found = try submission([
      "x/Sampling.swift", "x/Schedule.swift", "x/HandsOn/Loss.swift",
      "runs/results_epsilon_cosine/samples.npy",
    ])
    XCTAssertEqual(
      found.sources.mapValues(\.path),
      [
        "Assignments/HandsOn/Sampling.swift": "x/Sampling.swift",
        "Assignments/ImageGeneration/Schedule.swift": "x/Schedule.swift",
        "Assignments/HandsOn/Loss.swift": "x/HandsOn/Loss.swift",
      ])
    XCTAssertEqual(found.missingSources, ["Assignments/ImageGeneration/Loss.swift"])
    XCTAssertEqual(
      found.results["results_epsilon_cosine"]?["samples.npy"]?.path,
      "runs/results_epsilon_cosine/samples.npy")

    XCTAssertThrowsError(try submission(["a/Sampling.swift", "b/Sampling.swift"])) {
      XCTAssertEqual(
        "\($0)",
        "2000-00000.tar.gz: holds two files for Assignments/HandsOn/Sampling.swift "
          + "(a/Sampling.swift and b/Sampling.swift); pack one")
    }
    XCTAssertThrowsError(try submission(["a/readme.txt"])) {
      XCTAssertEqual(($0 as? ArchiveFailure)?.reason, .noSubmission(expected: expected))
    }
  }

  func testItIsUnpackedToWhereItBelongs() throws {
    let folder = try temporaryFolder()
    let found = try submission([
      "x/Sampling.swift", "x/results_sample_cosine/run.json", "x/other.txt",
    ])
    try found.unpack(to: folder + "/new/out")
    XCTAssertEqual(
      FileManager.default.subpaths(atPath: folder + "/new/out")?.filter { $0.contains(".") }
        .sorted(),
      ["Assignments/HandsOn/Sampling.swift", "results_sample_cosine/run.json"])
    let content = try String(
      contentsOfFile: folder + "/new/out/Assignments/HandsOn/Sampling.swift", encoding: .utf8)
    XCTAssertEqual(content, "x/Sampling.swift")

    XCTAssertThrowsError(try found.unpack(to: folder + "/new/out")) {
      XCTAssertEqual(
        ($0 as? ArchiveFailure)?.reason, .destinationNotEmpty(folder + "/new/out"))
    }
    XCTAssertThrowsError(try found.unpack(to: "/proc/nothing/here")) {
      guard case .unwritable = ($0 as? ArchiveFailure)?.reason else {
        return XCTFail("\($0)")
      }
    }
  }

  func testUnpackedFilesAreNotExecutable() throws {
    let folder = try temporaryFolder()
    let archive = try Archive(
      bytes: try TarWriter.archive(of: ["a/b": [1]]), name: "a")
    try archive.unpack(to: folder + "/out")
    let mode =
      try FileManager.default.attributesOfItem(atPath: folder + "/out/a/b")[.posixPermissions]
    XCTAssertEqual(try XCTUnwrap(mode as? Int) & 0o111, 0)
  }

  func testArchiveFilesThatAreNone() throws {
    let folder = try temporaryFolder()
    XCTAssertThrowsError(try Archive(path: folder + "/absent.tar.gz")) {
      guard case .unreadable = ($0 as? ArchiveFailure)?.reason else {
        return XCTFail("\($0)")
      }
    }
    XCTAssertThrowsError(try Archive(path: folder)) {
      XCTAssertEqual(($0 as? ArchiveFailure)?.reason, .notAFile)
    }
    // Nobody ever writes to it: reading would wait for ever.
    XCTAssertEqual(mkfifo(folder + "/pipe.zip", 0o600), 0)
    XCTAssertThrowsError(try Archive(path: folder + "/pipe.zip")) {
      XCTAssertEqual("\($0)", "pipe.zip: is not a file; give an archive or a folder of archives")
    }
  }

  func testStudentNumbers() throws {
    XCTAssertEqual(
      try StudentNumber(archivePath: "/x/2000-00000.tar.gz").description, "2000-00000")
    for suffix in ["tgz", "TAR", "zip"] {
      XCTAssertEqual(
        try StudentNumber(archivePath: "2019-12345.\(suffix)").description, "2019-12345")
    }
    for bad in ["2000-0000", "2000-000000", "20000-0000", "2000_00000", "２000-00000", "", "a/b"] {
      XCTAssertNil(StudentNumber(bad), bad)
    }
    XCTAssertThrowsError(try StudentNumber(archivePath: "x/homework.tar.gz")) {
      XCTAssertEqual(
        "\($0)",
        "homework.tar.gz: is not named after a student number (“homework” should be like "
          + "2000-00000); rename it")
    }
    XCTAssertTrue(StudentNumber.isArchiveName("2000-00000.tar.gz"))
    XCTAssertFalse(StudentNumber.isArchiveName("._2000-00000.tar.gz"))
    XCTAssertFalse(StudentNumber.isArchiveName("notes.txt"))
  }
}
