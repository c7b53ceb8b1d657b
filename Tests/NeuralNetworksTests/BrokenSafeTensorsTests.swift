import XCTest

@testable import NeuralNetworks

/// Files that someone cut, or wrote to do harm: a sentence each, never a trap.
final class BrokenSafeTensorsTests: XCTestCase {
  private func file(_ header: String, data: Int = 0) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + [UInt8](header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  private func tensor(
    _ name: String, type: String = "F32", shape: String, offsets: String
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  private func assertRefused(
    _ bytes: [UInt8], _ words: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    XCTAssertThrowsError(try SafeTensors.decode(bytes), file: file, line: line) {
      XCTAssertEqual("\($0)", words, file: file, line: line)
    }
  }

  func testSizesThatDoNotFit() {
    assertRefused([1, 2], "it has 2 bytes, the length of the header alone takes 8")
    assertRefused(
      [UInt8](repeating: 255, count: 20),
      "the header claims 18446744073709551615 bytes, 12 are there; the file may be cut short")
    assertRefused(
      file("{" + tensor("a", shape: "[2]", offsets: "[0,8]") + "}", data: 7),
      "tensor a ends at byte 8 of 7; the file may be cut short")
    assertRefused(
      file("{" + tensor("a", shape: "[2]", offsets: "[0,8]") + "}", data: 9),
      "1 bytes at its end belong to no tensor")
    assertRefused(
      file("{" + tensor("a", shape: "[3]", offsets: "[0,8]") + "}", data: 8),
      "tensor a has 8 bytes, which do not make shape [3]")
    let huge = "[4294967296,4294967296]"
    assertRefused(
      file("{" + tensor("a", shape: huge, offsets: "[0,0]") + "}"),
      "tensor a has 0 bytes, which do not make shape [4294967296, 4294967296]")
    assertRefused(
      file("{" + tensor("a", shape: "[4611686018427387904]", offsets: "[0,0]") + "}"),
      "tensor a has 0 bytes, which do not make shape [4611686018427387904]")
    assertRefused(
      file("{" + tensor("a", shape: "[1]", offsets: "[8,4]") + "}", data: 8),
      "tensor a lies at [8, 4], which is not [begin, end]")
    assertRefused(
      file("{" + tensor("a", shape: "[0]", offsets: "[0]") + "}"),
      "tensor a lies at [0], which is not [begin, end]")
  }

  func testOverlapsAndGaps() {
    let a = tensor("a", shape: "[2]", offsets: "[0,8]")
    assertRefused(
      file("{\(a),\(tensor("b", shape: "[1]", offsets: "[4,8]"))}", data: 8),
      "tensor b overlaps another")
    assertRefused(
      file("{\(a),\(tensor("b", shape: "[1]", offsets: "[12,16]"))}", data: 16),
      "4 bytes before tensor b belong to none")
  }

  func testHeadersThatAreNotUnderstood() {
    for header in [
      "", "[]", "{", "{\"a", "{\"a\":1}", "{}x", "{\"a\":{\"dtype\":\"F32\",}}",
      "{\"a\":{\"shape\":[1,]}}", "{\"a\":{\"shape\":[-1]}}", "{\"a\":{\"shape\":[1.5]}}",
      "{\"a\":{\"shape\":[99999999999999999999]}}", "{\"\\x\":1}", "{\"\\u12\":1}",
      "{\"\\ud800\":1}", "{\"\\ud800\\u0041\":1}", "{\"\u{1}\":1}", "{\"__metadata__\":{\"a\":1}}",
    ] {
      XCTAssertThrowsError(try SafeTensors.decode(file(header)), header) {
        XCTAssertTrue(
          "\($0)".hasPrefix("the header is not understood at byte "), "\(header): \($0)")
      }
    }
    var bytes = file("{\"a\":{}}")
    bytes[10] = 0xFF  // not UTF-8
    assertRefused(bytes, "the header is not understood at byte 4")
    let deep = String(repeating: "{\"a\":", count: 100_000)
    XCTAssertThrowsError(try SafeTensors.decode(file(deep)))
  }

  func testFieldsThatDoNotFit() {
    let a = tensor("a", shape: "[0]", offsets: "[0,0]")
    assertRefused(file("{\(a),\(a)}"), "a occurs twice")
    assertRefused(
      file(#"{"__metadata__":{"k":"1","k":"2"}}"#), "k occurs twice")
    assertRefused(
      file(#"{"__metadata__":{},"__metadata__":{}}"#), "__metadata__ occurs twice")
    assertRefused(
      file(#"{"a":{"shape":[0],"shape":[0]}}"#),
      "tensor a has an unexpected or repeated field shape")
    assertRefused(
      file(#"{"a":{"extra":1}}"#), "tensor a has an unexpected or repeated field extra")
    assertRefused(
      file(#"{"a":{"shape":[0]}}"#), "tensor a lacks one of dtype, shape and data_offsets")
    assertRefused(
      file("{" + tensor("a", type: "C64", shape: "[0]", offsets: "[0,0]") + "}"),
      "tensor a has the type C64; save it as F32 or F16")
    let long = String(repeating: "n", count: 500)
    assertRefused(
      file("{" + tensor(long, type: "\\n\\u202e", shape: "[0]", offsets: "[0,0]") + "}"),
      "tensor \(String(repeating: "n", count: 80))… has the type ??; save it as F32 or F16")
  }

  func testFilesThatCannotBeRead() throws {
    func words(_ path: String, limit: Int = 1 << 20) -> String {
      do {
        _ = try SafeTensors.read(path, maximumBytes: limit)
        return "read"
      } catch { return "\(error)" }
    }
    XCTAssertEqual(
      words("/no/such.safetensors"), "/no/such.safetensors: no such file; check the path")
    XCTAssertEqual(words("/tmp"), "/tmp: not a file")
    let path = temporaryPath(self, "short.safetensors")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    XCTAssertEqual(
      words(path),
      "\(path): not a usable safetensors file (it has 3 bytes, the length of the header alone "
        + "takes 8); save the weights again")
    XCTAssertEqual(words(path, limit: 2), "\(path): larger than the 2 bytes that are read")
  }

  /// Every prefix of a good file, and the file with any one byte changed, is read or refused.
  func testNoByteTraps() throws {
    let good = try SafeTensors.encode(
      StateDictionary(
        [(name: "a", shape: [1, 2], values: [1, 2]), (name: "b", shape: [], values: [3])],
        metadata: ["k": "v"]), precision: .float32)
    XCTAssertNoThrow(try SafeTensors.decode(good))
    for length in good.indices {
      XCTAssertThrowsError(try SafeTensors.decode([UInt8](good.prefix(length))))
      for byte in [UInt8(0), 34, 57, 91, 255] {
        var changed = good
        changed[length] = byte
        _ = try? SafeTensors.decode(changed)
      }
    }
  }
}
