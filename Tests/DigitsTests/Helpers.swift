import Foundation
import XCTest
import Zlib

@testable import Digits

/// Asserts that an action throws an error that reads `sentence`.
func assertFailure(
  _ sentence: String, file: StaticString = #filePath, line: UInt = #line,
  _ action: () throws -> Void
) {
  XCTAssertThrowsError(try action(), file: file, line: line) {
    XCTAssertEqual("\($0)", sentence, file: file, line: line)
  }
}

/// A folder that goes away after its test.
class FolderTestCase: XCTestCase {
  private(set) var folder = ""

  override func setUpWithError() throws {
    folder = NSTemporaryDirectory() + "digits-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  override func tearDownWithError() throws {
    try FileManager.default.removeItem(atPath: folder)
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try CappedFile.write(bytes, to: "\(folder)/\(name)")
  }

  func makeFolder(_ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Writes a set under MNIST's names for a split.
  func write(_ digits: DigitSet, as split: MNIST.Split, to directory: String, packed: Bool) throws {
    let images = IDX.encode(
      IDX.Images(count: digits.count, rows: 28, columns: 28, bytes: digits.pixels))
    let labels = IDX.encode(labels: digits.labels)
    for (name, bytes) in [(split.imagesName, images), (split.labelsName, labels)] {
      try CappedFile.write(
        packed ? Zlib.deflate(bytes, as: .gzip) : bytes,
        to: "\(directory)/\(name)\(packed ? ".gz" : "")")
    }
  }
}

/// MNIST for tests: `$MNIST_DIR`, or `../shared/mnist` beside the package; `nil` when neither is
/// there.
func folderOfRealDigits() -> String? {
  if let directory = ProcessInfo.processInfo.environment["MNIST_DIR"] { return directory }
  let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let shared = package.deletingLastPathComponent().appendingPathComponent("shared/mnist").path
  return FileManager.default.fileExists(atPath: shared) ? shared : nil
}
