import Foundation
import Mutations
import Pictures
import XCTest
import Zlib

final class NPYTests: XCTestCase {
  private struct Entry: Decodable {
    let name: String
    let file: Data
    let shape: [Int]?
    let values: Data?
  }

  // MARK: - Reading

  func testReadsWhatNumPyWrote() throws {
    let entries = try fixtures("npy", as: Entry.self).filter { $0.shape != nil }
    XCTAssertEqual(entries.count, 78)
    for entry in entries {
      let array = try NPY.decode([UInt8](entry.file))
      XCTAssertEqual(array.shape, entry.shape, entry.name)
      XCTAssertEqual(array.values.map(\.bitPattern), words(try XCTUnwrap(entry.values)), entry.name)
    }
  }

  func testRefusesOtherTypes() throws {
    let sentences = try fixtures("npy", as: Entry.self).filter { $0.shape == nil }.map { entry in
      do {
        _ = try NPY.decode([UInt8](entry.file))
        return "\(entry.name) was read"
      } catch { return "\(entry.name): \(error)" }
    }
    let rest = "write it with .astype(numpy.float32)"
    XCTAssertEqual(
      sentences,
      [
        "complex: arrays of type '<c16' are not supported; \(rest)",
        "text: arrays of type '<U1' are not supported; \(rest)",
        "structured: arrays of type with fields are not supported; \(rest)",
        "dates: arrays of type '<M8[s]' are not supported; \(rest)",
        "object: arrays of type '|O' are not supported; \(rest)",
      ])
  }

