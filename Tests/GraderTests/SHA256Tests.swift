import Processes
import XCTest

@testable import GraderLibrary

final class SHA256Tests: XCTestCase {
  /// The examples of FIPS 180-4 and NIST's long one.
  func testKnownDigests() {
    let digests = [
      "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
      String(repeating: "a", count: 1_000_000):
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    ]
    for (text, digest) in digests { XCTAssertEqual(SHA256.hexadecimal(of: text.utf8), digest) }
  }

  /// Every length around one and two blocks, in one piece and in pieces, beside the system's own tool.
  func testEveryLengthAgreesWithTheSystemsTool() throws {
    guard let tool = findProgram("sha256sum") ?? findProgram("shasum") else {
      return XCTFail("neither sha256sum nor shasum is installed")
    }
    let folder = try temporaryFolder()
    var expected: [String] = []
    let bytes = (0..<150).map { UInt8(truncatingIfNeeded: $0 * 151 + 7) }
    for length in 0...150 {
      try Data(bytes.prefix(length)).write(to: URL(fileURLWithPath: "\(folder)/\(length)"))
      expected.append("\(folder)/\(length)")
    }
    let options = tool.hasSuffix("shasum") ? ["-a", "256"] : []
    let run = try runToEnd([tool] + options + expected, timeout: 60)
    let digests = run.standardOutput.text.split(separator: "\n").map { String($0.prefix(64)) }
    XCTAssertEqual(digests.count, 151)
    for (length, digest) in digests.enumerated() {
      XCTAssertEqual(SHA256.hexadecimal(of: bytes.prefix(length)), digest, "\(length) bytes")
      var pieces = SHA256()
      for byte in bytes.prefix(length) { pieces.update(CollectionOfOne(byte)) }
      XCTAssertEqual(pieces.hexadecimal, digest, "\(length) bytes one by one")
    }
  }
}
