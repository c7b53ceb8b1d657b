import XCTest

@testable import Processes

final class RunToEndTests: XCTestCase {
  private func shell(
    _ script: String, environment: [String: String]? = nil, workingDirectory: String? = nil,
    input: [UInt8] = [], timeout: Double? = 60, outputLimit: Int = 1 << 20
  ) throws -> Finished {
    try runToEnd(
      ["/bin/sh", "-c", script], environment: environment, workingDirectory: workingDirectory,
      input: input, timeout: timeout, outputLimit: outputLimit)
  }

  func testBothOutputsAndTheExitCode() throws {
    let run = try shell("echo out; echo err >&2; exit 3")
    XCTAssertEqual(run.status, .exited(3))
    XCTAssertEqual(run.standardOutput.text, "out\n")
    XCTAssertEqual(run.standardError.text, "err\n")
    XCTAssertFalse(run.timedOut)
    XCTAssertFalse(run.succeeded)
    XCTAssertGreaterThan(run.peakMemory, 0)
  }

  func testASignalIsReportedAsOne() throws {
    let run = try shell("kill -SEGV $$")
    XCTAssertEqual(run.status, .signalled(SIGSEGV))
    XCTAssertEqual(run.status.description, "signal 11 (segmentation fault)")
    XCTAssertEqual(ExitStatus.exited(139).throughWrapper, .signalled(11))
    XCTAssertEqual(ExitStatus.exited(1).throughWrapper, .exited(1))
  }

  func testLargeOutputOnBothStreamsNeitherBlocksNorIsKept() throws {
    let run = try shell(
      "head -c 50000000 /dev/zero; head -c 3000000 /dev/zero | tr '\\0' x >&2; printf end",
      outputLimit: 1000)
    XCTAssertEqual(run.status, .exited(0))
    XCTAssertEqual(run.standardOutput.total, 50_000_003)
    XCTAssertEqual(run.standardOutput.bytes.count, 1000)
    XCTAssertEqual(run.standardOutput.discarded, 49_999_003)
    XCTAssertEqual(Array(run.standardOutput.bytes.suffix(3)), Array("end".utf8))
    XCTAssertEqual(run.standardError.total, 3_000_000)
    XCTAssertTrue(run.standardError.isTruncated)
    XCTAssertTrue(run.standardError.text.contains("\n… 2999000 bytes left out …\n"))
  }

  func testInputLargerThanAPipeGoesThrough() throws {
    let input = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let run = try shell("cat", input: input, outputLimit: 2_000_000)
    XCTAssertEqual(run.standardOutput.bytes, input)
  }

  func testAChildThatDoesNotReadItsInputIsNoTrouble() throws {
    let run = try shell("exit 0", input: [UInt8](repeating: 1, count: 1_000_000))
    XCTAssertEqual(run.status, .exited(0))
  }

  func testTimeIsUpForTheWholeGroup() throws {
    let run = try shell("sleep 1000 & echo $!; wait", timeout: 0.3)
    XCTAssertTrue(run.timedOut)
    XCTAssertFalse(run.succeeded)
    XCTAssertEqual(run.status, .signalled(SIGKILL))
    let grandchild = try XCTUnwrap(pid_t(run.standardOutput.text.dropLast()))
    assertGone(grandchild)
  }

  func testAGrandchildThatHoldsTheOutputOpenIsNotWaitedFor() throws {
    let run = try shell("sleep 1000 & echo $!")
    XCTAssertEqual(run.status, .exited(0))
    assertGone(try XCTUnwrap(pid_t(run.standardOutput.text.dropLast())))
  }

  func testEnvironmentAndFolderAreTheOnesGiven() throws {
    let run = try shell(
      "pwd; env | sort", environment: ["A": "1", "Ä b": "2=3"], workingDirectory: "/usr/lib")
    XCTAssertTrue(run.standardOutput.text.hasPrefix("/usr/lib\n"))
    XCTAssertTrue(run.standardOutput.text.contains("\nA=1\n"))
    XCTAssertFalse(run.standardOutput.text.contains("\nHOME="))
  }

  func testWhatCannotBeStartedSaysWhy() {
    XCTAssertThrowsError(try runToEnd(["no-such-program-here"])) {
      XCTAssertEqual($0 as? ProcessFailure, .commandNotFound("no-such-program-here"))
      XCTAssertEqual(
        "\($0)",
        "cannot run no-such-program-here: no such program; install it or correct PATH")
    }
    XCTAssertThrowsError(try runToEnd(["/usr/bin"]))
    XCTAssertThrowsError(try runToEnd(["true"], workingDirectory: "/nowhere at all")) {
      XCTAssertEqual($0 as? ProcessFailure, .noWorkingDirectory("/nowhere at all"))
    }
    let text = NSTemporaryDirectory() + "not-a-program-\(getpid())"
    XCTAssertTrue(
      FileManager.default.createFile(
        atPath: text, contents: Data([0]), attributes: [.posixPermissions: 0o755]))
    defer { try? FileManager.default.removeItem(atPath: text) }
    XCTAssertThrowsError(try runToEnd([text])) {
      XCTAssertEqual($0 as? ProcessFailure, .cannotStart(command: text, errorNumber: ENOEXEC))
    }
  }

  func testManyAtOnceLeaveNoDescriptorAndNoZombie() throws {
    func openDescriptors() -> Int {
      (0..<1024).count { fcntl(Int32($0), F_GETFD) >= 0 }
    }
    _ = try shell("true")
    let before = openDescriptors()
    let outputs = Results()
    DispatchQueue.concurrentPerform(iterations: 24) { index in
      let run = try? runToEnd(["/bin/sh", "-c", "echo \(index)"], timeout: 60)
      outputs.add(run?.standardOutput.text ?? "failed")
    }
    XCTAssertEqual(outputs.all.sorted(), (0..<24).map { "\($0)\n" }.sorted())
    XCTAssertEqual(openDescriptors(), before)
    var status: Int32 = 0
    XCTAssertEqual(waitpid(-1, &status, WNOHANG), -1)
    XCTAssertEqual(errno, ECHILD)
  }
}

/// The process is gone or about to be: killed, and not yet reaped by its foster parent.
func assertGone(_ identifier: pid_t, file: StaticString = #filePath, line: UInt = #line) {
  for _ in 0..<500 {
    if kill(identifier, 0) != 0 { return }
    let state = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
    if let state, state.contains(") Z ") { return }
    usleep(10_000)
  }
  XCTFail("process \(identifier) still runs", file: file, line: line)
}

/// Strings from many threads.
final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var strings: [String] = []
  var all: [String] { lock.withLock { strings } }
  func add(_ string: String) { lock.withLock { strings.append(string) } }
}
