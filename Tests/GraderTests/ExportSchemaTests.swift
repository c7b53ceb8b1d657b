import Foundation
import XCTest

@testable import GraderLibrary

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Every export, field by field, against what the other systems document; names that are formulas,
/// markup, composed or decomposed Hangul included.
final class ExportSchemaTests: XCTestCase {
  /// 김철수, composed, and as some systems write it, decomposed.
  private let composed = "김철수"
  private var decomposed: String { composed.decomposedStringWithCanonicalMapping }

  private var results: ClassResults {
    var results = ClassResults.sample
    var names = [
      "=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", composed, decomposed,
    ]
    names += ["-1+1", "@SUM(A1)", "a,b\"c"]
    for (index, name) in names.enumerated() {
      var one = results.submissions[0]
      one.student = name
      one.folder = "folder-\(index)"
      one.archive = "\(name).zip"
      one.assignments[0].lines[0].adjustment = Adjustment(
        points: 1, instead: 2, reason: name, by: name)
      results.submissions.append(one)
    }
    var unfinished = results.submissions[0]
    unfinished.folder = "unfinished"
    unfinished.assignments[0].lines[0].items[0].outcome = .graderFault
    results.submissions.append(unfinished)
    return results
  }

  // MARK: JSON

  private enum Kind {
    case number, string, boolean, strings
    case oneOf([String])
    case list([String: Kind])
  }

