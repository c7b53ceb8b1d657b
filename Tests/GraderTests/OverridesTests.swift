import Foundation
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

final class OverridesTests: XCTestCase {
  private let run = "results_epsilon_linear"
  private let student = "2000-00001"

  /// A run of which `clear` images are clear, the first of them.
  private func findings(clear: Int) -> SubmissionFindings {
    let verdicts = (0..<100).map { image in
      image < clear
        ? ImageVerdict(reads: image % 10, probability: 0.99, isClear: true)
        : ImageVerdict(reads: nil, probability: 0.97, isClear: false, cause: .smeared)
    }
    let records = ["testA", "testB"].map {
      TestRecord(
        suite: "FirstTests", test: $0, outcome: $0 == "testA" ? .passed : .failed,
        feedback: [both("about \($0)")], seconds: 0.1)
    }
    return SubmissionFindings(
      code: [
        "HandsOn": CodeFindings(records: records), "ImageGeneration": CodeFindings(),
      ],
      runs: [
        run: RunFindings(
          isThere: true,
          findings: [.files: .full(both("all")), .samples: .full(both("fine"))],
          picture: "iVBORw0KGgo=", verdicts: verdicts)
      ])
  }

  private func result(_ overrides: GradingOverrides, clear: Int = 40) -> SubmissionResult {
    var result = SubmissionResult(student: student, folder: student, archive: "a.tar.gz")
    result.take(findings(clear: clear), by: .small, overrides: overrides, in: .english)
    return result
  }

  private func image(_ image: Int, _ clear: Bool, student: String? = nil) -> ImageOverride {
    ImageOverride(
      student: student ?? self.student, run: run, image: image, clear: clear, reason: "a bar",
      by: "Kim")
  }

  private func points(
    _ points: Double, _ line: String, item: String? = nil, assignment: String = "hands-on"
  ) -> PointsOverride {
    PointsOverride(
      student: student, assignment: assignment, line: line, item: item, points: points,
      reason: "seen by hand", by: "Kim")
  }

  // MARK: Effect

  func testTheScoreFollowsDecisionsOnImages() {
    // 40 of 80 for 2 points, then 44, then 36.
    XCTAssertEqual(result(GradingOverrides()).assignments[1].lines[1].points, 1)
    let more = result(GradingOverrides(images: (40..<44).map { image($0, true) }))
    XCTAssertEqual(more.assignments[1].lines[1].points, 1.1)
    XCTAssertEqual(
      more.assignments[1].lines[1].items[0].feedback[0],
      "results_epsilon_linear: 44 of 100 digits are clear (4 images judged otherwise by hand)")
    XCTAssertEqual(
      result(GradingOverrides(images: (0..<4).map { image($0, false) })).assignments[1].lines[1]
        .points,
      0.9)
    // Of another student, and what the classifier says anyway.
    let none = GradingOverrides(images: [image(40, true, student: "2000-00002"), image(0, true)])
    XCTAssertEqual(result(none).assignments[1].lines[1].points, 1)
  }

  func testTheReportShowsDecisionsOnImages() {
    var results = ClassResults.sample
    results.submissions = [
      result(GradingOverrides(images: [image(99, true), image(3, false)]))
    ]
    let page = studentPage(of: results.submissions[0], in: results)
    for text in [
      "counted as clear by Kim: a bar (the classifier: smeared)",
      "counted as not clear by Kim: a bar (the classifier: clear)", "id=\"run-0-image-99\"",
    ] {
      XCTAssertTrue(page.contains(text), text)
    }
  }

  func testPointsOfLinesAndItemsAreReplacedAndSayByWhom() {
    let item = result(GradingOverrides(adjustments: [points(1.5, "first", item: "testB")]))
    XCTAssertEqual(item.assignments[0].lines[0].points, 3.5)
    XCTAssertEqual(item.assignments[0].lines[0].items[1].outcome, .partly)
    XCTAssertEqual(
      item.assignments[0].lines[0].items[1].adjustment?.sentence.english,
      "1.5 points given by Kim instead of 0: seen by hand")

    let both = [points(0.5, "first"), points(2, "first", item: "testB")]
    for order in [both, both.reversed()] {
      let line = result(GradingOverrides(adjustments: order)).assignments[0].lines[0]
      XCTAssertEqual(line.points, 0.5)
      XCTAssertEqual(line.adjustment?.instead, 4)
    }

    var results = ClassResults.sample
    results.submissions = [result(GradingOverrides(adjustments: [points(0.5, "first")]))]
    let submission = results.submissions[0]
    XCTAssertEqual(submission.assignments[0].points, 0.5)
    let sentence = "0.5 points given by Kim instead of 2: seen by hand"
    for report in [
      studentPage(of: submission, in: results), terminalReport(of: submission, in: .english),
      gradescopeReport(of: submission, in: .english),
    ] {
      XCTAssertTrue(report.contains(sentence), report)
    }
  }

