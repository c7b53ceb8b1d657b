import Foundation
import Mutations
import XCTest
import Zlib

@testable import Pictures

final class PNGTests: XCTestCase {
  private struct Entry: Decodable {
    let name: String
    let file: Data
    let width: Int
    let height: Int
    let channels: Int
    let pixels: Data
    let tolerance: Int
  }

  // MARK: - Reading

  func testReadsEveryKindOfFile() throws {
    let entries = try fixtures("png", as: Entry.self)
    XCTAssertEqual(entries.count, 49)
    for entry in entries {
      let image = try PNG.decode([UInt8](entry.file))
      XCTAssertEqual(
        [image.width, image.height, image.channels], [entry.width, entry.height, entry.channels],
        entry.name)
      let distance = zip(image.pixels, entry.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
      XCTAssertEqual(image.pixels.count, entry.pixels.count, entry.name)
      XCTAssertLessThanOrEqual(distance, entry.tolerance, entry.name)
    }
  }

  func testRoundTrips() throws {
    var random = TestRandom(seed: 4)
    for (width, height, channels) in [(1, 1, 1), (28, 28, 1), (33, 7, 3), (1, 90, 3), (300, 2, 1)] {
      let noise = Image(
        width: width, height: height, channels: channels,
        pixels: random.bytes(width * height * channels))
      XCTAssertEqual(try PNG.decode(PNG.encode(noise)), noise)
      let flat = Image(width: width, height: height, channels: channels, filledWith: 200)
      XCTAssertEqual(try PNG.decode(PNG.encode(flat)), flat)
    }
  }

  func testWritesFilesOnDisk() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let image = Image(width: 3, height: 2, channels: 1, pixels: [0, 50, 100, 150, 200, 250])
    try PNG.write(image, to: folder + "/a.png")
    XCTAssertEqual(try PNG.read(folder + "/a.png"), image)
    assertFailure("\(folder)/none.png: no such file or folder") {
      _ = try PNG.read(folder + "/none.png")
    }
    try CappedFile.write([1, 2, 3], to: folder + "/b.png")
    assertFailure("\(folder)/b.png: not a PNG image (wrong first bytes)") {
      _ = try PNG.read(folder + "/b.png")
    }
    assertFailure("\(folder)/none/a.png: no such file or folder") {
      try PNG.write(image, to: folder + "/none/a.png")
    }
  }

  // MARK: - Every sentence

  func testWordsOfEveryFailure() throws {
    let gray: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]
    let palette: [UInt8] = [0, 0, 0, 2, 0, 0, 0, 1, 8, 3, 0, 0, 0]
    let rows = ("IDAT", Zlib.deflate([0, 1, 2], as: .zlib))
    let end = ("IEND", [UInt8]())
    func head(_ index: Int, _ value: UInt8) -> (String, [UInt8]) {
      var head = gray
      head[index] = value
      return ("IHDR", head)
    }
    func assertWords(
      _ words: String, _ chunks: (String, [UInt8])..., line: UInt = #line
    ) {
      assertFailure(words, line: line) { _ = try PNG.decode(self.file(chunks)) }
    }
    XCTAssertEqual(try PNG.decode(file([("IHDR", gray), rows, end])).pixels, [1, 2])

