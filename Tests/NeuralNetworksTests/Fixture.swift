import NeuralNetworks
import Tensors
import XCTest

/// Reads one of the files that `Fixtures/make_fixtures.py` made.
func fixture(_ name: String) throws -> StateDictionary {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  return try SafeTensors.read(folder.appendingPathComponent("Fixtures/\(name)").path)
}

extension StateDictionary {
  /// The tensor of a name; a test without it fails.
  func required(_ name: String) throws -> Tensor { try XCTUnwrap(self[name], name) }
}

/// Compares elements; each may differ by `absoluteTolerance`.
func assertClose(
  _ actual: Tensor, _ expected: Tensor, absoluteTolerance: Float, _ words: String = "",
  file: StaticString = #filePath, line: UInt = #line
) {
  XCTAssertEqual(actual.shape, expected.shape, words, file: file, line: line)
  let differences = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }
  // Written so that a NaN fails.
  let isClose = differences.allSatisfy { $0 <= absoluteTolerance }
  XCTAssertTrue(
    isClose, "\(words) differs by \(differences.max() ?? 0), allowed \(absoluteTolerance)",
    file: file, line: line)
}

/// √ of the sum of squares.
func norm(_ tensor: Tensor) -> Double {
  tensor.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}

/// A path for a file that the test may write; removed at its end.
func temporaryPath(_ test: XCTestCase, _ name: String) -> String {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString)-\(name)").path
  test.addTeardownBlock { try? FileManager.default.removeItem(atPath: path) }
  return path
}