  func testReadsOtherSpellingsOfTheHeader() throws {
    let values: [UInt8] = [0, 0, 128, 63, 0, 0, 0, 64]
    let headers = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }          \n",
      "{\"shape\":(2L,),\"fortran_order\":True,\"descr\":\"<f4\"}",
      " { 'fortran_order' : False , 'shape' : ( 2 , 1 ) , 'descr' : '<f4' , } ",
    ]
    for header in headers {
      XCTAssertEqual(try NPY.decode(file(header) + values).values, [1, 2])
    }
  }

  // MARK: - Writing

  /// NumPy's own header for the same array, up to the blanks at its end.
  func testWritesNumPysHeader() throws {
    let cases: [([Int], String)] = [
      ([], "()"), ([3], "(3,)"), ([0], "(0,)"), ([2, 3], "(2, 3)"),
      ([100, 1, 28, 28], "(100, 1, 28, 28)"),
    ]
    for (shape, text) in cases {
      let count = shape.reduce(1, *)
      let bytes = NPY.encode(shape: shape, values: [Float](repeating: 1.5, count: count))
      let length = Int(bytes[8]) | Int(bytes[9]) << 8
      let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
      XCTAssertEqual(
        header.trimmingCharacters(in: .whitespacesAndNewlines),
        "{'descr': '<f4', 'fortran_order': False, 'shape': \(text), }")
      XCTAssertEqual([UInt8](bytes[..<8]), [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
      XCTAssertTrue(header.hasSuffix("\n"))
      XCTAssertEqual((10 + length) % 64, 0)
      XCTAssertEqual(bytes.count, 10 + length + 4 * count)
    }
  }

  func testRoundTrips() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let values: [Float] = [0, -0.0, .leastNonzeroMagnitude, .infinity, -.infinity, .pi]
    try NPY.write(shape: [3, 2], values: values, to: folder + "/a.npy")
    let array = try NPY.read(folder + "/a.npy")
    XCTAssertEqual(array.shape, [3, 2])
    XCTAssertEqual(array.values.map(\.bitPattern), values.map(\.bitPattern))
    assertFailure("\(folder)/a.npy: larger than the 100 bytes allowed") {
      _ = try NPY.read(folder + "/a.npy", maximumBytes: 100)
    }
    try CappedFile.write([0x50, 0x4B], to: folder + "/b.npy")
    assertFailure("\(folder)/b.npy: not an NPY file (wrong first bytes); write it with numpy.save")
    {
      _ = try NPY.read(folder + "/b.npy")
    }
  }

  // MARK: - Every sentence

  func testWordsOfEveryFailure() {
    func assertWords(_ words: String, _ bytes: [UInt8], line: UInt = #line) {
      assertFailure(words, line: line) { _ = try NPY.decode(bytes) }
    }
    func header(
      _ shape: String, type: String = "'<f4'", order: String = "False", more: String = ""
    ) -> [UInt8] {
      file("{'descr': \(type), 'fortran_order': \(order), 'shape': \(shape)\(more)}\n")
    }
    func assertBad(_ reason: String, _ bytes: [UInt8], line: UInt = #line) {
      assertWords(
        "the header of the NPY file is damaged (\(reason)); write it again", bytes, line: line)
    }
    let magic = [UInt8](file("")[..<6])
    assertWords("not an NPY file (wrong first bytes); write it with numpy.save", [])
    assertWords("the NPY file ends inside its header; write it again", magic)
    assertWords("the NPY file ends inside its header; write it again", magic + [1, 0, 9, 0])
    assertWords("the NPY file ends inside its header; write it again", magic + [2, 0, 9, 0])
    assertWords(
      "NPY version 4.0 is not supported; write it with numpy.save", magic + [4, 0, 0, 0, 0, 0])
    assertBad("it has 4294967295 bytes", magic + [2, 0, 255, 255, 255, 255])
    assertBad("\"{\" is missing", file("hello"))
    assertBad("\"}\" is missing", file("{'shape': (1,)"))
    assertBad("\":\" is missing", file("{'shape' (1,)}"))
    assertBad("a quoted name is missing", file("{shape: (1,)}"))
    assertBad("a quote is not closed", file("{'shape"))
    assertBad("an unknown value", file("{'shape': None}"))
    assertBad("a list is not closed", file("{'descr': [('a'"))
    assertBad("shape appears twice", file("{'shape': (1,), 'shape': (2,)}"))
    assertBad("its keys are shape", file("{'shape': (1,)}"))
    assertBad("text after the closing brace", file("{'shape': (1,)} x"))
    assertBad("shape is not a tuple of whole numbers", header("(-1,)"))
    assertBad("shape is not a tuple of whole numbers", header("(99999999999999999999,)"))
    assertBad("shape is not a tuple of whole numbers", header("'4'"))
    assertBad("fortran_order is neither True nor False", header("(1,)", order: "(1,)"))
    assertWords(
      "arrays of type '<f3' are not supported; write it with .astype(numpy.float32)",
      header("(1,)", type: "'<f3'"))
    assertWords(
      "an array of shape [4294967296, 4294967296] is too large to read",
      header("(4294967296, 4294967296)"))
    assertWords(
      "an array of shape [4611686018427387904] is too large to read",
      header("(4611686018427387904,)"))
    // Sixteen gigabytes promised, none there: refused before any memory is taken.
    assertWords(
      "the NPY file has 0 bytes of values where shape [4000000000] needs 16000000000; "
        + "write it again", header("(4000000000,)"))
    assertWords(
      "the NPY file has 5 bytes of values where shape [1] needs 4; write it again",
      header("(1,)") + [0, 0, 0, 0, 0])
  }

  // MARK: - Mutations

  func testMutatedFilesOnlyEverThrow() throws {
    let entries = try fixtures("npy", as: Entry.self)
    var mutator = Mutator(seed: 21)
    var outcomes = (arrays: 0, failures: 0)
    for _ in 0..<6000 {
      let mutant = mutator.mutated([UInt8](mutator.pick(entries).file))
      do {
        let array = try NPY.decode(mutant)
        XCTAssertEqual(array.shape.contains(0) ? 0 : array.shape.reduce(1, *), array.values.count)
        outcomes.arrays += 1
      } catch {
        XCTAssertFalse("\(error)".isEmpty)
        outcomes.failures += 1
      }
    }
    XCTAssertGreaterThan(outcomes.arrays, 100)
    XCTAssertGreaterThan(outcomes.failures, 1000)
  }

  /// An NPY file, version 1, without values.
  private func file(_ header: String) -> [UInt8] {
    [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, UInt8(header.utf8.count), 0] + header.utf8
  }

  private func words(_ data: Data) -> [UInt32] {
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}
