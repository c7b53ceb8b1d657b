import Foundation
import XCTest

/// The handout says what the rubric, the measurements and the stubs say, in both languages, and nothing
/// that students have to find out.
final class HandoutTests: XCTestCase {
  private struct Handout {
    var name: String
    var text: String

    init(_ name: String) throws {
      self.name = name
      text = try String(contentsOfFile: packageRoot + "/Handout/" + name, encoding: .utf8)
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    /// Everything between `$$`.
    var formulas: [String] { matches(#/\$\$([^$]+)\$\$/#) }
    var pictures: [String] { matches(#/!\[[^\]]*\]\(([^)]+)\)/#) }
    /// Targets of links that are neither pictures nor pages.
    var links: [String] { matches(#/\]\(([^)]+)\)/#).filter { !$0.hasPrefix("https://") } }

    func matches(_ pattern: Regex<(Substring, Substring)>) -> [String] {
      text.matches(of: pattern).map { String($0.1) }
    }

    /// The list entries that begin so, up to the next.
    func entries(beginning start: String) -> [String] {
      text.split(separator: "\n- ").map(String.init).filter { $0.hasPrefix(start) }
        .map { entry in entry.split(separator: "\n\n").first.map(String.init) ?? entry }
    }
  }

  private func both() throws -> (english: Handout, korean: Handout) {
    (try Handout("HANDOUT.md"), try Handout("HANDOUT.ko.md"))
  }

  // MARK: Points

  private typealias Line = (kind: String, points: Double, items: [Double])

  /// The rubric's lines, an array an assignment.
  private func rubric() throws -> [[Line]] {
    struct Rubric: Decodable {
      struct Assignment: Decodable { var lines: [Line] }
      struct Line: Decodable {
        var kind: String
        var points: Double
        var tests: [Item]?
        var parts: [Item]?
      }
      struct Item: Decodable { var points: Double }
      var assignments: [Assignment]
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: packageRoot + "/Grader/rubric.json"))
    return try JSONDecoder().decode(Rubric.self, from: data).assignments.map { assignment in
      assignment.lines.map { ($0.kind, $0.points, ($0.tests ?? $0.parts ?? []).map(\.points)) }
    }
  }

  func testPointsAreThoseOfTheRubric() throws {
    let rubric = try rubric()
    var rows: [Double] = []
    for lines in rubric {
      let runs = lines.filter { $0.kind == "run" }
      rows += lines.filter { $0.kind == "tests" }.map(\.points)
      if !runs.isEmpty { rows.append(runs.map(\.points).reduce(0, +)) }
      rows += lines.filter { $0.kind == "clarity" }.map(\.points)
      let works = lines.filter { $0.kind == "work" }
      if !works.isEmpty { rows.append(works.map(\.points).reduce(0, +)) }
      rows.append(lines.map(\.points).reduce(0, +))
    }
    let tests = rubric.joined().filter { $0.kind == "tests" }.map { $0.items.sorted() }
    let run = try XCTUnwrap(rubric.joined().first { $0.kind == "run" })
    let clarity = try XCTUnwrap(rubric.joined().first { $0.kind == "clarity" })
    let work = try XCTUnwrap(rubric.joined().first { $0.kind == "work" })

    let (english, korean) = try both()
    for (handout, tableAt, start, number, ofRun, ofClarity, ofWork) in [
      (
        english, "## How it is graded", "**Points", #/(\d+(?:\.\d)?)\s+for\s/#,
        "**Points for each run: ",
        "**Points for clear digits: ", "**Points for each work: "
      ),
      (
        korean, "## 채점", "**배점", #/(\d+(?:\.\d)?)점/#, "**학습마다의 배점: ", "**또렷한 숫자의 배점: ",
        "**작품마다의 배점: "
      ),
    ] as [(Handout, String, String, Regex<(Substring, Substring)>, String, String, String)] {
      let table = try XCTUnwrap(handout.text.components(separatedBy: tableAt + "\n").last)
      let found = table.matches(of: #/\| (?:\*\*)?(\d+)(?:\*\*)? \|\n/#).map { Double($0.1)! }
      XCTAssertEqual(found, rows, handout.name)

      func numbers(_ entry: String) -> [Double] {
        entry.matches(of: number).compactMap { Double($0.1) }.sorted()
      }
      let entries = handout.entries(beginning: start).filter {
        entry in ![ofRun, ofClarity, ofWork].contains { entry.hasPrefix($0) }
      }
      XCTAssertEqual(entries.map(numbers), tests, handout.name)
      let entryOfRun = try XCTUnwrap(handout.entries(beginning: ofRun).first)
      XCTAssertTrue(entryOfRun.hasPrefix("\(ofRun)\(Int(run.points))"), handout.name)
      XCTAssertEqual(numbers(entryOfRun), run.items.sorted(), handout.name)
      let entryOfWork = try XCTUnwrap(handout.entries(beginning: ofWork).first)
      XCTAssertTrue(entryOfWork.hasPrefix("\(ofWork)\(Int(work.points))"), handout.name)
      XCTAssertEqual(
        numbers(entryOfWork).sorted(), work.items.sorted(), handout.name)
      XCTAssertEqual(
        handout.entries(beginning: "\(ofClarity)\(Int(clarity.points))").count, 1, handout.name)
    }
  }

  // MARK: What was measured

  func testMinutesAreThoseOfTheMeasurement() throws {
    let readme = try String(contentsOfFile: packageRoot + "/README.md", encoding: .utf8)
    // | minutes | features | epochs | took | clear |
    let measured = readme.matches(
      of: #/\| ([\d.]+) \| (\d+) \| (\d+) \| ([\d.]+) \| (\d+) \|\n/#
    ).map { [$0.1, $0.2, $0.3, $0.4, $0.5].map(String.init) }
    let (english, korean) = try both()
    for handout in [english, korean] {
      let rows = handout.text.matches(
        of: #/\| ([\d.]+) \| (\d+) \| (\d+) \| ([\d.]+) \| (\d+) \|\n/#
      ).map { [$0.1, $0.2, $0.3, $0.4, $0.5].map(String.init) }
      XCTAssertGreaterThanOrEqual(rows.count, 3, handout.name)
      for row in rows {
        XCTAssertTrue(
          measured.contains(row),
          "\(handout.name): \(row) is not in README's table of minutes (newly measured? then the handout "
            + "has to follow)")
      }
    }
  }

  func testTheProbabilityOfAClearDigitIsTheClassifiers() throws {
    let percent = Int(try committedClassifier().threshold * 100)
    let (english, korean) = try both()
    XCTAssertTrue(english.text.contains("with a probability of \(percent) % or more"))
    XCTAssertTrue(korean.text.contains("\(percent) % 이상의 확률로 읽으면"))
  }

  // MARK: Two languages, one handout

  func testBothLanguagesSayTheSame() throws {
    let (english, korean) = try both()
    XCTAssertEqual(english.formulas, korean.formulas)
    XCTAssertGreaterThan(english.formulas.count, 10)
    XCTAssertEqual(english.pictures, korean.pictures)
    func headings(_ handout: Handout) -> [Int] {
      handout.lines.filter { $0.hasPrefix("#") }.map { $0.prefix { $0 == "#" }.count }
    }
    XCTAssertEqual(headings(english), headings(korean))
    func entries(_ handout: Handout) -> Int { handout.lines.count { $0.hasPrefix("- ") } }
    XCTAssertEqual(entries(english), entries(korean))
    func rows(_ handout: Handout) -> Int { handout.lines.count { $0.hasPrefix("|") } }
    XCTAssertEqual(rows(english), rows(korean))
    // Every command, file and name in `code`.
    func code(_ handout: Handout) -> Set<String> { Set(handout.matches(#/`([^`\n]+)`/#)) }
    XCTAssertEqual(code(english), code(korean))
  }

  func testPicturesAndLinksAreThere() throws {
    let folder = packageRoot + "/Handout/"
    let (english, korean) = try both()
    for handout in [english, korean] {
      let anchors = Set(
        handout.lines.filter { $0.hasPrefix("#") }.map { "#" + anchor(of: String($0)) })
      for link in handout.links {
        XCTAssertTrue(
          link.hasPrefix("#")
            ? anchors.contains(link) : FileManager.default.fileExists(atPath: folder + link),
          "\(handout.name): \(link)")
      }
    }
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder + "pictures")
    XCTAssertEqual(
      Set(pictures.map { "pictures/" + $0 }), Set(english.pictures), "all are shown, and no others")
    let bytes = try pictures.map {
      try FileManager.default.attributesOfItem(atPath: folder + "pictures/" + $0)[.size] as? Int
        ?? 0
    }.reduce(0, +)
    XCTAssertLessThan(bytes, 1_500_000)
  }

  /// As GitHub makes them: lower case, no punctuation, hyphens for spaces.
  private func anchor(of heading: String) -> String {
    let text = heading.drop { $0 == "#" }.dropFirst().lowercased()
    return String(
      text.compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || "-_".contains(character)
          ? character : nil
      })
  }

  // MARK: Nothing that students have to find out

  func testNothingHiddenIsTold() throws {
    let rubric = try String(contentsOfFile: packageRoot + "/Grader/rubric.json", encoding: .utf8)
    let names = rubric.matches(of: #/"(?:suite|name)": "([A-Za-z0-9]*[Tt]est[A-Za-z0-9]*)"/#)
      .map { String($0.1) }
    XCTAssertGreaterThan(names.count, 60)
    var lines: [String] = []
    for folder in ["HandsOn", "ImageGeneration", "TextToImage"] {
      let path = packageRoot + "/Solutions/" + folder
      for file in try FileManager.default.contentsOfDirectory(atPath: path) {
        let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
        for part in text.components(separatedBy: "// BEGIN SOLUTION").dropFirst() {
          let body = part.components(separatedBy: "// END SOLUTION")[0].split(separator: "\n")
          lines += body.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.count >= 15 && !$0.hasPrefix("//") && $0 != "withoutGradients {" }
        }
      }
    }
    XCTAssertGreaterThan(lines.count, 60)
    let (english, korean) = try both()
    for handout in [english, korean] {
      for text in names + lines + ["Solutions/", "HiddenSuites", "Fixtures", "Grader/"] {
        XCTAssertFalse(handout.text.contains(text), "\(handout.name): \(text)")
      }
    }
  }
}
