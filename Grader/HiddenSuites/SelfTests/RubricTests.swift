import SubmissionProtocol
import XCTest

/// The rubric and the suites must name the same tests: one that is in the rubric alone could never
/// be earned, one that is in a suite alone would count for nothing.
final class RubricTests: XCTestCase {
  private struct Rubric: Decodable {
    struct Assignment: Decodable {
      let id: String
      let lines: [Line]
    }
    struct Line: Decodable {
      let id: String
      let points: Double
      let kind: String
      let suite: String?
      let tests: [Test]?
    }
    struct Test: Decodable {
      let name: String
      let title: Sentence
      let points: Double
    }
    let assignments: [Assignment]
  }

  private static let suitesFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  private func rubric() throws -> Rubric {
    let path = Self.suitesFolder.deletingLastPathComponent().appendingPathComponent("rubric.json")
    return try JSONDecoder().decode(Rubric.self, from: Data(contentsOf: path))
  }

  func testNamesEveryTestOfTheSuitesAndNoOther() throws {
    let named = try rubric().assignments.flatMap(\.lines).flatMap { line in
      (line.tests ?? []).map { "\(line.suite ?? "?").\($0.name)" }
    }
    XCTAssertEqual(named.count, Set(named).count, "a test is named twice")
    XCTAssertEqual(named.sorted(), try declaredTests().sorted())
  }

  func testPointsOfALineAddUp() throws {
    for line in try rubric().assignments.flatMap(\.lines) where line.kind == "tests" {
      let sum = (line.tests ?? []).reduce(0) { $0 + $1.points }
      XCTAssertEqual(sum, line.points, line.id)
    }
  }

  func testPointsOfTheAssignmentsAreThoseOfTheCourse() throws {
    let points = try rubric().assignments.map { assignment in
      (assignment.id, assignment.lines.map(\.points))
    }
    XCTAssertEqual(points.map(\.0), ["hands-on", "image-generation", "text-to-image"])
    XCTAssertEqual(
      points.map(\.1),
      [[10, 10, 20, 20, 40], Array(repeating: 10, count: 9), [1, 2, 1, 2, 1, 1, 1, 1]])
  }

  /// `Suite.test` for every method of every class that asks a submission, read from their sources.
  private func declaredTests() throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.suitesFolder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "swift" }.flatMap { file -> [String] in
      let source = try String(contentsOf: file, encoding: .utf8)
      let stem = file.deletingPathExtension().lastPathComponent
      let suite = String(stem.prefix { $0 != "+" })
      guard source.contains("class \(suite): SubmissionTestCase") || stem != suite else {
        return []
      }
      return source.split(separator: "\n").compactMap { line in
        let words = line.trimmingPrefix { $0 == " " }
        guard words.hasPrefix("func test") else { return nil }
        return "\(suite).\(words.dropFirst(5).prefix { $0 != "(" })"
      }
    }
  }
}
