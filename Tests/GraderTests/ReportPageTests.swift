import Foundation
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

/// What pages show besides the table of points: overview of the class, code, curves, the one script.
final class ReportPageTests: XCTestCase {
  private func submission(_ name: String, _ points: Double, _ outcome: ItemResult.Outcome)
    -> SubmissionResult
  {
    SubmissionResult(
      student: name, folder: name, archive: "\(name).zip",
      assignments: [
        AssignmentResult(
          id: "a", title: "A",
          lines: [
            LineResult(
              id: "l", title: "Line", possible: 10,
              items: [
                ItemResult(
                  name: "t", title: "First", points: points, possible: 6, outcome: outcome),
                ItemResult(name: "u", title: "Second", points: 4, possible: 4, outcome: .passed),
              ])
          ])
      ], seconds: 1.5)
  }

  private var results: ClassResults {
    ClassResults(
      gradedAt: "2026-11-21T12:00:00Z", sandbox: "bubblewrap",
      assignments: [
        .init(id: "a", title: "A", points: 10, lines: [.init(id: "l", title: "Line", points: 10)])
      ],
      submissions: [
        submission("2000-00001", 6, .passed), submission("2000-00002", 3, .partly),
        submission("2000-00003", 0, .notImplemented), submission("2000-00004", 0, .graderFault),
        SubmissionResult(student: "b", folder: "b", archive: "b.zip", failure: "broken"),
      ])
  }

  func testTheOverviewCountsWhatHasAVerdict() {
    let overview = ClassOverview(of: results)
    // 4, 7 and 10; the fourth has a line without a verdict, the fifth nothing.
    XCTAssertEqual(overview.totals, [4, 7, 10])
    XCTAssertEqual(overview.mean, 7)
    XCTAssertEqual(overview.median, 7)
    XCTAssertEqual(overview.tenths, [0, 0, 0, 0, 1, 0, 0, 1, 0, 1])
    XCTAssertEqual(
      overview.hardest,
      [.init(line: "Line", item: "First", lost: 2, notImplemented: 1, judged: 3)])
  }

  func testTheOverviewHasTheRubricsWordsAndNoLateness() {
    var results = results
    for index in 0..<4 {
      results.submissions[index].assignments[0].lines[0].title = "Line: \(index)"
      results.submissions[index].assignments[0].lines.append(
        LineResult(
          id: "late", title: "late", possible: 0,
          items: [
            ItemResult(
              name: "late", title: "\(index) days late", points: -Double(index), possible: 0,
              outcome: .late)
          ]))
    }
    XCTAssertEqual(
      ClassOverview(of: results).hardest,
      [.init(line: "Line", item: "First", lost: 2, notImplemented: 1, judged: 3)])
    let page = classPage(of: results)
    XCTAssertTrue(page.contains("<th scope=\"col\">late</th>"))
    XCTAssertTrue(page.contains("<td>-3</td>"), page)
    XCTAssertTrue(page.contains("colspan=\"3\""), "a column more")
    XCTAssertFalse(classPage(of: self.results).contains(">late</th>"))
  }

  func testAnEmptyClassHasNoOverview() {
    var empty = results
    empty.submissions = []
    XCTAssertEqual(overviewCards(of: empty), [])
    XCTAssertEqual(ClassOverview(of: empty).median, 0)
  }

  func testEveryTableOfTheClassCanBeSortedAndHasHeaders() {
    let page = classPage(of: results)
    XCTAssertEqual(page.ranges(of: "<table class=\"sortable\">").count, 3)
    XCTAssertFalse(page.contains("<th>"), "every header has a scope")
    XCTAssertTrue(page.contains("<a href=\"2000-00003/report.html\">2000-00003</a>"))
    XCTAssertTrue(page.contains("mean 7, median 7, from 4 to 10 of 10"))
  }

  /// The policy allows the page's own script by its hash: `openssl dgst -sha256 -binary | base64`.
  func testThePolicyAllowsTheOneScriptAndNoOther() throws {
    XCTAssertEqual(
      policySource(of: "alert('Hello, world.');"),
      "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='", "the example of W3C's CSP, level 2")
    let page = classPage(of: results)
    XCTAssertEqual(page.ranges(of: "<script").count, 1)
    XCTAssertTrue(page.contains("script-src \(policySource(of: sortingScript));"))
    XCTAssertFalse(studentPage(of: results.submissions[0], in: results).contains("<script"))
  }

  // MARK: Code

  private let source = """
    import DiffusionCourse
    // func alphas(betas) is below
    extension HandsOn {
      public static func alphasToo() -> Int { 1 }
      public static func alphas(
        betas: [Double]
      ) -> [Double] {
        // a brace in a comment: }
        if betas.isEmpty { return [] }
        return betas.map { 1 - $0 }
      }
      static func other() {}
    }
    """

