import Foundation
import XCTest
import Zlib

final class ZlibTests: XCTestCase {
  private let limit = 1 << 20

  // MARK: - What comes out

  func testRoundTripsAtEveryLevelAndFormat() throws {
    let inputs: [[UInt8]] = [
      [], [7], [UInt8](repeating: 9, count: 100_000), noise(70_001, seed: 1),
    ]
    for format in [Zlib.Format.zlib, .gzip, .raw] {
      for level in [0, 1, 6, 9] {
        for input in inputs {
          let packed = Zlib.deflate(input, as: format, level: level)
          XCTAssertEqual(try Zlib.inflate(packed, as: format, limit: input.count), input)
          XCTAssertEqual(packed, Zlib.deflate(input, as: format, level: level))
        }
      }
    }
  }

  /// `gzip.compress(b"one ", mtime=0) + gzip.compress(b"", mtime=0) + gzip.compress(b"two",
  /// mtime=0)` of Python 3.
  func testInflatesSeveralGzipMembers() throws {
    let members = try bytes(
      "H4sIAAAAAAACA8vPS1UAAElhrCMEAAAAH4sIAAAAAAACAwMAAAAAAAAAAAAfiwgAAAAAAA"
        + "IDKynPBwBmisoRAwAAAA==")
    XCTAssertEqual(try Zlib.inflate(members, as: .gzip, limit: limit), [UInt8]("one two".utf8))
    let padded = members + [UInt8](repeating: 0, count: 512)
    XCTAssertEqual(try Zlib.inflate(padded, as: .gzip, limit: limit), [UInt8]("one two".utf8))
    XCTAssertThrowsError(try Zlib.inflate(padded + [1], as: .gzip, limit: limit)) {
      XCTAssertEqual("\($0)", "the compressed data is damaged (incorrect header check)")
    }
  }

  /// A member costs its own length, not that of the rest of the file: this would else copy 100 GB.
  func testInflatesVeryManyMembers() throws {
    let member = Zlib.deflate([5], as: .gzip)
    let file = [UInt8]((0..<100_000).map { _ in member }.joined())
    XCTAssertEqual(
      try Zlib.inflate(file, as: .gzip, limit: limit), [UInt8](repeating: 5, count: 100_000))
  }

  // MARK: - What is refused

  func testRefusesEveryTruncation() {
    for format in [Zlib.Format.zlib, .gzip, .raw] {
      let packed = Zlib.deflate(noise(300, seed: 2), as: format)
      for count in 0..<packed.count {
        XCTAssertThrowsError(
          try Zlib.inflate([UInt8](packed[..<count]), as: format, limit: limit)
        ) { XCTAssertEqual($0 as? Zlib.Failure, .truncated, "\(count) bytes") }
      }
    }
  }

  func testRefusesDamage() {
    let original = noise(300, seed: 3).map { $0 & 15 }
    let packed = Zlib.deflate(original, as: .zlib)
    for position in packed.indices {
      var damaged = packed
      damaged[position] ^= 0x10
      // Nothing may come out but an error, or the same (a few bits at the end mean nothing).
      let output = try? Zlib.inflate(damaged, as: .zlib, limit: limit)
      XCTAssertTrue(output == nil || output == original, "byte \(position)")
    }
    XCTAssertThrowsError(try Zlib.inflate([1, 2, 3, 4, 5], as: .gzip, limit: limit)) {
      XCTAssertEqual("\($0)", "the compressed data is damaged (incorrect header check)")
    }
  }

  func testStopsABomb() {
    let bomb = Zlib.deflate([UInt8](repeating: 0, count: 50_000_000), as: .gzip, level: 9)
    XCTAssertLessThan(bomb.count, 60_000)
    XCTAssertThrowsError(try Zlib.inflate(bomb, as: .gzip, limit: 1000)) {
      XCTAssertEqual($0 as? Zlib.Failure, .tooLarge(limit: 1000))
      XCTAssertEqual("\($0)", "more than 1000 bytes come out of the compressed data")
    }
    // The cap is on all members together.
    let two = Zlib.deflate([1, 2, 3], as: .gzip) + Zlib.deflate([4, 5, 6], as: .gzip)
    XCTAssertThrowsError(try Zlib.inflate(two, as: .gzip, limit: 5)) {
      XCTAssertEqual($0 as? Zlib.Failure, .tooLarge(limit: 5))
    }
    XCTAssertEqual(try Zlib.inflate(two, as: .gzip, limit: 6), [1, 2, 3, 4, 5, 6])
    XCTAssertEqual(try Zlib.inflate(two, as: .gzip, limit: .max), [1, 2, 3, 4, 5, 6])
  }

  func testNothingIsTruncatedData() {
    XCTAssertThrowsError(try Zlib.inflate([], as: .gzip, limit: limit)) {
      XCTAssertEqual("\($0)", "the compressed data is cut short")
    }
  }

  // MARK: - Checksum

  /// The check value of CRC-32 in every catalogue.
  func testChecksum() {
    let digits = [UInt8]("123456789".utf8)
    XCTAssertEqual(Zlib.crc32(digits), 0xCBF4_3926)
    let start = Zlib.crc32([UInt8](digits[..<4]))
    XCTAssertEqual(Zlib.crc32([UInt8](digits[4...]), startingFrom: start), 0xCBF4_3926)
    XCTAssertEqual(Zlib.crc32([]), 0)
    XCTAssertEqual(Zlib.crc32([], startingFrom: 77), 77)
  }

  private func bytes(_ base64: String) throws -> [UInt8] {
    [UInt8](try XCTUnwrap(Data(base64Encoded: base64)))
  }

  private func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(state >> 56)
    }
  }
}
