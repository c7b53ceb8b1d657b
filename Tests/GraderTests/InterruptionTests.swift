import Foundation
import Processes
import XCTest

@testable import GraderLibrary

/// The program `grader`, stopped from outside while it grades a submission that never ends.
final class InterruptionTests: SandboxTestCase {
  /// Starts it and waits until the submission's endless loop runs.
  private func start(_ level: Sandbox.Choice) throws -> (grader: ChildProcess, folder: String) {
    let location = try PackageLocation.find()
    let program = location.products + "/grader"
    guard isFile(program) else { throw XCTSkip("\(program) is not built") }
    // Folders above it that others can enter, for the level that needs it.
    let folder = try temporaryFolder()
    chmod(folder, 0o755)
    try makeFolder(folder + "/temporary")
    var files: [String: [UInt8]] = [:]
    for name in namesInFolder(location.solutions + "/HandsOn") {
      let data = try Data(
        contentsOf: URL(fileURLWithPath: location.solutions + "/HandsOn/" + name))
      files["Assignments/HandsOn/" + name] = Array(data)
    }
    files["Assignments/HandsOn/Step1Alpha.swift"] = Array(
      """
      import DiffusionCourse
      extension HandsOn {
        public static func alphas(betas: [Double]) -> [Double] { while true {} }
        public static func alphaBars(alphas: [Double]) -> [Double] { while true {} }
      }
      """.utf8)
    let archive = folder + "/2000-00001.tar.gz"
    try Data(TarWriter.gzippedArchive(of: files)).write(to: URL(fileURLWithPath: archive))

    var environment = ProcessInfo.processInfo.environment
    environment["TMPDIR"] = folder + "/temporary"
    let grader = try ChildProcess(
      [
        program, "grade", archive, "--output", folder + "/reports", "--sandbox", level.rawValue,
      ], environment: environment)
    addTeardownBlock { grader.kill() }
    let patience = Deadline(seconds: 200)
    var isWorking = false
    while !isWorking, !patience.hasPassed, grader.end == nil {
      usleep(20_000)
      isWorking = working(in: folder).contains { $0.contains("worker") }
    }
    XCTAssertTrue(isWorking, "\(String(describing: grader.end))")
    return (grader, folder)
  }

  /// The command lines, other than the grader's own, that name the folder.
  private func working(in folder: String) -> [String] {
    namesInFolder("/proc").filter { Int($0) != nil }.compactMap { process in
      let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
      let line = String(decoding: data, as: UTF8.self).replacing("\0", with: " ")
      return line.contains(folder) && !line.contains(" grade ") ? line : nil
    }
  }

  private func assertNothingWorks(
    in folder: String, _ name: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let patience = Deadline(seconds: 30)
    while !working(in: folder).isEmpty, !patience.hasPassed { usleep(10_000) }
    XCTAssertEqual(working(in: folder), [], name, file: file, line: line)
  }

  func testASignalEndsEverythingAndNothingIsLeft() throws {
    for sandbox in try everyLevel() {
      let choice = try XCTUnwrap(Sandbox.Choice(rawValue: sandbox.level.rawValue))
      let (grader, folder) = try start(choice)
      grader.send(signal: sandbox.level == .none ? SIGINT : SIGTERM)
      let end = try XCTUnwrap(grader.wait(timeout: 60), "\(choice)")
      XCTAssertEqual(end.status, .signalled(sandbox.level == .none ? SIGINT : SIGTERM))
      assertNothingWorks(in: folder, "\(choice)")
      // The build tool's own are its own affair.
      let left = namesInFolder(folder + "/temporary").filter { $0.hasPrefix("grader") }
      XCTAssertEqual(left, [], "\(choice)")
      // No verdict from what we killed ourselves.
      XCTAssertFalse(isFile(folder + "/reports/2000-00001/results.json"), "\(choice)")
    }
  }

  #if !canImport(Darwin)
    func testWithTheGraderKilledEverythingDies() throws {
      for sandbox in try everyLevel() {
        let choice = try XCTUnwrap(Sandbox.Choice(rawValue: sandbox.level.rawValue))
        let (grader, folder) = try start(choice)
        // It alone: the kernel does the rest.
        kill(grader.processIdentifier, SIGKILL)
        XCTAssertEqual(grader.wait().status, .signalled(SIGKILL))
        assertNothingWorks(in: folder, "\(choice)")
      }
    }
  #endif
}
