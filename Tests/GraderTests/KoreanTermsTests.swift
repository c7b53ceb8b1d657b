import Foundation
import XCTest

/// Korean texts use one word for one thing: those of `Grader/KOREAN.md`.
final class KoreanTermsTests: XCTestCase {
  /// Korean words of the table, and those that it rules out.
  private func terms() throws -> [(used: String, avoided: [String])] {
    let table = try String(contentsOfFile: packageRoot + "/Grader/KOREAN.md", encoding: .utf8)
    return table.matches(of: #/(?m)^\| [^|]+ \| ([^|]+) \| ([^|]*)\|$/#).dropFirst().map { row in
      let avoided = row.2.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      return (String(row.1), avoided.filter { !$0.isEmpty })
    }
  }

  /// Every line with Korean in it that a student may read: path, line.
  private func lines() throws -> [(path: String, line: String)] {
    var found: [(String, String)] = []
    for folder in ["Handout", "Sources", "Grader", "Assignments", "Solutions"] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: packageRoot + "/" + folder)
      for name in names where [".swift", ".md", ".json"].contains(where: name.hasSuffix) {
        let path = folder + "/" + name
        // Submissions and the table itself say what they like.
        if path.hasPrefix("Grader/Catalogues/") || path == "Grader/KOREAN.md" { continue }
        let text = try String(contentsOfFile: packageRoot + "/" + path, encoding: .utf8)
        found += text.split(separator: "\n").filter { $0.contains(#/\p{Hangul}/#) }
          .map { (path, String($0)) }
      }
    }
    return found
  }

  func testEveryTextUsesTheWordsOfTheTable() throws {
    let terms = try terms()
    let lines = try lines()
    XCTAssertGreaterThan(terms.count, 20)
    XCTAssertGreaterThan(lines.count, 600)
    for (path, line) in lines {
      for (used, avoided) in terms {
        for word in avoided where line.contains(word) {
          XCTFail("\(path): “\(word)” is “\(used)” elsewhere: \(line)")
        }
      }
    }
  }

  func testTheTableIsAboutWordsThatAreThere() throws {
    let handout = try String(
      contentsOfFile: packageRoot + "/Handout/HANDOUT.ko.md", encoding: .utf8)
    let everything = try lines().map(\.line).joined(separator: "\n")
    for (used, _) in try terms() {
      for word in used.split(separator: ", ") {
        let stem = word.hasPrefix("-") ? word.dropFirst() : word
        XCTAssertTrue(everything.contains(stem), "no text says \(word)")
      }
    }
    for word in ["타임스텝", "테이블", "순방향 과정", "역방향 과정", "라벨", "툴체인"] {
      XCTAssertTrue(handout.contains(word), word)
    }
  }
}
