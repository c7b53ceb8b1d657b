import Foundation
import XCTest

/// A list of fixtures, one of the JSON files beside this one's folder `Fixtures`.
func fixtures<Entry: Decodable>(_ name: String, as type: Entry.Type) throws -> [Entry] {
  let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/\(name).json")
  return try JSONDecoder().decode([Entry].self, from: Data(contentsOf: url))
}

/// Repeatable random numbers.
struct TestRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 24
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(below(256)) } }
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
