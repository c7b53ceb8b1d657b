import Processes
import XCTest
import Zlib

@testable import GraderLibrary

final class ZipReaderTests: XCTestCase {
  /// One entry of an archive built here.
  private struct Entry {
    var name: [UInt8]
    var content: [UInt8]
    var method = 8
    var mode = 0o100644
    var flags = 0
    /// What the directory says instead of the truth.
    var size: Int?
    var checksum: UInt32?
    /// Points at the first entry's content instead of its own.
    var sharesFirst = false

    init(_ name: String, _ content: String = "") {
      self.name = Array(name.utf8)
      self.content = Array(content.utf8)
    }

    func with(_ change: (inout Entry) -> Void) -> Entry {
      var copy = self
      change(&copy)
      return copy
    }
  }

  private func zip(_ entries: [Entry], comment: String = "") -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var files: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let packed =
        entry.method == 8 ? Zlib.deflate(entry.content, as: .raw) : entry.content
      let checksum = Int(entry.checksum ?? Zlib.crc32(entry.content))
      let common: [UInt8] =
        little(entry.flags, 2) + little(entry.method, 2) + little(0, 4) + little(checksum, 4)
        + little(packed.count, 4) + little(entry.size ?? entry.content.count, 4)
        + little(entry.name.count, 2)
      let offset = entry.sharesFirst ? 0 : files.count
      directory += little(0x0201_4b50, 4) + little(0x031e, 2) + little(20, 2) + common
      directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2)
      directory += little(entry.mode << 16, 4) + little(offset, 4) + entry.name
      if entry.sharesFirst { continue }
      files += little(0x0403_4b50, 4) + little(20, 2) + common + little(0, 2) + entry.name + packed
    }
    let end: [UInt8] =
      little(0x0605_4b50, 4) + little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
      + little(directory.count, 4) + little(files.count, 4) + little(comment.utf8.count, 2)
    return files + directory + end + Array(comment.utf8)
  }

  private func read(
    _ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws -> [String: String] {
    let archive = try Archive(bytes: bytes, name: "a.zip", limits: limits)
    return Dictionary(
      uniqueKeysWithValues: archive.files.map {
        ($0.path, String(decoding: $0.bytes, as: UTF8.self))
      })
  }

  private func assertRefused(
    _ entries: [Entry], _ reason: ArchiveFailure.Reason, limits: ArchiveLimits = ArchiveLimits(),
    file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(try read(zip(entries), limits: limits), file: file, line: line) {
      XCTAssertEqual(($0 as? ArchiveFailure)?.reason, reason, file: file, line: line)
    }
  }

  func testTheRealZipIsRead() throws {
    guard findProgram("zip") != nil else {
      print("no zip program here: only archives built by the test are read")
      throw XCTSkip("no zip program")
    }
    let folder = try temporaryFolder()
    let files = [
      "in/a.txt": "A", "in/empty": "", "in/sub folder/grüße.txt": "g",
      "in/big": String(repeating: "0123456789", count: 10_000),
    ]
    for (path, content) in files {
      let url = URL(fileURLWithPath: folder + "/" + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: url)
    }
    for level in ["-0", "-9"] {
      let run = try runToEnd(
        ["zip", "-q", "-r", level, "z\(level).zip", "in"], workingDirectory: folder, timeout: 60)
      XCTAssertTrue(run.succeeded, run.standardError.text)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/z\(level).zip"))
      XCTAssertEqual(try read(Array(bytes)), files)
    }
  }

  func testBackslashesSeparateAndACommentMayFollow() throws {
    let bytes = zip(
      [Entry("a\\b.txt", "1"), Entry("c/"), Entry("c/d", "2")], comment: "PK\u{5}\u{6}")
    XCTAssertEqual(try read(bytes), ["a/b.txt": "1", "c/d": "2"])
    XCTAssertEqual(try read(zip([])), [:])
  }

  func testHostileEntriesAreRefused() {
    assertRefused([Entry("../a")], .parentPath("../a"))
    assertRefused([Entry("a\\..\\..\\b")], .parentPath("a\\..\\..\\b"))
    assertRefused([Entry("/a")], .absolutePath("/a"))
    assertRefused([Entry("\\a")], .absolutePath("\\a"))
    assertRefused([Entry("a", "/etc").with { $0.mode = 0o120777 }], .link(path: "a"))
    assertRefused([Entry("a").with { $0.mode = 0o010644 }], .specialFile(path: "a"))
    assertRefused([Entry("a").with { $0.mode = 0o060644 }], .specialFile(path: "a"))
    assertRefused([Entry("a", "1"), Entry("A", "2")], .duplicate(path: "A"))
    assertRefused([Entry("a").with { $0.flags = 1 }], .unsupported("encryption"))
    assertRefused(
      [Entry("a", "1").with { $0.method = 12 }], .unsupported("compression method 12 (a)"))
    assertRefused(
      [Entry("a", "1").with { $0.checksum = 7 }], .damaged("wrong checksum of a"))
    assertRefused(
      [Entry("a", "1").with { $0.size = 0xffff_ffff }], .unsupported("the zip64 format"))
  }

  func testBombsAreStopped() {
    let zeros = String(repeating: "0", count: 1 << 20)
    var limits = ArchiveLimits()
    limits.fileBytes = 1000
    assertRefused([Entry("a", zeros)], .fileTooLarge(path: "a", limit: 1000), limits: limits)
    // Says it is small.
    assertRefused(
      [Entry("a", zeros).with { $0.size = 10 }],
      .damaged("a does not unpack to the size that its directory says"), limits: limits)
    limits.fileBytes = 2 << 20
    limits.totalBytes = 3 << 20
    assertRefused(
      (0..<4).map { Entry("a\($0)", zeros) }, .totalTooLarge(limit: 3 << 20), limits: limits)
    // Many entries that share one content.
    let first = Entry("a", "some content that does not repeat: \((0..<200).map { "\($0)" })")
    let shared = (0..<50).map { index in
      first.with {
        $0.name = Array("b\(index)".utf8)
        $0.sharesFirst = true
      }
    }
    assertRefused([first] + shared, .damaged("its files overlap"))
    limits = ArchiveLimits()
    limits.entries = 10
    assertRefused((0..<11).map { Entry("a\($0)") }, .tooManyEntries(limit: 10), limits: limits)
  }

  func testCutOrDamagedAnywhereNeverTraps() throws {
    let bytes = zip([Entry("a", String(repeating: "abc", count: 100)), Entry("b/c", "2")])
    for length in bytes.indices {
      XCTAssertThrowsError(try read(Array(bytes[..<length])), "\(length)")
    }
    for position in bytes.indices {
      for mask in [0xff, 0x01, 0x80] as [UInt8] {
        var damaged = bytes
        damaged[position] ^= mask
        _ = try? read(damaged)
      }
    }
  }
}