    assertFailure("not a PNG image (wrong first bytes)") { _ = try PNG.decode([]) }
    let short = "the PNG image is cut short; copy or save it again"
    assertWords(short, ("IHDR", gray), rows)
    assertFailure(short) { _ = try PNG.decode(PNG.signature + [0, 0, 0]) }
    assertFailure(short) {
      _ = try PNG.decode(PNG.signature + [255, 255, 255, 255] + [UInt8]("IHDR".utf8) + gray)
    }
    assertWords(
      "the PNG image is damaged (a chunk without a name); copy or save it again", ("IH1R", gray))
    var damaged = file([("IHDR", gray), rows, end])
    damaged[20] = 3
    assertFailure("the PNG image is damaged (checksum of IHDR); copy or save it again") {
      _ = try PNG.decode(damaged)
    }
    assertWords("not a valid PNG image (IDAT stands in the wrong place)", rows, end)
    assertWords("not a valid PNG image (IEND stands in the wrong place)", end)
    assertWords(
      "not a valid PNG image (IHDR stands in the wrong place)", ("IHDR", gray), ("IHDR", gray))
    assertWords(
      "not a valid PNG image (IDAT stands in the wrong place)", ("IHDR", gray), rows,
      ("tEXt", []), rows, end)
    assertWords("not a valid PNG image (IHDR has 2 bytes)", ("IHDR", [1, 2]))
    assertWords(
      "not a valid PNG image (PLTE has 4 bytes)", ("IHDR", palette), ("PLTE", [1, 2, 3, 4]))
    assertWords(
      "not a valid PNG image (tRNS has 3 bytes)", ("IHDR", gray), ("tRNS", [1, 2, 3]), rows, end)
    assertWords(
      "not a valid PNG image (tRNS has 2 bytes)", ("IHDR", palette), ("PLTE", [1, 2, 3]),
      ("tRNS", [1, 2]), rows, end)
    assertWords(
      "the PNG image needs the extension CgBI, which is not supported; save it again",
      ("IHDR", gray), ("CgBI", []))
    assertWords("not a valid PNG image (3 bits with colour type 0)", head(8, 3))
    assertWords("not a valid PNG image (8 bits with colour type 5)", head(9, 5))
    assertWords("not a valid PNG image (compression 1, filter 0, interlace 0)", head(10, 1))
    assertWords("not a valid PNG image (compression 0, filter 0, interlace 2)", head(12, 2))
    assertWords("not a valid PNG image (0 × 1 pixels)", head(3, 0))
    assertWords(
      "the PNG image has 4278190082 × 1 pixels, over the 16777216 allowed; make it smaller",
      head(0, 255))
    assertWords("not a valid PNG image (IDAT is missing)", ("IHDR", gray), end)
    assertWords("not a valid PNG image (PLTE is missing)", ("IHDR", palette), rows, end)
    assertWords(
      "the PNG image is damaged: the compressed data is damaged (incorrect header check)",
      ("IHDR", gray), ("IDAT", [1, 2, 3, 4]), end)
    assertWords(
      "the PNG image is cut short: 2 bytes of rows where its size needs 3", ("IHDR", gray),
      ("IDAT", Zlib.deflate([0, 1], as: .zlib)), end)
    assertWords(
      "the PNG image is damaged: more than the 3 bytes of rows that its size needs",
      ("IHDR", gray), ("IDAT", Zlib.deflate([0, 1, 2, 3], as: .zlib)), end)
    assertWords(
      "the PNG image is damaged (row filter 5)", ("IHDR", gray),
      ("IDAT", Zlib.deflate([5, 1, 2], as: .zlib)), end)
    assertWords(
      "the PNG image is damaged (colour 1 of a palette of 1)", ("IHDR", palette),
      ("PLTE", [1, 2, 3]), rows, end)
  }

  /// 4 GB of rows promised by 70 bytes: refused by the header, before anything is inflated.
  func testCapsPixels() {
    let head: [UInt8] = [0, 1, 0, 0, 0, 1, 0, 0, 8, 0, 0, 0, 0]
    XCTAssertThrowsError(try PNG.decode(file([("IHDR", head)]))) {
      XCTAssertEqual(
        $0 as? PNG.Failure, .tooManyPixels(width: 65_536, height: 65_536, limit: 1 << 24))
    }
    let most = [UInt8](repeating: 255, count: 8) + [8, 0, 0, 0, 0]
    XCTAssertThrowsError(try PNG.decode(file([("IHDR", most)]), maximumPixels: .max))
  }

  // MARK: - Mutations

  func testMutatedFilesOnlyEverThrow() throws {
    let entries = try fixtures("png", as: Entry.self)
    var mutator = Mutator(seed: 20)
    var outcomes = (images: 0, failures: 0)
    for _ in 0..<6000 {
      let mutant = mutator.mutatedPNG([UInt8](mutator.pick(entries).file))
      do {
        _ = try PNG.decode(mutant, maximumPixels: 10_000)
        outcomes.images += 1
      } catch {
        XCTAssertFalse(error.description.isEmpty)
        outcomes.failures += 1
      }
    }
    XCTAssertGreaterThan(outcomes.images, 100)
    XCTAssertGreaterThan(outcomes.failures, 1000)
  }

  private func file(_ chunks: [(String, [UInt8])]) -> [UInt8] {
    PNGParts(chunks.map { (name: $0.0, content: $0.1) }).file
  }
}
