import Foundation
import XCTest

/// A list of fixtures, one of the JSON files beside this one's folder `Fixtures`.
func fixtures<Entry: Decodable>(_ name: String, as type: Entry.Type) throws -> [Entry] {
  let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(name).json")
  return try JSONDecoder().decode([Entry].self, from: Data(contentsOf: url))
}

/// Repeatable random numbers for mutations.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 24
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }

  /// The bytes with one to four changes: flipped bits, other values, pieces cut out or put in.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(4) where !bytes.isEmpty {
      let position = below(bytes.count)
      switch below(5) {
      case 0: bytes[position] ^= 1 << UInt8(below(8))
      case 1: bytes[position] = [0, 1, 0x7F, 0x80, 0xFF][below(5)]
      case 2: bytes[position] = UInt8(below(256))
      case 3: bytes.removeSubrange(position..<min(bytes.count, position + 1 + below(8)))
      default: bytes.insert(contentsOf: self.bytes(1 + below(8)), at: position)
      }
    }
    return bytes
  }
}

/// Asserts that an action throws an error that reads `sentence`.
func assertFailure(
  _ sentence: String, file: StaticString = #filePath, line: UInt = #line,
  _ action: () throws -> Void
) {
  XCTAssertThrowsError(try action(), file: file, line: line) {
    XCTAssertEqual("\($0)", sentence, file: file, line: line)
  }
}

/// A folder for one test, removed by the caller.
func temporaryFolder() throws -> String {
  let folder = NSTemporaryDirectory() + "pictures-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  return folder
}