  func testAnExcerptIsTheWholeFunctionAndNoMore() throws {
    let excerpt = try XCTUnwrap(CodeExcerpt(function: "alphas", in: source, file: "A.swift"))
    XCTAssertEqual(excerpt.line, 5)
    XCTAssertTrue(excerpt.text.hasPrefix("  public static func alphas(\n"))
    XCTAssertTrue(excerpt.text.hasSuffix("    return betas.map { 1 - $0 }\n  }"), excerpt.text)
    XCTAssertFalse(excerpt.isCut)
    XCTAssertNil(CodeExcerpt(function: "alpha", in: source, file: "A.swift"))
    let endless = "func f() {\n" + String(repeating: "  x()\n", count: 300)
    let cut = try XCTUnwrap(CodeExcerpt(function: "f", in: endless, file: "A.swift"))
    XCTAssertTrue(cut.isCut)
    XCTAssertEqual(cut.text.split(separator: "\n").count, CodeExcerpt.mostLines)
    let long = "func f() { " + String(repeating: "x", count: 100_000) + " }"
    XCTAssertEqual(
      CodeExcerpt(function: "f", in: long, file: "A.swift")?.text.count, CodeExcerpt.mostCharacters)
  }

  func testTheReportShowsTheCodeOfLinesThatLostPoints() throws {
    var rubric = Rubric.small
    rubric.assignments[0].lines[0].functions = ["alphas"]
    var hostile = try XCTUnwrap(CodeExcerpt(function: "alphas", in: source, file: "A.swift"))
    hostile.text += hostileText
    hostile.file = hostileText
    func page(_ second: TestRecord.Outcome) -> String {
      let records = [("testA", TestRecord.Outcome.passed), ("testB", second)].map {
        TestRecord(suite: "FirstTests", test: $0, outcome: $1, feedback: [both("f")], seconds: 0)
      }
      var result = SubmissionResult(student: "s", folder: "s", archive: "s.zip")
      result.take(
        SubmissionFindings(code: ["HandsOn": CodeFindings(records: records, excerpts: [hostile])]),
        by: rubric, in: .english)
      return studentPage(of: result, in: results)
    }
    XCTAssertTrue(page(.failed).contains("return betas.map { 1 - $0 }"))
    XCTAssertTrue(page(.failed).contains("<summary>Your alphas: =HYPERLINK"))
    XCTAssertFalse(page(.failed).contains("<script"))
    XCTAssertFalse(page(.passed).contains("return betas"))
  }

  func testEveryFunctionOfTheRubricIsFoundInTheSolution() throws {
    let location = try PackageLocation.find()
    for assignment in try Rubric.read(location.rubric).assignments {
      let functions = assignment.lines.flatMap { $0.functions ?? [] }
      XCTAssertFalse(functions.isEmpty)
      let found = CodeExcerpt.all(
        of: functions, in: "\(location.solutions)/\(assignment.folder)")
      XCTAssertEqual(found.map(\.function), functions)
      XCTAssertTrue(found.allSatisfy { !$0.isCut })
    }
  }

  // MARK: Curves

  func testACurveKeepsItsEndsAndLeavesOutWhatIsNoNumber() {
    let expected = (0...400).map { Double($0) }
    var answer = expected
    answer[4] = .nan
    answer[8] = -.infinity
    let curve = AnswerCurve(name: "β", answer: Array(answer.dropLast()), expected: expected)
    XCTAssertEqual(curve.expected.count, AnswerCurve.mostPoints)
    XCTAssertEqual(curve.expected.first, 0)
    XCTAssertEqual(curve.expected.last, 400)
    XCTAssertEqual(Array(curve.answer.prefix(4)), [0, nil, nil, 12])
    XCTAssertEqual(curve.answer.last, .some(nil), "shorter than asked")
    XCTAssertEqual(AnswerCurve(name: "β", answer: [], expected: []).timesteps, 0)
  }

  func testACurveIsDrawnWhateverTheNumbers() {
    func figure(_ answer: [Double], _ expected: [Double] = [0, 0.5, 1]) -> String {
      curveFigure(AnswerCurve(name: hostileText, answer: answer, expected: expected), in: .english)
        .joined()
    }
    XCTAssertTrue(
      figure([0, 0.5, 1]).contains("class=\"answer\" points=\"44.0,132.0 194.0,72.0 344.0,12.0\""))
    for odd in [[1e308, -1e308, 0], [.nan, .infinity, 1], [], [7], [1e-300, 0, 0]] {
      let text = figure(odd)
      XCTAssertTrue(text.contains("class=\"expected\""), text)
      XCTAssertFalse(text.contains("nan") || text.contains("inf"), text)
      XCTAssertFalse(text.contains("<script"))
    }
    XCTAssertEqual(figure([1], []), "")
    XCTAssertTrue(figure([2, 2, 2], [2, 2, 2]).contains("expected"))
  }
}