  /// Fields that the form does not have, and values of another kind.
  private func misfits(_ value: Any, _ form: [String: Kind], at place: String = "") -> [String] {
    guard let fields = value as? [String: Any] else { return ["\(place): no object"] }
    return fields.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
      let place = "\(place).\(name)"
      guard let kind = form[name] else { return ["\(place): not in the form"] }
      // In JSON read by Foundation true and false are numbers, too.
      let isBoolean = (value as? NSNumber).map { "\(type(of: $0))".contains("Boolean") } ?? false
      let isTruth = isBoolean || value is Bool && !(value is Double)
      switch kind {
      case .number: return value is Double && !isBoolean ? [] : ["\(place): no number"]
      case .string: return value is String ? [] : ["\(place): no string"]
      case .boolean: return isTruth || value is Bool ? [] : ["\(place): neither true nor false"]
      case .strings: return value is [String] ? [] : ["\(place): no list of strings"]
      case .oneOf(let known):
        return (value as? String).map(known.contains) == true ? [] : ["\(place): \(value)"]
      case .list(let form):
        guard let list = value as? [Any] else { return ["\(place): no list"] }
        return list.enumerated().flatMap { misfits($1, form, at: "\(place)[\($0)]") }
      }
    }
  }

  private func object(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  /// https://gradescope-autograders.readthedocs.io/en/latest/specs/
  func testGradescope() throws {
    let formats: Kind = .oneOf(["text", "html", "simple_format", "md", "ansi"])
    let visibility: Kind = .oneOf(["hidden", "after_due_date", "after_published", "visible"])
    let form: [String: Kind] = [
      "score": .number, "execution_time": .number, "output": .string, "output_format": formats,
      "test_output_format": formats, "test_name_format": formats, "visibility": visibility,
      "stdout_visibility": visibility,
      "tests": .list([
        "score": .number, "max_score": .number, "status": .oneOf(["passed", "failed"]),
        "name": .string, "name_format": formats, "number": .string, "output": .string,
        "output_format": formats, "tags": .strings, "visibility": visibility,
      ]),
    ]
    XCTAssertEqual(misfits(["score": "7"], form), [".score: no number"], "the check can fail")
    XCTAssertEqual(misfits(["point": 7], form), [".point: not in the form"])
    for submission in results.submissions {
      let report = try object(gradescopeReport(of: submission, in: .english))
      XCTAssertEqual(misfits(report, form), [])
      let fields = try XCTUnwrap(report as? [String: Any])
      let tests = try XCTUnwrap(fields["tests"] as? [[String: Any]])
      if let score = fields["score"] as? Double {
        let sum = tests.reduce(0) { $0 + ($1["score"] as? Double ?? .nan) }
        XCTAssertEqual(sum, score, accuracy: 1e-9)
      } else {
        XCTAssertFalse(submission.isComplete)
      }
    }
  }

  /// https://prairielearn.readthedocs.io/en/latest/externalGrading/
  func testPrairieLearn() throws {
    let form: [String: Kind] = [
      "gradable": .boolean, "format_errors": .strings, "score": .number, "message": .string,
      "output": .string, "images": .list(["label": .string, "url": .string]),
      "tests": .list([
        "name": .string, "description": .string, "points": .number, "max_points": .number,
        "message": .string, "output": .string,
        "images": .list(["label": .string, "url": .string]),
      ]),
    ]
    for submission in results.submissions {
      let text = prairieLearnReport(of: submission, in: .english)
      XCTAssertLessThan(text.utf8.count, 1_000_000)
      let report = try object(text)
      XCTAssertEqual(misfits(report, form), [])
      let fields = try XCTUnwrap(report as? [String: Any])
      XCTAssertEqual(fields["gradable"] as? Bool, submission.isComplete)
      if submission.isComplete {
        let score = try XCTUnwrap(fields["score"] as? Double)
        XCTAssertTrue((0...1).contains(score))
        XCTAssertEqual(score, submission.points / submission.possible, accuracy: 1e-9)
      } else {
        XCTAssertNil(fields["score"], "no verdict is no zero")
        XCTAssertEqual((fields["format_errors"] as? [String])?.count, 1)
      }
    }
  }

  /// A report may not exceed 1 MB whatever a program printed.
  func testPrairieLearnStaysBelowAMegabyte() {
    var submission = results.submissions[0]
    let item = ItemResult(
      name: "t", title: "T", points: 0, possible: 1, outcome: .failed,
      feedback: Array(repeating: String(repeating: "가", count: 2000), count: 16))
    submission.assignments[0].lines[0].items = Array(repeating: item, count: 100)
    XCTAssertLessThan(prairieLearnReport(of: submission, in: .korean).utf8.count, 1_000_000)
  }

  // MARK: JUnit

  private final class Reader: NSObject, XMLParserDelegate {
    /// Children and attributes that readers of the form know.
    static let children: [String: Set<String>] = [
      "": ["testsuites"], "testsuites": ["testsuite"], "testsuite": ["testcase"],
      "testcase": ["failure", "error", "skipped", "system-out", "system-err"],
      "failure": [], "error": [], "skipped": [],
    ]
    static let attributes: [String: Set<String>] = [
      "testsuites": ["time"],
      "testsuite": ["name", "time", "tests", "errors", "failures", "skipped", "timestamp"],
      "testcase": ["classname", "name", "file", "time"], "failure": ["type", "message"],
      "error": ["type", "message"], "skipped": [],
    ]
    var open: [String] = [""]
    var problems: [String] = []
    var names: [String] = []
    var expected = (tests: 0, failures: 0, errors: 0)
    var found = (tests: 0, failures: 0, errors: 0)

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String] = [:]
    ) {
      if Reader.children[open.last ?? ""]?.contains(name) != true {
        problems.append("\(name) in \(open.last ?? "")")
      }
      for key in attributes.keys where Reader.attributes[name]?.contains(key) != true {
        problems.append("\(name)@\(key)")
      }
      for key in ["time", "tests", "failures", "errors"] {
        if let text = attributes[key], Double(text) == nil {
          problems.append("\(name)@\(key)=\(text)")
        }
      }
      switch name {
      case "testsuite":
        expected.tests += Int(attributes["tests"] ?? "") ?? -1
        expected.failures += Int(attributes["failures"] ?? "") ?? -1
        expected.errors += Int(attributes["errors"] ?? "") ?? -1
      case "testcase":
        found.tests += 1
        names.append("\(attributes["classname"] ?? "?")/\(attributes["name"] ?? "?")")
      case "failure": found.failures += 1
      case "error": found.errors += 1
      default: break
      }
      open.append(name)
    }

    func parser(
      _ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?
    ) { open.removeLast() }
  }

  func testJUnit() throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(junitReport(of: results).utf8))
    parser.delegate = reader
    XCTAssertTrue(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    XCTAssertEqual(reader.problems, [])
    XCTAssertEqual(reader.found.tests, reader.expected.tests)
    XCTAssertEqual(reader.found.failures, reader.expected.failures)
    XCTAssertEqual(reader.found.errors, reader.expected.errors)
    XCTAssertEqual(
      Set(reader.names).count, reader.names.count, "readers drop a name that comes twice")
  }

  // MARK: Canvas

  /// RFC 4180, as strict as spreadsheets are.
  private func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var cell = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        cell.unicodeScalars.append("\"")
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
      case "\n" where !isQuoted:
        rows[rows.count - 1].append(cell)
        cell = ""
        rows.append([])
      default: cell.unicodeScalars.append(scalar)
      }
    }
    XCTAssertFalse(isQuoted)
    return rows.dropLast()
  }

  func testCanvas() throws {
    let results = results
    let rows = cells(gradebookReport(of: results))
    XCTAssertEqual(
      rows[0],
      [
        "Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Hands-on", "Image generation",
        "Notes",
      ])
    XCTAssertEqual(Array(rows[1].prefix(7)), ["Points Possible", "", "", "", "", "4", "5"])
    XCTAssertEqual(rows.count, 2 + results.submissions.count)
    for (row, submission) in zip(rows.dropFirst(2), results.submissions) {
      XCTAssertEqual(row.count, rows[0].count)
      for cell in row {
        // What a spreadsheet would take for a formula.
        XCTAssertFalse("=+-@\t\r|%".unicodeScalars.contains(cell.unicodeScalars.first ?? "x"), cell)
      }
      for points in row[5...6] where !points.isEmpty {
        XCTAssertNotNil(Double(points), "a comma would be a decimal point: \(points)")
      }
      XCTAssertEqual(row[5].isEmpty, !submission.isComplete, "no verdict is no zero")
    }
    let names = rows.dropFirst(2).map { Array($0[0].unicodeScalars) }
    XCTAssertTrue(names.contains(Array(composed.unicodeScalars)))
    XCTAssertTrue(names.contains(Array(decomposed.unicodeScalars)), "as it was written")
  }

  // MARK: HTML

  func testNoNameRunsAnythingOnAPage() {
    let results = results
    let pages =
      [classPage(of: results)] + results.submissions.map { studentPage(of: $0, in: results) }
    for page in pages {
      XCTAssertFalse(page.contains("<script>alert"))
      XCTAssertFalse(page.contains("href=\"http"))
    }
    XCTAssertTrue(pages[0].contains(composed))
    XCTAssertTrue(pages[0].contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }

  // MARK: Bundles

  /// Made here, read by our own reader of zip archives and by the system's.
  func testZipArchivesAreRead() throws {
    let files: [String: [UInt8]] = [
      "run_autograder": Array("#!/bin/sh\n".utf8),
      "folder/김.txt": Array(repeating: 65, count: 5000),
      "empty": [],
    ]
    let bytes = ZipWriter.archive(of: files, programs: ["run_autograder"])
    XCTAssertEqual(bytes, ZipWriter.archive(of: files, programs: ["run_autograder"]))
    XCTAssertLessThan(bytes.count, 1500, "deflated")
    let archive = try Archive(bytes: bytes, name: "a.zip")
    XCTAssertEqual(
      Dictionary(uniqueKeysWithValues: archive.files.map { ($0.path, $0.bytes) }), files)
    let folder = try temporaryFolder()
    try writeFile(bytes, to: "\(folder)/a.zip")
    _ = try toolOutput(
      [
        "/usr/bin/env", "python3", "-c",
        "import zipfile,sys; zipfile.ZipFile(sys.argv[1]).testzip()",
        "\(folder)/a.zip",
      ], workingDirectory: folder)
  }

  func testTheGradescopeAutograderHasItsTwoProgramsAndThePackage() throws {
    let location = try PackageLocation.find()
    let bytes = try GradescopeAutograder.archive(of: location, language: .korean)
    let archive = try Archive(bytes: bytes, name: "a.zip")
    let paths = Set(archive.files.map(\.path))
    for path in [
      "setup.sh", "run_autograder", "package/Package.swift", "package/Grader/rubric.json",
      "package/Solutions/results_epsilon_linear/model.safetensors",
      "package/Tests/GraderTests/ExportSchemaTests.swift",
    ] {
      XCTAssertTrue(paths.contains(path), path)
    }
    XCTAssertFalse(paths.contains { $0.contains("/.") }, "nothing hidden, no build")
    // Both scripts are whole for the shell that runs them.
    let folder = try temporaryFolder()
    for (name, text) in [
      ("setup.sh", GradescopeAutograder.setup), ("run", GradescopeAutograder.run(.korean)),
    ] {
      try writeFile(text, to: "\(folder)/\(name)")
      _ = try toolOutput(["/bin/bash", "-n", "\(folder)/\(name)"], workingDirectory: folder)
    }
    XCTAssertTrue(GradescopeAutograder.run(.korean).contains("--language ko"))
  }

  func testTheWorkflowIsYAMLWithTheStepsInTheirOrder() throws {
    let text = GitHubWorkflow.text(language: .english)
    XCTAssertFalse(text.contains("\t"), "YAML has no tabs")
    // Expressions in commands would run what somebody typed: they come through the environment.
    let commands = text.split(separator: "\n").filter { $0.contains("run:") }
    XCTAssertFalse(commands.contains { $0.contains("${{") })
    let steps = text.matches(of: #/- (?:name|uses): (.+)/#).map { String($0.output.1) }
    XCTAssertEqual(
      steps,
      [
        "actions/checkout@v4", "Install what the grader needs", "Build", "Grade",
        "Keep the reports",
      ])
  }
}
