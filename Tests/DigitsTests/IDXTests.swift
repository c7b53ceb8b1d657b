import Mutations
import XCTest
import Zlib

@testable import Digits

final class IDXTests: FolderTestCase {
  private let images = IDX.Images(count: 2, rows: 1, columns: 3, bytes: [1, 2, 3, 4, 5, 6])

  func testReadsPlainAndPacked() throws {
    // The head of MNIST's own files: magic number, count, rows, columns, big-endian.
    let plain: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]
    XCTAssertEqual(IDX.encode(images), plain)
    XCTAssertEqual(try IDX.decodeImages(plain), images)
    XCTAssertEqual(try IDX.decodeImages(Zlib.deflate(plain, as: .gzip)), images)
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 4, 7, 2, 1, 0]
    XCTAssertEqual(IDX.encode(labels: [7, 2, 1, 0]), labels)
    XCTAssertEqual(try IDX.decodeLabels(labels), [7, 2, 1, 0])
    XCTAssertEqual(try IDX.decodeLabels(Zlib.deflate(labels, as: .gzip)), [7, 2, 1, 0])
  }

  func testReadsFiles() throws {
    try write(IDX.encode(images), "images")
    try write(Zlib.deflate(IDX.encode(labels: [3]), as: .gzip), "labels.gz")
    XCTAssertEqual(try IDX.readImages("\(folder)/images"), images)
    XCTAssertEqual(try IDX.readLabels("\(folder)/labels.gz"), [3])
    assertFailure("\(folder)/none: no such file or folder") {
      _ = try IDX.readImages("\(folder)/none")
    }
    assertFailure("\(folder): not a regular file") { _ = try IDX.readLabels(folder) }
    assertFailure(
      "\(folder)/images: not an IDX file of labels (it starts with 2051, not 2049); use MNIST's files"
    ) { _ = try IDX.readLabels("\(folder)/images") }
  }

  func testWordsOfEveryFailure() {
    func assertImages(_ words: String, _ bytes: [UInt8], line: UInt = #line) {
      assertFailure(words, line: line) { _ = try IDX.decodeImages(bytes) }
    }
    func assertLabels(_ words: String, _ bytes: [UInt8], line: UInt = #line) {
      assertFailure(words, line: line) { _ = try IDX.decodeLabels(bytes) }
    }
    let head: [UInt8] = [0, 0, 8, 3]
    assertImages("ends inside its header; download it again", [])
    assertImages("ends inside its header; download it again", head + [0, 0, 0, 1])
    assertLabels("ends inside its header; download it again", [0, 0, 8, 1, 0])
    assertImages(
      "not an IDX file of images (it starts with 1008807213, not 2051); use MNIST's files",
      [UInt8]("<!-- ".utf8))
    assertImages(
      "images of 0 × 28 cannot be read; use MNIST's files",
      head + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 28])
    assertImages(
      "images of 1 × 4294967295 cannot be read; use MNIST's files",
      head + [0, 0, 0, 1, 0, 0, 0, 1, 255, 255, 255, 255])
    assertImages(
      "0 bytes of values where the header says 72057594021150720; download it again",
      head + [255, 255, 255, 255, 0, 0, 16, 0, 0, 0, 16, 0])
    assertImages(
      "7 bytes of values where the header says 6; download it again", IDX.encode(images) + [0])
    assertLabels(
      "1 bytes of values where the header says 2; download it again",
      [0, 0, 8, 1, 0, 0, 0, 2, 5])
    let packed = Zlib.deflate(IDX.encode(images), as: .gzip)
    assertImages(
      "the compressed data is cut short; download it again", [UInt8](packed.dropLast(3)))
    assertImages(
      "the compressed data is damaged (unknown compression method); download it again",
      [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  }

  func testMutatedFilesOnlyEverThrow() throws {
    let digits = DrawnDigits.generate(count: 3, seed: 3)
    let images = IDX.encode(IDX.Images(count: 3, rows: 28, columns: 28, bytes: digits.pixels))
    let labels = IDX.encode(labels: digits.labels)
    let originals = [
      [UInt8](images[..<40]), images, labels, Zlib.deflate(images, as: .gzip),
      Zlib.deflate(labels, as: .gzip),
    ]
    var mutator = Mutator(seed: 30)
    var failures = 0
    for _ in 0..<5000 {
      let mutant = mutator.mutated(mutator.pick(originals), with: originals)
      do { _ = try IDX.decodeImages(mutant) } catch {
        failures += error.description.isEmpty ? 0 : 1
      }
      do { _ = try IDX.decodeLabels(mutant) } catch {
        failures += error.description.isEmpty ? 0 : 1
      }
    }
    // Nothing is both a file of images and one of labels.
    XCTAssertGreaterThanOrEqual(failures, 5000)
  }
}
