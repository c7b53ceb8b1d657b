import SubmissionProtocol
import XCTest

@testable import GraderLibrary

final class RubricTests: XCTestCase {
  func testTheRubricOfThePackageHasThePointsOfTheAssignments() throws {
    let rubric = try Rubric.read(PackageLocation.find().rubric)
    XCTAssertEqual(rubric.assignments.map(\.folder), ["HandsOn", "ImageGeneration", "TextToImage"])
    XCTAssertEqual(rubric.assignments.map(\.points), [100, 90, 10])
    XCTAssertEqual(rubric.assignments[0].lines.map(\.points), [10, 10, 20, 20, 40])
    XCTAssertEqual(
      rubric.assignments[1].lines.map(\.kind),
      [.tests, .tests, .tests, .tests, .run, .run, .run, .run, .clarity])
    XCTAssertEqual(rubric.assignments[1].lines.last?.fullMarksFrom, 90)
    XCTAssertEqual(rubric.assignments[2].lines.map(\.points), [1, 2, 1, 2, 1, 1, 1, 1])
  }

  func testPointsThatDoNotAddUpAreRefused() throws {
    var rubric = Rubric.small
    XCTAssertNil(rubric.inconsistency)
    rubric.assignments[0].lines[0].tests?[0].points = 5
    XCTAssertEqual(
      rubric.inconsistency, "the line first has 4.0 points, its items add up to 7.0")
  }

  func testUnknownPartsAndDoubledLinesAreRefused() {
    var rubric = Rubric.small
    rubric.assignments[1].lines[0].parts?[0].name = "luck"
    XCTAssertEqual(rubric.inconsistency, "the line run has an unknown part, luck")
    rubric = .small
    rubric.assignments[0].lines.append(rubric.assignments[0].lines[0])
    XCTAssertEqual(rubric.inconsistency, "the line first appears twice")
    rubric = .small
    rubric.assignments[1].lines[1].fullMarksFrom = nil
    XCTAssertEqual(rubric.inconsistency, "the line clear needs fullMarksFrom, 1 to 100")
  }

  func testAnEndlessNameIsShortenedInTheReason() {
    let endless = String(repeating: "A", count: 5000)
    let noWording = Sentence(english: "", korean: "")
    var rubric = Rubric.small
    rubric.assignments[0].id = endless
    rubric.assignments[0].title = noWording
    XCTAssertLessThan(rubric.inconsistency?.count ?? .max, 200)
    rubric = .small
    rubric.assignments[0].lines[0].id = endless
    rubric.assignments[0].lines[0].title = noWording
    XCTAssertLessThan(rubric.inconsistency?.count ?? .max, 200)
  }

  func testATitleNeedsBothLanguages() throws {
    let path = "\(try temporaryFolder())/rubric.json"
    func reason(_ title: String) throws -> String {
      let line = #"{"id":"c","kind":"clarity","points":1,"fullMarksFrom":90,"title":\#(title)}"#
      try writeFile(
        #"{"version":1,"assignments":[{"id":"a","folder":"A","lines":[\#(line)],"title":\#(title)}]}"#,
        to: path)
      do {
        _ = try Rubric.read(path)
        return ""
      } catch {
        return "\(error)"
      }
    }
    XCTAssertEqual(try reason(#"{"en":"A title","ko":"제목"}"#), "")
    XCTAssertEqual(
      try reason(#"{"en":"A title","ko":""}"#),
      "\(path): not a usable rubric: the title of a has an empty wording")
    for broken in [#""A title""#, #"{"en":"A title"}"#, #"{"en":"A title","ko":1}"#] {
      let reason = try reason(broken)
      XCTAssertTrue(reason.hasPrefix("\(path): not a usable rubric: "), reason)
      XCTAssertFalse(reason.contains("\n"), reason)
    }
  }

  func testABrokenFileIsNamed() throws {
    let folder = try temporaryFolder()
    let path = "\(folder)/rubric.json"
    try writeFile("{\"version\": 1", to: path)
    XCTAssertThrowsError(try Rubric.read(path)) { error in
      XCTAssertTrue("\(error)".hasPrefix("\(path): not a usable rubric: "), "\(error)")
    }
    XCTAssertThrowsError(try Rubric.read("\(folder)/none.json"))
  }
}

extension Rubric {
  /// Two tests for 4 points, a run for 3 and clarity for 2.
  static var small: Rubric {
    Rubric(assignments: [
      Assignment(
        id: "hands-on", title: both("Hands-on"), folder: "HandsOn",
        lines: [
          Line(
            id: "first", title: both("Step 1"), points: 4, kind: .tests, suite: "FirstTests",
            tests: [
              Item(name: "testA", title: both("A holds"), points: 2),
              Item(name: "testB", title: both("B holds"), points: 2),
            ])
        ]),
      Assignment(
        id: "image-generation", title: both("Image generation"), folder: "ImageGeneration",
        lines: [
          Line(
            id: "run", title: both("Run"), points: 3, kind: .run, folder: "results_epsilon_linear",
            parts: [
              Item(name: "files", title: both("Files"), points: 1),
              Item(name: "samples", title: both("Samples"), points: 2),
            ]),
          Line(id: "clear", title: both("Clear"), points: 2, kind: .clarity, fullMarksFrom: 80),
        ]),
    ])
  }
}
