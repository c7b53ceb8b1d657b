import DiffusionTool
import Foundation
import Processes
import XCTest

@testable import GraderLibrary

/// The real program: its words, its exit codes.
final class CommandTests: XCTestCase {
  private func grader(_ arguments: String...) throws -> Finished {
    let program = try PackageLocation.find().products + "/grader"
    return try runToEnd([program] + arguments, timeout: 120)
  }

  private func assertUsageError(
    _ finished: Finished, _ line: String, file: StaticString = #filePath,
    at sourceLine: UInt = #line
  ) {
    XCTAssertEqual(finished.status, .exited(2), file: file, line: sourceLine)
    XCTAssertEqual(finished.standardOutput.text, "", file: file, line: sourceLine)
    XCTAssertEqual(finished.standardError.text, line + "\n", file: file, line: sourceLine)
  }

  func testHelpFitsAndHasAnExample() throws {
    for command in [""] + GraderCommands.commandNames {
      let finished = try command.isEmpty ? grader("--help") : grader(command, "--help")
      XCTAssertEqual(finished.status, .exited(0))
      let text = finished.standardOutput.text
      XCTAssertTrue(text.contains("\nexample: swift run "), text)
      for line in text.split(separator: "\n") {
        XCTAssertLessThanOrEqual(columns(String(line)), 80, String(line))
      }
    }
  }

  func testWrongUseIsOneLineAndExitCodeTwo() throws {
    assertUsageError(
      try grader("grdae"),
      "grader: unknown command grdae; there are \(commandNames); see grader --help")
    assertUsageError(
      try grader("grade", "x"), "grader: --output DIR is missing; see grader grade --help")
    assertUsageError(
      try grader("grade", "--output", "out"),
      "grader: no archive or folder is given; see grader grade --help")
    assertUsageError(
      try grader("grade", "x", "--output", "out", "--job", "2"),
      "grader: unknown option --job; did you mean --jobs?; see grader grade --help")
    assertUsageError(
      try grader("grade", "x", "--output", "out", "--jobs", "0"),
      "grader: --jobs 0: a whole number from 1 to 256 is needed; see grader grade --help")
    assertUsageError(
      try grader("grade", "x", "--output", "out", "--sandbox", "docker"),
      "grader: --sandbox docker: one of auto, bubblewrap, user, none is needed; see grader grade --help"
    )
    assertUsageError(
      try grader("grade", "x", "--output", "out", "--language", "de"),
      "grader: --language de: one of english, en, korean, ko is needed; see grader grade --help")
    assertUsageError(
      try grader("grade", "/nowhere/x.tar.gz", "--output", "out"),
      "grader: /nowhere/x.tar.gz: no such file or folder")
    assertUsageError(
      try grader("demo", "now"), "grader: unexpected now; see grader demo --help")
  }

  private let commandNames = GraderCommands.commandNames.joined(separator: ", ")

  func testVerificationIsOffSpotOrFull() throws {
    let folder = try temporaryFolder()
    assertUsageError(
      try grader("grade", folder, "--output", "out", "--verify", "some"),
      "grader: --verify some: one of off, spot, full is needed; see grader grade --help")
  }

  func testAFolderWithoutArchivesIsSaidSo() throws {
    let folder = try temporaryFolder()
    assertUsageError(
      try grader("grade", folder, "--output", "out"),
      "grader: no archive (.tar.gz, .tgz, .zip) in \(folder); name one, or a folder of them")
  }

  func testClarityRefusesOtherFiles() throws {
    let folder = try temporaryFolder()
    let path = "\(folder)/samples.npy"
    try writeFile("no array", to: path)
    let finished = try grader("clarity", path)
    XCTAssertEqual(finished.status, .exited(2))
    XCTAssertTrue(
      finished.standardError.text.hasPrefix("grader: \(path): not an NPY file"),
      finished.standardError.text)
  }
}
