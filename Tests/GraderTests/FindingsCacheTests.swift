import Foundation
import Synchronization
import XCTest

@testable import GraderLibrary

final class FindingsCacheTests: XCTestCase {
  private typealias Made = [String: (findings: String, isComplete: Bool)]

  /// Asks for keys; what is missing becomes "made of KEY".
  private func ask(
    _ cache: FindingsCache, _ keys: [String], isComplete: Bool = true,
    isUsable: (String, String) -> Bool = { _, _ in true }
  ) -> (found: [String: String], made: [String]) {
    var made: [String] = []
    let found = cache.findings(for: keys, isUsable: isUsable) { missing -> Made in
      made = missing
      return Dictionary(
        uniqueKeysWithValues: missing.map { ($0, ("made of \($0)", isComplete)) })
    }
    return (found, made)
  }

  private func path(_ folder: String, _ key: String) -> String { "\(folder)/\(key).json" }

  func testWhatIsKnownIsNotMadeAgain() throws {
    let folder = try temporaryFolder()
    let cache = FindingsCache(folder: folder)
    XCTAssertEqual(ask(cache, ["a", "b"]).made, ["a", "b"])
    let second = ask(cache, ["b", "c", "a"])
    XCTAssertEqual(second.made, ["c"])
    XCTAssertEqual(second.found, ["a": "made of a", "b": "made of b", "c": "made of c"])
    XCTAssertEqual(cache.counts.made, 3)
    XCTAssertEqual(cache.counts.served, 2)

    let later = FindingsCache(folder: folder)
    XCTAssertEqual(ask(later, ["a", "c"]).made, [])
    XCTAssertEqual(later.counts.served, 2)
    XCTAssertEqual(ask(FindingsCache(folder: folder, reads: false), ["a"]).made, ["a"])
    XCTAssertEqual(ask(FindingsCache(folder: nil), ["a"]).made, ["a"])
  }

  func testWhatIsIncompleteOrDoesNotAnswerTheQuestionIsMadeAgain() throws {
    let cache = FindingsCache(folder: try temporaryFolder())
    XCTAssertEqual(ask(cache, ["a"], isComplete: false).made, ["a"])
    XCTAssertEqual(ask(cache, ["a"]).made, ["a"])
    XCTAssertEqual(ask(cache, ["a"]).made, [])
    XCTAssertEqual(ask(cache, ["a"], isUsable: { _, findings in findings == "other" }).made, ["a"])
  }

  /// Any damage of an entry makes it missing: cut anywhere, any byte changed, another's content.
  func testABrokenEntryIsMadeAgain() throws {
    let folder = try temporaryFolder()
    _ = ask(FindingsCache(folder: folder), ["a", "b"])
    let url = URL(fileURLWithPath: path(folder, "a"))
    let whole = try Data(contentsOf: url)
    var damaged: [Data] = (0..<whole.count).map { whole.prefix($0) }
    damaged += whole.indices.map { index in
      var data = whole
      data[index] ^= 0x20
      return data
    }
    damaged.append(whole + whole)
    damaged.append(try Data(contentsOf: URL(fileURLWithPath: path(folder, "b"))))
    for data in damaged {
      try data.write(to: url)
      let cache = FindingsCache(folder: folder)
      let answer = ask(cache, ["a"])
      XCTAssertEqual(answer.made, ["a"], String(decoding: data, as: UTF8.self))
      XCTAssertEqual(answer.found, ["a": "made of a"])
    }
    // Made again, it is whole again.
    XCTAssertEqual(try Data(contentsOf: url), whole)
    XCTAssertEqual(ask(FindingsCache(folder: folder), ["a"]).made, [])
  }

  func testAFolderThatCannotBeWrittenCostsNoFindings() throws {
    let folder = try temporaryFolder()
    try writeFile("", to: "\(folder)/file")
    XCTAssertEqual(
      ask(FindingsCache(folder: "\(folder)/file/cache"), ["a"]).found, ["a": "made of a"])
  }

  func testManyThreadsMakeEachKeyOnce() throws {
    let cache = FindingsCache(folder: try temporaryFolder())
    let made = Mutex<[String]>([])
    let keys = (0..<6).map { "key \($0)" }
    inThreads(8) {
      for shift in 0..<6 {
        // In another order each time.
        let rotated = Array(keys[shift...] + keys[..<shift])
        let found = cache.findings(for: rotated, isUsable: { _, _ in true }) { missing -> Made in
          made.withLock { $0 += missing }
          usleep(2000)
          return Dictionary(uniqueKeysWithValues: missing.map { ($0, ("of \($0)", true)) })
        }
        XCTAssertEqual(found.count, 6)
      }
    }
    XCTAssertEqual(made.withLock { $0.sorted() }, keys)
  }

  func testAFailureIsTheAskersAloneAndBlocksNobody() throws {
    struct Failed: Error {}
    let cache = FindingsCache(folder: nil)
    XCTAssertThrowsError(
      try cache.findings(for: ["a"], isUsable: { _, _ in true }) { _ throws(Failed) -> Made in
        throw Failed()
      })
    XCTAssertEqual(ask(cache, ["a"]).made, ["a"])
  }

  func testTheEntriesUsedLongestAgoGo() throws {
    let folder = try temporaryFolder()
    _ = ask(FindingsCache(folder: folder), ["a", "b", "c"])
    for (index, key) in ["b", "c", "a"].enumerated() {
      let date = Date(timeIntervalSinceNow: Double(index) * 60 - 3600)
      try FileManager.default.setAttributes(
        [.modificationDate: date], ofItemAtPath: path(folder, key))
    }
    // Reading it makes b the newest.
    let cache = FindingsCache(folder: folder)
    XCTAssertEqual(ask(cache, ["b"]).made, [])
    cache.prune(to: 2 * fileSize(path(folder, "a")))
    XCTAssertEqual(namesInFolder(folder), ["a.json", "b.json"])
    cache.prune(to: 0)
    XCTAssertEqual(namesInFolder(folder), [])
  }

  func testKeysTellPiecesApart() {
    func key(_ pieces: String...) -> String {
      var key = ContentKey()
      for piece in pieces { key.add(piece) }
      return key.text
    }
    XCTAssertEqual(key("ab", "c"), key("ab", "c"))
    XCTAssertNotEqual(key("ab", "c"), key("a", "bc"))
    XCTAssertNotEqual(key("abc"), key("abc", ""))
    XCTAssertEqual(key("").count, 64)
  }
}
