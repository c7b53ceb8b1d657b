import Processes
import XCTest
import Zlib

@testable import GraderLibrary

final class TarReaderTests: XCTestCase {
  // MARK: archives built here

  private func entry(
    _ name: String, _ content: String = "", kind: Character = "0", link: String = "",
    size: Int? = nil
  ) -> [UInt8] {
    entry(Array(name.utf8), content, kind: kind, link: link, size: size)
  }

  private func entry(
    _ name: [UInt8], _ content: String = "", kind: Character = "0", link: String = "",
    size: Int? = nil
  ) -> [UInt8] {
    let bytes = Array(content.utf8)
    let padding = [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    return TarWriter.header(
      name: name, size: size ?? bytes.count, kind: kind.asciiValue!, linkName: Array(link.utf8))
      + bytes + padding
  }

  private let end = [UInt8](repeating: 0, count: 1024)

  /// A pax header of these records, lengths computed.
  private func pax(_ records: [(key: String, value: String)]) -> [UInt8] {
    let text = records.map { key, value in
      let rest = " \(key)=\(value)\n"
      var length = rest.utf8.count + 1
      while "\(length)".utf8.count + rest.utf8.count != length { length += 1 }
      return "\(length)\(rest)"
    }.joined()
    return entry("pax", text, kind: "x")
  }

  private func read(
    _ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits()
  ) throws -> [String: String] {
    let archive = try Archive(bytes: bytes, name: "a.tar", limits: limits)
    return Dictionary(
      uniqueKeysWithValues: archive.files.map {
        ($0.path, String(decoding: $0.bytes, as: UTF8.self))
      })
  }

  private func assertRefused(
    _ bytes: [UInt8], _ reason: ArchiveFailure.Reason, limits: ArchiveLimits = ArchiveLimits(),
    file: StaticString = #filePath, line: UInt = #line
  ) {
    for bytes in [bytes, Zlib.deflate(bytes, as: .gzip)] {
      XCTAssertThrowsError(try read(bytes, limits: limits), file: file, line: line) {
        XCTAssertEqual(
          $0 as? ArchiveFailure, ArchiveFailure(archive: "a.tar", reason: reason), file: file,
          line: line)
      }
    }
  }

  // MARK: what is read

  func testEveryFormatOfTheRealTarIsRead() throws {
    let folder = try temporaryFolder()
    let long = String(repeating: "long/", count: 40) + "name.txt"
    let files = [
      "a.txt": "A", "empty": "", "sub folder/grüße.txt": "g", long: "deep",
      String(repeating: "n", count: 150): "long name",
      "big": String(repeating: "0123456789", count: 10_000),
    ]
    var limits = ArchiveLimits()
    limits.depth = 64
    for (path, content) in files {
      let url = URL(fileURLWithPath: folder + "/in/" + path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: url)
    }
    for format in ["gnu", "pax", "oldgnu", "ustar"] {
      for compress in [false, true] {
        let path = "\(folder)/\(format).tar"
        var command = ["tar", "--format", format, compress ? "-czf" : "-cf", path, "-C", folder]
        // ustar cannot name all of them.
        command += format == "ustar" ? ["in/a.txt", "in/sub folder", "in/long"] : ["in"]
        let run = try runToEnd(command, timeout: 60)
        guard run.succeeded else {
          print("this tar cannot write \(format): \(run.standardError.text)")
          continue
        }
        let archive = try Archive(path: path, limits: limits)
        var expected = files
        if format == "ustar" {
          expected = expected.filter { $0.key.hasSuffix(".txt") }
        }
        XCTAssertEqual(
          Dictionary(uniqueKeysWithValues: archive.files.map { ($0.path, $0.bytes) }),
          Dictionary(uniqueKeysWithValues: expected.map { ("in/" + $0, Array($1.utf8)) }), format)
      }
    }
  }

  func testTheWritersArchivesAreReadByTheRealTarAndByUs() throws {
    let folder = try temporaryFolder()
    let long = String(repeating: "long/", count: 25) + String(repeating: "n", count: 90)
    let files = [
      "top/b": Array("b".utf8), "top/a": [], "top/ü": [UInt8](repeating: 7, count: 512), long: [1],
    ]
    var limits = ArchiveLimits()
    limits.depth = 64
    let bytes = try TarWriter.gzippedArchive(of: files)
    XCTAssertEqual(bytes, try TarWriter.gzippedArchive(of: files))
    let archive = try Archive(bytes: bytes, name: "w", limits: limits)
    XCTAssertEqual(
      Dictionary(uniqueKeysWithValues: archive.files.map { ($0.path, $0.bytes) }), files)
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/w.tar.gz"))
    let run = try runToEnd(
      ["tar", "-xzf", folder + "/w.tar.gz", "-C", folder], timeout: 60)
    XCTAssertTrue(run.succeeded, run.standardError.text)
    XCTAssertEqual(run.standardError.text, "")
    for (path, content) in files {
      XCTAssertEqual(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)), Data(content))
    }
    XCTAssertThrowsError(try TarWriter.archive(of: [String(repeating: "n", count: 101): []])) {
      XCTAssertEqual(
        $0 as? TarWriter.Failure, .pathTooLong(String(repeating: "n", count: 101)))
    }
  }

  func testLongNamesAndPaxRecordsOverrideTheNextEntryAlone() throws {
    let bytes =
      entry("././@LongLink", "gnu/long\0", kind: "L") + entry("short", "1")
      + pax([("path", "pax/päth"), ("mtime", "1.5"), ("size", "2")])
      + entry("other", "22", size: 0) + entry("plain", "3") + end
    XCTAssertEqual(try read(bytes), ["gnu/long": "1", "pax/päth": "22", "plain": "3"])
  }

  func testLitterIsLeftOutWhateverItIs() throws {
    let bytes =
      entry("s/__MACOSX/._a", "x") + entry("s/._a.swift", "x") + entry("s/.DS_Store", "x")
      + entry("s/.build/debug", kind: "2", link: "/etc") + entry("s/.git/pipe", kind: "6")
      + entry("./s/a.swift", "kept") + entry("s//./b.swift", "kept") + entry("./", kind: "5") + end
    XCTAssertEqual(try read(bytes), ["s/a.swift": "kept", "s/b.swift": "kept"])
  }

  func testNamesAreNormalisedAndStrangeBytesKeptApart() throws {
    let bytes =
      entry("e\u{301}", "decomposed") + entry([0x61, 0xff], "1") + entry([0x61, 0xfe], "2") + end
    XCTAssertEqual(try read(bytes), ["é": "decomposed", "a%FF": "1", "a%FE": "2"])
    let archive = try Archive(bytes: bytes, name: "a")
    XCTAssertTrue(archive.files.contains { Array($0.path.utf8) == Array("\u{e9}".utf8) })
  }

  // MARK: what is refused

  func testPathsThatLeadOutAreRefused() {
    assertRefused(entry("/etc/passwd", "x") + end, .absolutePath("/etc/passwd"))
    assertRefused(entry("a/../../b", "x") + end, .parentPath("a/../../b"))
    assertRefused(entry("..", kind: "5") + end, .parentPath(".."))
    assertRefused(
      pax([("path", "../x")]) + entry("a", "x") + end, .parentPath("../x"))
    assertRefused(
      entry("long", "/x\0", kind: "L") + entry("a", "x") + end, .absolutePath("/x"))
    // A slash followed by a combining accent is still a slash.
    assertRefused(entry("..\u{2f}\u{308}x", "x") + end, .parentPath("..\u{2f}\u{308}x"))
    assertRefused(entry("\u{2f}\u{308}x", "x") + end, .absolutePath("\u{2f}\u{308}x"))
    assertRefused(pax([("path", "a\0b")]) + entry("a") + end, .controlCharacter(path: "a?b"))
    assertRefused(entry("a\nb") + end, .controlCharacter(path: "a?b"))
    assertRefused(entry("a\u{202e}b") + end, .controlCharacter(path: "a?b"))
  }

  func testOnlyPlainFilesAndFoldersAreTaken() {
    assertRefused(entry("a", kind: "2", link: "/etc") + end, .link(path: "a"))
    assertRefused(entry("a", kind: "1", link: "b") + end, .link(path: "a"))
    for kind in ["3", "4", "6"] as [Character] {
      assertRefused(entry("a", kind: kind) + end, .specialFile(path: "a"))
    }
    assertRefused(entry("a", kind: "S") + end, .unsupported("an entry of unknown kind (a)"))
    assertRefused(
      pax([("GNU.sparse.major", "1")]) + entry("a") + end, .unsupported("sparse files"))
    assertRefused(
      entry("g", "12 path=a/b\n", kind: "g") + entry("a") + end,
      .unsupported("a global pax header"))
  }

  func testTheSameNameTwiceIsRefused() {
    assertRefused(entry("a/b", "1") + entry("a/b", "2") + end, .duplicate(path: "a/b"))
    assertRefused(entry("a", "1") + entry("./A", "2") + end, .duplicate(path: "A"))
    assertRefused(entry("é", "1") + entry("e\u{301}", "2") + end, .duplicate(path: "é"))
    assertRefused(entry("a", "1") + entry("a/b", "2") + end, .duplicate(path: "a"))
    assertRefused(entry("a/b", "1") + entry("a", "2") + end, .duplicate(path: "a"))
    assertRefused(entry("a", kind: "5") + entry("a", "2") + end, .duplicate(path: "a"))
  }

  func testLimits() {
    var limits = ArchiveLimits()
    limits.entries = 3
    let many = (0..<4).flatMap { entry("f\($0)") }
    assertRefused(many + end, .tooManyEntries(limit: 3), limits: limits)
    // Litter and headers of headers count too.
    assertRefused(
      (0..<4).flatMap { _ in pax([("mtime", "1")]) } + end, .tooManyEntries(limit: 3),
      limits: limits)
    limits = ArchiveLimits()
    limits.fileBytes = 10
    assertRefused(
      entry("a", "12345678901") + end, .fileTooLarge(path: "a", limit: 10), limits: limits)
    limits.totalBytes = 15
    assertRefused(
      entry("a", "1234567890") + entry("b", "123456") + end, .totalTooLarge(limit: 15),
      limits: limits)
    limits = ArchiveLimits()
    limits.pathBytes = 20
    limits.depth = 3
    assertRefused(
      entry(String(repeating: "a", count: 21)) + end, .pathTooLong(limit: 20), limits: limits)
    assertRefused(entry("a/b/c/d") + end, .tooDeep(path: "a/b/c/d", limit: 3), limits: limits)
    limits = ArchiveLimits()
    limits.archiveBytes = 100
    XCTAssertThrowsError(try read(entry("a") + end, limits: limits)) {
      XCTAssertEqual(
        ($0 as? ArchiveFailure)?.reason, .archiveTooLarge(limit: 100))
    }
  }

  func testSizesThatLie() {
    let huge = "9223372036854775807"
    assertRefused(
      pax([("size", huge)]) + entry("a") + end,
      .fileTooLarge(path: "a", limit: ArchiveLimits().fileBytes))
    assertRefused(
      pax([("size", huge + "0")]) + entry("a") + end, .damaged("malformed pax header"))
    assertRefused(pax([("size", "-1")]) + entry("a") + end, .damaged("malformed pax header"))
    assertRefused(pax([("size", "2000000")]) + entry("a", "x") + end, .truncated)
    // Records that are longer than their header, or shorter than themselves.
    for record in ["99 path=a\n", "1 path=a\n", "x path=a\n", "10 path=ab", " path=a\n"] {
      assertRefused(
        entry("pax", record, kind: "x") + entry("a") + end, .damaged("malformed pax header"))
    }
    // Base 256, larger than any file; and negative.
    for first in [0x80, 0xff] as [UInt8] {
      var header = entry("a")
      header.replaceSubrange(124..<136, with: [first] + [UInt8](repeating: 0xff, count: 11))
      header = withChecksum(header)
      assertRefused(
        header + end, .fileTooLarge(path: "a", limit: ArchiveLimits().fileBytes))
    }
    var large = entry("a")
    large.replaceSubrange(124..<136, with: Array("77777777777\0".utf8))
    assertRefused(
      withChecksum(large) + end, .fileTooLarge(path: "a", limit: ArchiveLimits().fileBytes))
    assertRefused(
      entry("L", kind: "L", size: 1 << 20) + end, .unsupported("a name of more than 65536 bytes"))
  }

  private func withChecksum(_ header: [UInt8]) -> [UInt8] {
    var header = header
    header.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let sum = header[..<512].reduce(0) { $0 + Int($1) }
    let text = String(sum, radix: 8)
    header.replaceSubrange(
      148..<155, with: Array((String(repeating: "0", count: 6 - text.count) + text + "\0").utf8))
    return header
  }

  func testDamage() {
    var bad = entry("a", "1") + entry("b", "2") + end
    bad[1024] ^= 1
    assertRefused(bad, .damaged("wrong checksum of an entry"))
    assertRefused([UInt8](repeating: 0x41, count: 3000), .notAnArchive)
    assertRefused(Array("hello".utf8), .notAnArchive)
    XCTAssertThrowsError(try read([])) {
      XCTAssertEqual("\($0)", "a.tar: ends too early; upload or download it again")
    }
    // Garbage from a fixed generator, also behind the magic numbers of the formats.
    var state: UInt64 = 1
    for magic in [[], [0x1f, 0x8b], [0x1f, 0x8b, 8, 0], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6]] {
      for length in [1, 21, 22, 100, 511, 512, 513, 5000] {
        let garbage = (0..<length).map { _ -> UInt8 in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return UInt8(truncatingIfNeeded: state >> 56)
        }
        XCTAssertThrowsError(try read(magic.map { UInt8($0) } + garbage)) {
          XCTAssertTrue($0 is ArchiveFailure)
        }
      }
    }
  }

  func testCutAnywhereIsRefusedOrWhole() throws {
    let content = (0..<3000).map { "\($0)" }.joined()
    let bytes =
      entry("a", content) + pax([("path", "b/c")]) + entry("x", "2") + entry("d", content) + end
    let whole = try read(bytes)
    let packed = Zlib.deflate(bytes, as: .gzip)
    for length in stride(from: 0, to: packed.count, by: 97) {
      XCTAssertThrowsError(try read(Array(packed[..<length])), "\(length)")
    }
    for length in stride(from: 0, to: bytes.count, by: 97) {
      // Within the zero blocks that end it, all files are there.
      if length >= bytes.count - 512 {
        XCTAssertEqual(try read(Array(bytes[..<length])), whole)
      } else {
        XCTAssertThrowsError(try read(Array(bytes[..<length])), "\(length)")
      }
    }
    // Any single byte turned around: refused, or read; never a trap.
    for position in stride(from: 0, to: packed.count, by: 7) {
      var damaged = packed
      damaged[position] ^= 0xff
      _ = try? read(damaged)
    }
    for position in bytes.indices where position % 512 < 300 {
      var damaged = bytes
      damaged[position] ^= 0x55
      _ = try? read(damaged)
    }
  }

  func testABombIsStoppedByWhatComesOut() {
    // 200 MB of zeros, 200 KB packed, in a file that claims them all.
    let zeros = [UInt8](repeating: 0, count: 200 << 20)
    let bomb = Zlib.deflate(
      TarWriter.header(name: Array("zeros".utf8), size: zeros.count) + zeros, as: .gzip, level: 1)
    var limits = ArchiveLimits()
    limits.totalBytes = 1 << 20
    limits.entries = 100
    XCTAssertThrowsError(try read(bomb, limits: limits)) {
      XCTAssertEqual(($0 as? ArchiveFailure)?.reason, .totalTooLarge(limit: 1 << 20))
    }
    // A file of very many empty gzip members.
    let member = Zlib.deflate([], as: .gzip)
    let many = Array(repeatElement(member, count: 100_000).joined())
    XCTAssertThrowsError(try read(many))
  }
}
