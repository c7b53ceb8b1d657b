import DiffusionTool
import Foundation
import XCTest

@testable import GraderLibrary

final class ReportTests: XCTestCase {
  private let results = ClassResults.sample

  func testTheTerminalTableFitsAndEndsWithTheTotals() {
    let text = terminalReport(of: results.submissions[0], in: .english)
    XCTAssertEqual(
      text,
      """
      2000-00001
      ────────────────────────────────────────────────────────────────────────────────
      an older archive was set aside: 2000-00001.tgz
      Hands-on
        missing: B.swift; its stub stands in
        Step 1                                                                   2 / 4
          B holds: failed
            =HYPERLINK("http://x","y")<script>alert('1')</script>?[31m?
      ────────────────────────────────────────────────────────────────────────────────
      Image generation
        Run                                                                    2.5 / 3
          Files: partly
            missing or empty: reverse.gif
        Clear                                                                    2 / 2
      ────────────────────────────────────────────────────────────────────────────────
      Hands-on                                                                   2 / 4
      Image generation                                                         4.5 / 5

      """)
    XCTAssertTrue(text.split(separator: "\n").allSatisfy { columns(String($0)) <= 80 })
  }

  // MARK: Korean

  /// The grader's own words in Korean; the fixture's stay as they are.
  private var korean: ClassResults {
    var results = results
    results.language = .korean
    results.submissions[0].assignments[1].title = "과제 2-1: 여러 가지 조건으로 숫자 이미지를 생성하는 디퓨전 모델 만들기"
    results.submissions[0].assignments[1].lines[0].title = "문제 3: ε 학습, 아주 긴 이름이 붙어 있어 표의 너비를 넘는 줄"
    results.submissions[0].assignments[1].lines[0].items[0].feedback = [
      String(repeating: "손실이 충분히 줄어들지 않았습니다. ", count: 12)
    ]
    return results
  }

  func testPartsOfOneAssignmentAreAddedUp() {
    var submission = results.submissions[0]
    XCTAssertTrue(submission.sums.isEmpty)
    submission.assignments[1].partOf = "Assignment 2"
    XCTAssertTrue(submission.sums.isEmpty, "one part is its own sum")
    submission.assignments[0].partOf = "Assignment 2"
    let table = terminalReport(of: submission, in: .english).split(separator: "\n")
    XCTAssertEqual(
      table.last?.split(separator: " ").joined(separator: " "), "Assignment 2 6.5 / 9")
    XCTAssertTrue(
      studentPage(of: submission, in: results).contains(
        "<p>Assignment 2: <strong>6.5</strong> / 9</p>"))
  }

  func testTheKoreanTableFitsEightyColumns() {
    let text = terminalReport(of: korean.submissions[0], in: .korean)
    for line in text.split(separator: "\n") { XCTAssertLessThanOrEqual(columns(String(line)), 80) }
    XCTAssertTrue(text.contains("    B holds: 틀림\n"), text)
    XCTAssertTrue(text.contains("    Files: 부분 점수\n"), text)
    // Two columns for each of the Hangul, so the scores stand below each other.
    let scores = text.split(separator: "\n").filter { $0.hasSuffix(" / 5") || $0.hasSuffix(" / 3") }
    XCTAssertEqual(scores.map { columns(String($0)) }, [80, 80])
    for line in classSummary(of: korean).split(separator: "\n") {
      XCTAssertLessThanOrEqual(columns(String(line)), 80, String(line))
    }
    let summary = classSummary(of: korean).split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    XCTAssertTrue(summary.contains("채점하지 못했습니다. the archive ends too early"), summary)
  }

