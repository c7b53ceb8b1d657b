import Foundation
import Processes
import SubmissionProtocol
import XCTest

@testable import GraderLibrary

/// The search for inputs that break a reader: that it finds them, and that there are none.
final class FuzzTests: XCTestCase {
  private func grader(_ arguments: [String]) throws -> Finished {
    let program = try PackageLocation.find().products + "/grader"
    return try runToEnd([program] + arguments, timeout: 300)
  }

  /// Written by hand from what `--json` promises, not from the code's own type.
  private struct Report: Decodable {
    struct Target: Decodable {
      struct Finding: Decodable {
        let kind: String
        let words: String
        let file: String?
        let isRepeatable: Bool
      }
      let target: String
      let inputs: Int
      let accepted: Int
      let refused: Int
      let findings: [Finding]
    }
    let seed: Int
    let targets: [Target]
  }

  private func report(_ finished: Finished) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(finished.standardOutput.bytes))
  }

  func testNoReaderFailsInAShortRun() throws {
    let finished = try grader(["fuzz", "all", "--iterations", "800", "--seed", "7", "--json"])
    let report = try report(finished)
    XCTAssertEqual(finished.status, .exited(0), finished.standardOutput.text)
    XCTAssertEqual(
      report.targets.map(\.target),
      ["archive", "npy", "png", "idx", "safetensors", "protocol", "results", "sizes", "works"])
    for target in report.targets {
      XCTAssertEqual(target.inputs, 800, target.target)
      // A search that only ever sees one of the two would not reach far.
      XCTAssertGreaterThan(target.accepted, 10, target.target)
      XCTAssertGreaterThan(target.refused, 100, target.target)
      XCTAssertEqual(target.accepted + target.refused, 800, target.target)
    }
  }

  /// A trap, a loop without end, memory, a wrong error and a lossy reader: each is found in a reader
  /// that has them, and the saved input shows it again.
  func testEveryKindOfFaultIsFoundAndReplays() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let finished = try grader(
      [
        "fuzz", "broken", "--iterations", "180", "--seed", "1", "--time-limit", "1", "--output",
        folder,
        "--json",
      ])
    XCTAssertEqual(finished.status, .exited(1))
    let target = try XCTUnwrap(report(finished).targets.first)
    XCTAssertEqual(Set(target.findings.map(\.kind)), ["trap", "hang", "memory", "violation"])
    for words in ["several lines", "not read again", "no end within 1 s", "memory"] {
      XCTAssertTrue(target.findings.contains { $0.words.contains(words) }, words)
    }
    for finding in target.findings {
      XCTAssertTrue(finding.isRepeatable, finding.words)
      let file = try XCTUnwrap(finding.file)
      let replayed = try grader(["fuzz", "broken", "--time-limit", "1", "--input", file])
      XCTAssertEqual(replayed.status, .exited(1))
      XCTAssertTrue(
        replayed.standardOutput.text.contains("broken: \(finding.kind) at the input"),
        replayed.standardOutput.text)
      // Made smaller: no fault needs more than a few bytes.
      XCTAssertLessThanOrEqual(fileSize(file), 12, file)
    }
  }

  func testTheSameSeedTriesTheSameInputs() {
    for target in FuzzTarget.all {
      let seeds = target.seeds()
      let inputs = { (seed: UInt64) in
        (0..<200).map { target.input($0, of: seeds, seed: seed) }
      }
      XCTAssertEqual(inputs(5), inputs(5), target.name)
      XCTAssertNotEqual(inputs(5), inputs(6), target.name)
    }
  }

  func testSeedsReachTheReaders() throws {
    for target in FuzzTarget.all {
      var accepted = 0
      let seeds = target.seeds()
      for seed in seeds where try target.read(seed) { accepted += 1 }
      // Some are there to be refused: links, bombs, archives without a submission.
      XCTAssertGreaterThanOrEqual(2 * accepted, target.name == "archive" ? 4 : seeds.count)
    }
  }

  func testWrongUse() throws {
    let unknown = try grader(["fuzz", "gif"])
    XCTAssertEqual(unknown.status, .exited(2))
    XCTAssertEqual(
      unknown.standardError.text,
      "grader: unknown target gif; there are archive, npy, png, idx, safetensors, protocol, "
        + "results, sizes, works, all; see grader fuzz --help\n")
    let missing = try grader(["fuzz", "npy", "--input", "/no/such"])
    XCTAssertEqual(missing.status, .exited(2))
    XCTAssertEqual(missing.standardError.text, "grader: /no/such: no such file\n")
  }

  // MARK: - What the search found once

  func testNumbersOfAnyReportCanBeShown() {
    XCTAssertEqual(pointsText(7.25), "7.3")
    XCTAssertEqual(pointsText(1e300), "1000000000000")
    XCTAssertEqual(pointsText(-.infinity), "-1000000000000")
    XCTAssertEqual(pointsText(.nan), "0")
    var results = ClassResults.sample
    results.submissions[0].seconds = -1.5
    results.submissions[0].assignments[0].lines[0].items[0].seconds = 1e300
    results.submissions[0].assignments[0].lines[0].items[0].possible = 1e308
    results.submissions[0].assignments[0].lines[0].items[1].points = 1e308
    results.submissions[0].assignments[0].lines[0].possible = 1e308
    results.submissions[0].assignments[1].lines[0].possible = 1e308
    XCTAssertTrue(junitReport(of: results).contains("time=\"0.000\""))
    XCTAssertTrue(
      studentPage(of: results.submissions[0], in: results).contains("/ 1000000000000<"))
    XCTAssertTrue(gradescopeReport(of: results.submissions[0], in: .english).contains("1e+308"))
  }

  /// Foundation's reader traps at this text.
  func testBracketsToTheEndAreRefused() throws {
    for count in 510...515 {
      for opening in ["[", "{\"a\":"] {
        let text = Data(String(repeating: opening, count: count).utf8)
        let (record, finding) = RunInspection.settings(in: text, named: "results_epsilon_linear")
        XCTAssertNil(record)
        XCTAssertEqual(finding.share, 0)
        XCTAssertThrowsError(try Rubric.decode(text, path: "r"))
        XCTAssertEqual(SuiteRunner.decode(text), [])
        XCTAssertNil(SealedFile.value(SubmissionRecord.self, in: SealedFile.sealed(Array(text))))
        XCTAssertThrowsError(try JSONDecoder().decode(WorkerAnswer.self, fromOutside: text))
      }
    }
  }

  func testARubricIsRefusedInOneShortLine() throws {
    let long = String(repeating: "A", count: 5000)
    var rubric = Rubric.small
    rubric.assignments[1].lines[0].parts?[0].name = long
    XCTAssertThrowsError(try Rubric.decode(Data(json(rubric).utf8), path: "r")) {
      XCTAssertEqual(
        "\($0)",
        "r: not a usable rubric: the line run has an unknown part, "
          + String(repeating: "A", count: 80) + "…")
    }
    let text = json(Rubric.small).replacing("\"clarity\"", with: "\"\\n\(long)\"")
    XCTAssertThrowsError(try Rubric.decode(Data(text.utf8), path: "r")) {
      XCTAssertEqual(
        "\($0)",
        "r: not a usable rubric: assignments.Index 1.lines.Index 1.kind has an unknown value")
    }
  }
}
