import Foundation
import XCTest
import Zlib

final class CappedFileTests: XCTestCase {
  private var folder = ""

  override func setUpWithError() throws {
    folder = NSTemporaryDirectory() + "capped-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  override func tearDownWithError() throws {
    try FileManager.default.removeItem(atPath: folder)
  }

  func testRoundTripReplacesTheFile() throws {
    let path = folder + "/file"
    for bytes in [[UInt8](repeating: 3, count: 200_000), [], [1, 2, 3]] {
      try CappedFile.write(bytes, to: path)
      XCTAssertEqual(try CappedFile.read(path, limit: bytes.count), bytes)
    }
    XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder), ["file"])
  }

  func testRefusesWhatIsTooLarge() throws {
    try CappedFile.write([1, 2, 3], to: folder + "/file")
    assertFailure("larger than the 2 bytes allowed") {
      _ = try CappedFile.read(self.folder + "/file", limit: 2)
    }
    // A device's size is 0, and it never ends.
    assertFailure("not a regular file") { _ = try CappedFile.read("/dev/zero", limit: 10) }
  }

  func testRefusesWhatIsNoFile() throws {
    assertFailure("no such file or folder") {
      _ = try CappedFile.read(self.folder + "/none", limit: 10)
    }
    assertFailure("not a regular file") { _ = try CappedFile.read(self.folder, limit: 10) }
    // Nobody writes into this pipe: a reader that opened it plainly would wait for ever.
    XCTAssertEqual(mkfifo(folder + "/pipe", 0o600), 0)
    assertFailure("not a regular file") {
      _ = try CappedFile.read(self.folder + "/pipe", limit: 10)
    }
  }

  func testWritingLeavesNothingBehindWhenItFails() throws {
    assertFailure("no such file or folder") {
      try CappedFile.write([1], to: self.folder + "/none/file")
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/taken/inside", withIntermediateDirectories: true)
    XCTAssertThrowsError(try CappedFile.write([1], to: folder + "/taken"))
    XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder), ["taken"])
  }

  private func assertFailure(
    _ sentence: String, file: StaticString = #filePath, line: UInt = #line,
    _ action: () throws -> Void
  ) {
    XCTAssertThrowsError(try action(), file: file, line: line) {
      XCTAssertEqual("\($0)", sentence, file: file, line: line)
    }
  }
}
