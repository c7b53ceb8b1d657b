import SubmissionProtocol
import XCTest

@testable import GraderLibrary

final class ScoringTests: XCTestCase {
  private let line = Rubric.small.assignments[0].lines[0]

  private func record(_ test: String, _ outcome: TestRecord.Outcome) -> TestRecord {
    TestRecord(
      suite: "FirstTests", test: test, outcome: outcome, feedback: [both("about \(test)")],
      seconds: 0.1)
  }

  func testOnlyPassedTestsHavePoints() {
    let result = line.result(
      of: [record("testA", .passed), record("testB", .failed)], standIns: [], in: .english)
    XCTAssertEqual(result.points, 2)
    XCTAssertEqual(result.items.map(\.outcome), [.passed, .failed])
    XCTAssertEqual(result.items[1].feedback, ["about testB"])
    XCTAssertTrue(result.isGraded)
  }

  func testATestThatNeverRanHasNoVerdict() {
    let result = line.result(of: [record("testA", .passed)], standIns: [], in: .english)
    XCTAssertEqual(result.items[1].outcome, .graderFault)
    XCTAssertEqual(
      result.items[1].feedback, ["the test never ran; please grade this archive again"])
    XCTAssertFalse(result.isGraded)
  }

  func testRecordsOfOtherSuitesAndTestsDoNotCount() {
    var other = record("testA", .passed)
    other.suite = "OtherTests"
    let result = line.result(of: [other, record("testC", .passed)], standIns: [], in: .english)
    XCTAssertEqual(result.points, 0)
    XCTAssertEqual(result.items.map(\.outcome), [.graderFault, .graderFault])
  }

  func testWhatIsNotImplementedSaysWhichFileIsBroken() {
    let result = line.result(
      of: [record("testA", .notImplemented), record("testB", .crashed)],
      standIns: [both("A.swift does not compile: A.swift:3: no")], in: .english)
    XCTAssertEqual(
      result.items[0].feedback, ["about testA", "A.swift does not compile: A.swift:3: no"])
    XCTAssertEqual(result.items[1].feedback, ["about testB"])
  }

  func testRecordsThatWereCutOffAreLeftOut() throws {
    let first = try JSONEncoder().encode(record("testA", .failed))
    let data = first + Data("\n{\"suite\": \"First".utf8)
    XCTAssertEqual(SuiteRunner.decode(data), [record("testA", .failed)])
  }

  func testRecordsThatContradictEachOtherAreNoVerdict() {
    let twice = [record("testA", .passed), record("testB", .passed), record("testB", .passed)]
    XCTAssertEqual(line.result(of: twice, standIns: [], in: .english).points, 4)
    let result = line.result(
      of: twice + [record("testA", .failed)], standIns: [], in: .english)
    XCTAssertEqual(result.items.map(\.outcome), [.graderFault, .passed])
    XCTAssertEqual(
      result.items[0].feedback, ["the test was recorded more than once, with different outcomes"])
  }

  func testSuitesThatTheRubricLeavesOutAreToldOf() throws {
    let tests = [
      "HiddenSuites.FirstTests/testA", "HiddenSuites.FirstTests/testB",
      "HiddenSuites.NewTests/testA", "HiddenSuites.NewTests/testB", "HiddenSuites.OwnTests/testC",
      "GraderTests.ScoringTests/testD",
    ]
    XCTAssertEqual(
      Rubric.small.remarks(onSuites: tests, isOwn: { $0 == "OwnTests" }),
      ["the suite NewTests is not in the rubric: it is not run and counts for nothing"])
    // The package's own rubric asks for every suite of the bundle.
    let location = try PackageLocation.find()
    let listed = location.testsInBundle()
    #if canImport(Glibc)
      XCTAssertTrue(listed.contains { $0.hasPrefix("HiddenSuites.HandsOnStep1Tests/") })
    #endif
    let isOwn = { (suite: String) in
      isFile("\(location.root)/Grader/HiddenSuites/SelfTests/\(suite).swift")
    }
    XCTAssertEqual(try Rubric.read(location.rubric).remarks(onSuites: listed, isOwn: isOwn), [])
  }

  func testRecordsThatTheRubricDoesNotExpectAreToldOf() {
    var stranger = record("testC", .passed)
    let assignment = Rubric.small.assignments[0]
    func remarks(_ records: [TestRecord]) -> [String] {
      Rubric.small.remarks(
        on: SubmissionFindings(code: ["HandsOn": CodeFindings(records: records)]))
    }
    let expected = [record("testA", .passed), record("testB", .failed)]
    XCTAssertEqual(remarks(expected), [])
    XCTAssertEqual(
      remarks(expected + [stranger]),
      ["FirstTests.testC ran and is not in the rubric: it counts for nothing"])
    stranger.suite = "OtherTests"
    XCTAssertEqual(
      remarks(expected + [stranger, expected[0]]),
      [
        "FirstTests.testA was recorded more than once",
        "OtherTests.testC ran and is not in the rubric: it counts for nothing",
      ])
    XCTAssertEqual(assignment.points, 4)
  }

  func testClarityIsInProportionToTheMeanAndFullFromTheMark() {
    let line = Rubric.Line(
      id: "clear", title: both("Clear"), points: 10, kind: .clarity, fullMarksFrom: 90)
    func points(_ clear: Int?...) -> Double {
      line.result(of: clear.map { RunClarity(folder: "r", clear: $0) }, in: .english).points
    }
    XCTAssertEqual(points(90, 90, 90, 90), 10)
    XCTAssertEqual(points(100, 100, 80, 80), 10)
    XCTAssertEqual(points(45, 45, 45, 45), 5)
    // A missing run counts as 0: mean 67.5 of 90.
    XCTAssertEqual(points(90, 90, 90, nil), 7.5)
    // 61/90 · 10 = 6.78
    XCTAssertEqual(points(61, 61, 61, 61), 6.8)
    XCTAssertEqual(points(nil, nil, nil, nil), 0)
  }

  func testPointsAreShownWithATenthOnlyWhereThereIsOne() {
    XCTAssertEqual([10, 7.5, 0, 6.8].map(pointsText), ["10", "7.5", "0", "6.8"])
  }
}