  func testAPersonsVerdictStandsWhereTheGraderHasNone() {
    var findings = findings(clear: 40)
    findings.code["HandsOn"]?.records.removeLast()
    var result = SubmissionResult(student: student, folder: student, archive: "a.tar.gz")
    result.take(findings, by: .small, in: .english)
    XCTAssertFalse(result.isComplete)
    for adjustment in [points(4, "first"), points(2, "first", item: "testB")] {
      result.take(
        findings, by: .small, overrides: GradingOverrides(adjustments: [adjustment]), in: .english)
      XCTAssertTrue(result.isComplete)
      XCTAssertEqual(result.assignments[0].points, 4)
      XCTAssertNil(result.fault(in: .english))
    }
  }

  func testJUnitGoesByWhatAPersonDecided() {
    func report(_ adjustment: PointsOverride) -> String {
      var findings = findings(clear: 40)
      findings.code["HandsOn"]?.records.removeLast()
      var results = ClassResults.sample
      var result = SubmissionResult(student: student, folder: student, archive: "a.tar.gz")
      result.take(
        findings, by: .small, overrides: GradingOverrides(adjustments: [adjustment]), in: .english)
      result.assignments.removeLast()
      results.submissions = [result]
      return junitReport(of: results)
    }
    let full = report(points(4, "first"))
    XCTAssertTrue(full.contains(#"tests="3" failures="0" errors="0" skipped="1""#), full)
    XCTAssertTrue(
      full.contains("<system-out>4 points given by Kim: seen by hand</system-out>"), full)
    let less = report(points(1, "first"))
    XCTAssertTrue(less.contains(#"tests="3" failures="1" errors="0" skipped="1""#), less)
    XCTAssertTrue(less.contains("<failure>1 points given by Kim: seen by hand</failure>"), less)
    let item = report(points(1, "first", item: "testB"))
    XCTAssertTrue(item.contains(#"tests="2" failures="1" errors="0" time"#), item)
    XCTAssertTrue(item.contains("1 points given by Kim: seen by hand"), item)
  }

  /// Gradescope shows the sum of its tests beside the total.
  func testGradescopesTestsAddUpToTheTotal() throws {
    let submission = result(
      GradingOverrides(
        adjustments: [points(0.5, "first"), points(3, "run", assignment: "image-generation")]))
    let data = Data(gradescopeReport(of: submission, in: .english).utf8)
    let report = try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tests = try XCTUnwrap(report["tests"] as? [[String: Any]])
    let sum = tests.reduce(0) { $0 + ($1["score"] as? Double ?? 0) }
    XCTAssertEqual(try XCTUnwrap(report["score"] as? Double), sum, accuracy: 1e-9)
  }

  func testADecisionOnARunWithoutSamplesIsToldOf() {
    var findings = findings(clear: 40)
    findings.runs[run]?.verdicts = nil
    findings.runs[run]?.picture = nil
    var result = SubmissionResult(student: student, folder: student, archive: "a.tar.gz")
    result.take(
      findings, by: .small, overrides: GradingOverrides(images: [image(1, true)]), in: .english)
    XCTAssertTrue(
      result.remarks.contains(
        "overrides: results_epsilon_linear has no usable samples, so decisions on its images have no "
          + "effect"), "\(result.remarks)")
  }

  // MARK: The file

  private func refusal(_ text: String) throws -> String {
    let path = "\(try temporaryFolder())/overrides.json"
    try writeFile(text, to: path)
    do {
      let overrides = try GradingOverrides.read(path)
      try overrides.check(
        students: [
          (student, student), ("twin", "twin"), ("twin", "twin-2"), ("a/b", "a_b"),
        ], rubric: .small,
        path: path)
      return "accepted"
    } catch {
      let words = error.description
      XCTAssertTrue(words.hasPrefix("\(path): "), words)
      XCTAssertFalse(words.contains("\n"))
      return String(words.dropFirst(path.count + 2))
        .replacing("; correct it and grade again, nothing is lost", with: "")
    }
  }

  private func images(_ entry: String) -> String {
    #"{"version": 1, "images": [\#(entry)]}"#
  }

  func testWhatWouldHaveNoEffectIsRefusedInOneLine() throws {
    let good =
      #"{"student":"2000-00001","run":"results_epsilon_linear","image":3,"clear":true,"reason":"r","by":"b"}"#
    XCTAssertEqual(try refusal(images(good)), "accepted")
    XCTAssertEqual(try refusal("{"), "it is not JSON")
    XCTAssertEqual(try refusal("[]"), "it is no JSON object")
    XCTAssertEqual(try refusal("{}"), "version is missing")
    XCTAssertEqual(try refusal(#"{"version": 2}"#), "form 2; this grader reads form 1")
    XCTAssertEqual(
      try refusal(#"{"version": 1, "image": []}"#),
      "unknown key image; there are adjustments, images, version")
    XCTAssertEqual(
      try refusal(images(good.replacing("\"clear\"", with: "\"isClear\""))),
      "images 1: unknown key isClear; there are by, clear, image, reason, run, student")
    XCTAssertEqual(
      try refusal(images(good.replacing("2000-00001", with: "2000-00009"))),
      "images 1: no archive of a student 2000-00009 is among those graded")
    XCTAssertEqual(
      try refusal(images(good.replacing("2000-00001", with: "twin"))),
      "images 1: 2 archives are called twin; name a folder: twin, twin-2")
    XCTAssertEqual(
      try refusal(images(good.replacing("_linear", with: "_quadratic"))),
      "images 1: no run results_epsilon_quadratic; there are results_epsilon_linear")
    XCTAssertEqual(
      try refusal(images(good.replacing("\"image\":3", with: "\"image\":100"))),
      "images 1: no image 100; they count from 0 to 99")
    XCTAssertEqual(
      try refusal(images(good.replacing("\"reason\":\"r\"", with: "\"reason\":\" \""))),
      "images 1: reason is empty; whoever reads the report should know")
    XCTAssertEqual(
      try refusal(images("\(good), \(good)")), "images 2: images 1 decides on the same image")
    let (name, folder) = ("a/b", "a_b")
    let both = [name, folder].map { good.replacing("2000-00001", with: $0) }.joined(separator: ", ")
    XCTAssertEqual(
      try refusal(images(both)), "images 2: images 1 decides on the same image",
      "once by name, once by folder")
  }

  func testPointsThatTheRubricDoesNotHaveAreRefused() throws {
    func refusal(_ line: String, _ points: String, item: String = "") throws -> String {
      try self.refusal(
        #"{"version":1,"adjustments":[{"student":"2000-00001","assignment":"hands-on","line":"\#(line)",\#(item)"points":\#(points),"reason":"r","by":"b"}]}"#
      )
    }
    XCTAssertEqual(try refusal("first", "4"), "accepted")
    XCTAssertEqual(
      try refusal("first", "4.5"), "adjustments 1: points 4.5; 0 to 4 are possible")
    XCTAssertEqual(
      try refusal("first", "3", item: #""item":"testB","#),
      "adjustments 1: points 3; 0 to 2 are possible")
    XCTAssertEqual(
      try refusal("first", "1", item: #""item":"testC","#),
      "adjustments 1: no item testC in first; there are testA, testB")
    XCTAssertEqual(
      try refusal("second", "1"), "adjustments 1: no line second in hands-on; there are first")
    XCTAssertEqual(try refusal("first", "-1"), "adjustments 1: points -1; 0 to 4 are possible")
  }

  // MARK: From grading to grading

  func testWhatWasNamedOnceIsKeptForLaterGradings() throws {
    let folder = try temporaryFolder()
    func gathered(_ name: String?) throws -> GradingOverrides {
      try GradingOverrides.gathered(
        named: name.map { "\(folder)/\($0)" }, output: "\(folder)/out",
        students: [(student, student)], rubric: .small)
    }
    XCTAssertEqual(try gathered(nil), GradingOverrides())
    let first = GradingOverrides(images: [image(1, true)])
    try writeFile(json(first), to: "\(folder)/first.json")
    XCTAssertEqual(try gathered("first.json"), first)
    try FileManager.default.removeItem(atPath: "\(folder)/first.json")
    XCTAssertEqual(try gathered(nil), first, "kept without being named again")
    // One that lies beside the reports counts besides.
    let own = GradingOverrides(adjustments: [points(1, "first")])
    try writeFile(json(own), to: "\(folder)/out/overrides.json")
    XCTAssertEqual(
      try gathered(nil), GradingOverrides(images: first.images, adjustments: own.adjustments))
    // A file that is named takes the place of the one named before.
    let second = GradingOverrides(images: [image(1, false)])
    try writeFile(json(second), to: "\(folder)/second.json")
    XCTAssertEqual(
      try gathered("second.json"),
      GradingOverrides(images: second.images, adjustments: own.adjustments))
    // Two files that contradict each other are refused, and what was kept stays.
    try writeFile(json(first), to: "\(folder)/out/overrides.json")
    XCTAssertThrowsError(try gathered(nil))
    XCTAssertThrowsError(try gathered("missing.json"))
    try FileManager.default.removeItem(atPath: "\(folder)/out/overrides.json")
    XCTAssertEqual(try gathered(nil), second)
    // The file beside the reports is named: what was named before counts no more.
    try writeFile(json(own), to: "\(folder)/out/overrides.json")
    XCTAssertEqual(try gathered("out/overrides.json"), own)
    XCTAssertEqual(try gathered(nil), own)
  }
}
