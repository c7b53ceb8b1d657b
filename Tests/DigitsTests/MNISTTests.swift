import XCTest
import Zlib

@testable import Digits

final class MNISTTests: FolderTestCase {
  private let digits = DrawnDigits.generate(count: 30, seed: 8)

  func testReadsPlainAndPackedFiles() throws {
    for packed in [false, true] {
      let directory = try makeFolder("packed \(packed)")
      for split in MNIST.Split.allCases {
        try write(digits, as: split, to: directory, packed: packed)
        let read = try MNIST.load(split, from: directory)
        XCTAssertEqual(read.pixels, digits.pixels)
        XCTAssertEqual(read.labels, digits.labels)
        XCTAssertEqual(read.source, "MNIST, 30 \(split.rawValue) images from \(directory)")
      }
    }
  }

  func testReadsTheNamesWithADot() throws {
    try write(
      IDX.encode(IDX.Images(count: 30, rows: 28, columns: 28, bytes: digits.pixels)),
      "train-images.idx3-ubyte")
    try write(IDX.encode(labels: digits.labels), "train-labels.idx1-ubyte")
    XCTAssertEqual(try MNIST.load(.train, from: folder).labels, digits.labels)
  }

  func testWordsOfEveryFailure() throws {
    assertFailure(
      "\(folder)/none: no such folder; name the folder that holds MNIST's files"
    ) { _ = try MNIST.load(.train, from: "\(folder)/none") }
    let rest = "missing (with or without .gz); download with: swift run diffusion data fetch"
    assertFailure(
      "\(folder): train-images-idx3-ubyte and train-labels-idx1-ubyte \(rest)"
    ) { _ = try MNIST.load(.train, from: folder) }
    let images = "t10k-images-idx3-ubyte"
    let labels = "t10k-labels-idx1-ubyte"
    func assertWords(
      _ words: String, count: Int = 30, side: Int = 28, labels values: [UInt8], line: UInt = #line
    ) throws {
      let pixels = [UInt8](repeating: 0, count: count * side * side)
      try write(
        IDX.encode(IDX.Images(count: count, rows: side, columns: side, bytes: pixels)), images)
      try write(IDX.encode(labels: values), labels)
      assertFailure(words, line: line) { _ = try MNIST.load(.test, from: folder) }
    }
    try assertWords(
      "\(folder)/\(images): images of 32 × 32 where MNIST has 28 × 28; use MNIST's files",
      side: 32, labels: digits.labels)
    try assertWords(
      "\(folder)/\(labels): 2 labels for 30 images; take both files from the same place",
      labels: [1, 2])
    try assertWords(
      "\(folder)/\(labels): label 10 of image 1 is not a digit 0…9; use MNIST's files", count: 3,
      labels: [9, 10, 255])
    try assertWords(
      "\(folder)/\(images): no images in it; use MNIST's files", count: 0, labels: [])
    try FileManager.default.removeItem(atPath: "\(folder)/\(labels)")
    assertFailure("\(folder): t10k-labels-idx1-ubyte \(rest)") {
      _ = try MNIST.load(.test, from: folder)
    }
  }

  /// Real digits where they are at hand, else drawn ones in MNIST's form.
  func testReadsAWholeSet() throws {
    let directory: String
    if let real = folderOfRealDigits() {
      directory = real
    } else {
      directory = folder
      try write(
        DrawnDigits.generate(count: 2000, seed: 5), as: .test, to: folder, packed: true)
    }
    let read = try MNIST.load(.test, from: directory)
    print("testReadsAWholeSet: \(read.source)")
    XCTAssertGreaterThanOrEqual(read.count, 2000)
    XCTAssertEqual(Set(read.labels), Set(0...9))
    // Ink covers about an eighth of a digit's image.
    let mean = Double(read.pixels.reduce(0) { $0 + Int($1) }) / Double(read.pixels.count) / 255
    XCTAssertEqual(mean, 0.13, accuracy: 0.02)
  }

  func testImagesAreMinusOneToOne() {
    var pixels = [UInt8](repeating: 0, count: 2 * 784)
    pixels[784] = 255
    pixels[785] = 51
    let set = DigitSet(pixels: pixels, labels: [4, 7], source: "here")
    let images = set.images([1, 0, 1])
    XCTAssertEqual(images.count, 3 * 784)
    XCTAssertEqual([Float](images[..<3]), [1, -0.6, -1])
    XCTAssertEqual(images[784], -1)
    XCTAssertEqual(images[2 * 784], 1)
    XCTAssertEqual(set.labels([1, 0, 1]), [7, 4, 7])
    XCTAssertEqual(set.prefix(1).labels, [4])
    XCTAssertEqual(set.prefix(1).pixels.count, 784)
    XCTAssertEqual(set.prefix(9).count, 2)
  }
}
