import XCTest

@testable import Digits

final class DigitDataTests: FolderTestCase {
  private let some = DrawnDigits.generate(count: 20, seed: 11)

  private func data(_ name: String) throws -> String {
    let directory = try makeFolder(name)
    for split in MNIST.Split.allCases { try write(some, as: split, to: directory, packed: false) }
    return directory
  }

  func testOrderOfPlaces() throws {
    let option = try data("option")
    let variable = try data("variable")
    let environment = ["MNIST_DIR": variable]
    var (digits, note) = try DigitData.resolve(
      option: option, environment: environment, workingDirectory: folder)
    XCTAssertEqual(digits.source, "MNIST, 20 train images from \(option)")
    XCTAssertNil(note)
    (digits, note) = try DigitData.resolve(
      option: nil, environment: environment, workingDirectory: folder)
    XCTAssertEqual(digits.source, "MNIST, 20 train images from \(variable)")
    let standard = try data("Data/mnist")
    (digits, note) = try DigitData.resolve(
      option: nil, environment: ["MNIST_DIR": ""], workingDirectory: folder)
    XCTAssertEqual(digits.source, "MNIST, 20 train images from \(standard)")
    XCTAssertNil(note)
    let (test, testNote) = try DigitData.resolveTest(
      option: nil, environment: environment, workingDirectory: folder)
    XCTAssertEqual(test.source, "MNIST, 20 test images from \(variable)")
    XCTAssertNil(testNote)
  }

  func testDrawnDigitsWithALineThatSaysSo() throws {
    // An empty folder is as good as none.
    _ = try makeFolder("Data/mnist")
    let (train, note) = try DigitData.resolve(
      option: nil, environment: [:], workingDirectory: folder)
    XCTAssertEqual(train.count, 20_000)
    XCTAssertEqual(
      note,
      "No MNIST here: using drawn digits, seed 1. For MNIST: swift run diffusion data fetch, or "
        + "--data FOLDER.")
    let (test, testNote) = try DigitData.resolveTest(
      option: nil, environment: [:], workingDirectory: folder)
    XCTAssertEqual(test.count, 5_000)
    XCTAssertEqual(test.source, "drawn digits, seed 2")
    XCTAssertNotNil(testNote)
  }

  /// A folder that somebody named, or began to fill, is never passed over in silence.
  func testNamedFoldersMustWork() throws {
    assertFailure(
      "\(folder)/none: no such folder; name the folder that holds MNIST's files"
    ) {
      _ = try DigitData.resolve(option: "\(folder)/none", environment: [:])
    }
    assertFailure(
      "\(folder)/none: no such folder; name the folder that holds MNIST's files"
    ) {
      _ = try DigitData.resolve(option: nil, environment: ["MNIST_DIR": "\(folder)/none"])
    }
    let standard = try data("Data/mnist")
    try FileManager.default.removeItem(atPath: "\(standard)/train-labels-idx1-ubyte")
    assertFailure(
      "\(standard): train-labels-idx1-ubyte missing (with or without .gz); download with: swift "
        + "run diffusion data fetch"
    ) {
      _ = try DigitData.resolve(option: nil, environment: [:], workingDirectory: folder)
    }
  }
}