  func testKoreanReportsSayEverythingInKorean() throws {
    let pages = [
      studentPage(of: korean.submissions[0], in: korean),
      studentPage(of: korean.submissions[1], in: korean), classPage(of: korean),
    ]
    for page in pages {
      XCTAssertTrue(page.contains("<html lang=\"ko\">"))
      // Without the style sheet and the tags, whose words are not read.
      let text = page.replacing(#/(?s)<style>.*</style>|<[^>]*>/#, with: " ")
      for word in [
        "graded", "passed", "failed", "partly", "could not", "Results", "Student", "Total",
        "one class a column", "sandbox", "because", "report",
      ] {
        XCTAssertFalse(text.contains(word), "\(word) in \(text)")
      }
    }
    XCTAssertTrue(pages[0].contains(">통과<") && pages[0].contains(">틀림<"))
    XCTAssertTrue(pages[0].contains("채점 2026-11-21T12:00:00Z"))
    XCTAssertTrue(pages[1].contains("이 제출물은 채점하지 못했습니다. the archive ends too early"))
    XCTAssertTrue(pages[2].contains("제출물 2개, 채점 완료 1개"))

    let data = Data(gradescopeReport(of: korean.submissions[0], in: .korean).utf8)
    let graded = try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tests = try XCTUnwrap(graded["tests"] as? [[String: Any]])
    XCTAssertEqual(tests[0]["output"] as? String, "통과")
    XCTAssertEqual(tests[0]["status"] as? String, "passed", "Gradescope's own word")
    XCTAssertTrue(junitReport(of: korean).contains("message=\"채점하지 못했습니다. "))
    XCTAssertTrue(json(korean).contains("\"language\" : \"korean\""))
  }

  func testTheRubricHasATitleInEachLanguageForEverything() throws {
    let rubric = try Rubric.read(PackageLocation.find().rubric)
    for (english, korean) in zip(
      ClassResults.headings(of: rubric, in: .english),
      ClassResults.headings(of: rubric, in: .korean))
    {
      XCTAssertNotEqual(english.title, korean.title)
      XCTAssertEqual(english.points, korean.points)
      for (english, korean) in zip(english.lines, korean.lines) {
        XCTAssertNotEqual(english.title, korean.title)
      }
    }
  }

  // MARK: What cannot be judged

  func testALineWithoutAVerdictShowsAsSuch() {
    var submission = results.submissions[0]
    submission.assignments[0].lines[0].items[1].outcome = .graderFault
    let text = terminalReport(of: submission, in: .english)
    XCTAssertTrue(text.contains("  Step 1") && text.contains("not graded / 4"), text)
    XCTAssertTrue(text.contains("Hands-on (1 line without a verdict)"), text)
    XCTAssertFalse(submission.isComplete)
  }

  func testTheGradebookHoldsNoFormulaAndNoZeroForWhatWasNotGraded() {
    XCTAssertEqual(
      gradebookReport(of: results),
      """
      Student,ID,SIS User ID,SIS Login ID,Section,Hands-on,Image generation,Notes
      Points Possible,,,,,4,5,
      2000-00001,,2000-00001,2000-00001,,2,4.5,an older archive was set aside: 2000-00001.tgz
      \(hostileCell),,\(hostileCell),\(hostileCell),,,,

      """)
  }

  func testTheGradebookHasNoNotesWhereThereIsNothingToSay() {
    var results = results
    results.submissions[0].setAside = []
    XCTAssertTrue(
      gradebookReport(of: results).hasPrefix(
        "Student,ID,SIS User ID,SIS Login ID,Section,Hands-on,Image generation\n"))
  }

  func testAKeptVerdictIsSaidEverywhereAndTheClassIsNotDone() {
    var results = results
    results.submissions.removeLast()
    XCTAssertTrue(results.isComplete)
    results.submissions[0].kept = KeptVerdict(
      reason: "1 test has no verdict", gradedAt: "2026-11-20T08:00:00Z", newerArchive: "new.tgz")
    XCTAssertFalse(results.isComplete)
    let sentence =
      "this is the verdict of 2026-11-20T08:00:00Z on an earlier archive; the newer one, new.tgz, "
      + "could not be graded this time: 1 test has no verdict"
    for report in [
      studentPage(of: results.submissions[0], in: results), classPage(of: results),
      gradebookReport(of: results), gradescopeReport(of: results.submissions[0], in: .english),
      json(results),
    ] {
      XCTAssertTrue(
        report.contains(sentence) || report.contains("\"newerArchive\" : \"new.tgz\""), report)
    }
    for report in [
      classSummary(of: results), terminalReport(of: results.submissions[0], in: .english),
    ] {
      XCTAssertTrue(report.replacing("\n", with: " ").contains(sentence), report)
    }
  }

  /// With the apostrophe that keeps it from being a formula.
  private let hostileCell =
    "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")<script>alert('1')</script>\u{FFFD}[31m\u{FFFD}\""

  func testCellsThatBeginLikeFormulasAreQuoted() {
    for start in ["=", "+", "-", "@", "\t", " =", "|", "＝"] {
      let cell = escapedForCSV(start + "1")
      XCTAssertTrue(cell.hasPrefix("\"'"), cell)
    }
    XCTAssertEqual(escapedForCSV("김철수"), "김철수")
    XCTAssertEqual(escapedForCSV("a,b"), "\"a,b\"")
  }

  func testPagesRunNothingThatAStudentWrote() {
    let pages = [
      studentPage(of: results.submissions[0], in: results),
      studentPage(of: results.submissions[1], in: results), classPage(of: results),
    ]
    for page in pages {
      // The class page has one of its own.
      let others = page.replacing("<script>\(sortingScript)</script>", with: "")
      XCTAssertFalse(others.contains("<script"), "a script element")
      XCTAssertTrue(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"))
      XCTAssertFalse(page.unicodeScalars.contains("\u{202E}"))
      XCTAssertFalse(page.contains("\u{1B}"))
      XCTAssertFalse(page.contains("src=\"http"))
      XCTAssertFalse(page.contains("href=\"http"))
    }
  }

  func testTheStudentPageHasEveryTestAndThePictures() {
    let page = studentPage(of: results.submissions[0], in: results)
    for text in [
      "A holds", "B holds", "2 <small>/ 4</small>", "class=\"badge partly\"",
      "data:image/png;base64,iVBORw0KGgo=", "missing: B.swift; its stub stands in",
    ] {
      XCTAssertTrue(page.contains(text), text)
    }
  }

  func testColumnTitlesAreTheShorterPartThatTellsLinesApart() {
    XCTAssertEqual(
      columnTitles(["Step 1: α and ᾱ", "Problem 3: ε", "Problem 3: x₀", "Everything"]),
      ["Step 1", "ε", "x₀", "Everything"])
  }

  func testTheClassPageLinksEveryReport() {
    let page = classPage(of: results)
    for submission in results.submissions {
      XCTAssertTrue(page.contains("href=\"\(submission.folder)/report.html\""))
    }
    XCTAssertTrue(page.contains("could not be graded, because the archive ends too early"))
  }

  func testGradescopeGetsEveryTestAndNoTotalWithoutAFullVerdict() throws {
    let graded = try gradescope(results.submissions[0])
    XCTAssertEqual(graded["score"] as? Double, 6.5)
    XCTAssertEqual(graded["execution_time"] as? Double, 1.3)
    let tests = try XCTUnwrap(graded["tests"] as? [[String: Any]])
    XCTAssertEqual(tests.count, 5)
    XCTAssertEqual(tests[1]["name"] as? String, "Step 1: B holds")
    XCTAssertEqual(tests[1]["status"] as? String, "failed")
    XCTAssertEqual(tests[1]["max_score"] as? Double, 2)
    XCTAssertEqual(tests[1]["number"] as? String, "1.1.2")

    var incomplete = results.submissions[0]
    incomplete.assignments[0].lines[0].items[0].outcome = .graderFault
    let partial = try gradescope(incomplete)
    XCTAssertNil(partial["score"])
    let first = try XCTUnwrap((partial["tests"] as? [[String: Any]])?.first)
    XCTAssertNil(first["score"])
    XCTAssertNil(first["status"])

    // Without a score Gradescope would say that the autograder failed.
    let failed = try gradescope(results.submissions[1])
    XCTAssertEqual(failed["score"] as? Double, 0)
    XCTAssertEqual(
      failed["output"] as? String,
      "This submission could not be graded, because the archive ends too early")
    var faulty = results.submissions[1]
    faulty.failedByGrader = true
    XCTAssertNil(try gradescope(faulty)["score"])
  }

  private func gradescope(_ submission: SubmissionResult) throws -> [String: Any] {
    let data = Data(gradescopeReport(of: submission, in: .english).utf8)
    return try XCTUnwrap(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func testJUnitIsWellFormedAndTellsFailuresFromFaults() {
    let text = junitReport(of: results)
    XCTAssertTrue(
      text.contains(
        """
          <testsuite name="2000-00001.hands-on.first" tests="2" failures="1" errors="0" time="0.750">
            <testcase classname="2000-00001.hands-on.first" name="testA" time="0.250"/>
            <testcase classname="2000-00001.hands-on.first" name="testB" time="0.500">
              <failure type="failed" message="B holds">=HYPERLINK(
        """), text)
    XCTAssertTrue(
      text.contains("<error message=\"could not be graded, because the archive ends too early\"/>"))
    // Balanced: every element that is opened is closed.
    for element in ["testsuites", "testsuite", "testcase", "failure"] {
      let opened = text.matches(of: try! Regex("<\(element)( [^>]*[^/])?>")).count
      XCTAssertEqual(opened, text.ranges(of: "</\(element)>").count, element)
    }
  }

  func testTheClassRecordSurvivesARoundTrip() throws {
    let decoded = try JSONDecoder().decode(ClassResults.self, from: Data(json(results).utf8))
    XCTAssertEqual(decoded, results)
  }

  func testFoldersOfReportsAreSafeNames() {
    XCTAssertEqual(safeFileName("2000-00000"), "2000-00000")
    XCTAssertEqual(safeFileName("../../etc"), "_.._.._etc")
    XCTAssertEqual(safeFileName("a/b\\c:d\n"), "a_b_c_d_")
    XCTAssertEqual(safeFileName(""), "_")
    XCTAssertEqual(safeFileName("김철수"), "김철수")
    let decomposed = "김철수".decomposedStringWithCanonicalMapping
    XCTAssertEqual(Array(safeFileName(decomposed).utf8), Array("김철수".utf8), "one name, one folder")
    XCTAssertEqual(safeFileName("a\u{202E}b\u{0}<c>"), "a_b__c_")
    XCTAssertEqual(safeFileName("-rf"), "_-rf")
    XCTAssertEqual(safeFileName(String(repeating: "x", count: 300)).count, 64)
  }
}
