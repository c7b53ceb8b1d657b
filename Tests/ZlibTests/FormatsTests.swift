import XCTest

@testable import Zlib

final class FormatsTests: XCTestCase {
  private let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 7) }

  func testEveryFormatComesBack() throws {
    for format in [Zlib.Format.zlib, .gzip, .raw] {
      for content in [[], [1], bytes] {
        let packed = Zlib.deflate(content, as: format)
        XCTAssertEqual(packed, Zlib.deflate(content, as: format))
        XCTAssertEqual(try Zlib.inflate(packed, as: format, limit: content.count), content)
      }
      let packed = Zlib.deflate(bytes, as: format)
      XCTAssertThrowsError(try Zlib.inflate(packed, as: format, limit: bytes.count - 1)) {
        XCTAssertEqual($0 as? Zlib.Failure, .tooLarge(limit: bytes.count - 1))
      }
      for length in stride(from: 0, to: packed.count, by: 997) {
        XCTAssertThrowsError(
          try Zlib.inflate(Array(packed[..<length]), as: format, limit: bytes.count)
        ) {
          XCTAssertEqual($0 as? Zlib.Failure, .truncated)
        }
      }
    }
  }

  func testGzipMembersFollowOneAnotherAndZerosMayFollow() throws {
    let members =
      Zlib.deflate([1, 2], as: .gzip) + Zlib.deflate([], as: .gzip)
      + Zlib.deflate([3], as: .gzip)
    XCTAssertEqual(try Zlib.inflate(members, as: .gzip, limit: 3), [1, 2, 3])
    XCTAssertEqual(try Zlib.inflate(members + [0, 0, 0], as: .gzip, limit: 3), [1, 2, 3])
    XCTAssertThrowsError(try Zlib.inflate(members + [0, 7], as: .gzip, limit: 3))
    XCTAssertThrowsError(try Zlib.inflate(members, as: .gzip, limit: 2)) {
      XCTAssertEqual($0 as? Zlib.Failure, .tooLarge(limit: 2))
    }
  }
}
