import Processes
import XCTest

@testable import GraderLibrary

/// What a program may use, at every level that can be had here.
final class SandboxLimitTests: SandboxTestCase {
  func testLimitsHoldOnEveryLevelAndWithEitherTool() throws {
    var tools = SandboxTools.installed()
    tools.prlimit = nil
    let withoutTool = try Sandbox.choose(.none, tools: tools, toolchain: nil)
    for sandbox in try [withoutTool] + everyLevel() {
      let session = try session(sandbox)
      let folder = session.folder + "/out"
      try makeFolder(folder)
      let name = "\(sandbox.level), prlimit \(sandbox.tools.prlimit ?? "none")"
      let endless = try shell(
        "while :; do :; done", in: session, limits: ResourceLimits(processorSeconds: 1))
      XCTAssertFalse(endless.timedOut, name)
      XCTAssertEqual(sandbox.status(of: endless.status), .signalled(SIGXCPU), name)

      let large = try shell(
        "head -c 5000000 /dev/zero >\(folder)/large", in: session, writable: [folder],
        limits: ResourceLimits(fileBytes: 1 << 20))
      XCTAssertFalse(large.succeeded, name)
      let size = try FileManager.default.attributesOfItem(atPath: folder + "/large")[.size]
      XCTAssertEqual(size as? Int, 1 << 20, name)

      let files = try shell("ulimit -n", in: session, limits: ResourceLimits(openFiles: 64))
      XCTAssertEqual(files.standardOutput.text, "64\n", name)
      #if !canImport(Darwin)
        let memory = try shell(
          "x=$(head -c 90000000 /dev/zero | tr '\\0' x); echo ${#x}", in: session,
          limits: ResourceLimits(memoryBytes: 60 << 20))
        XCTAssertFalse(memory.standardOutput.text.contains("90000000"), name)
      #endif
    }
  }

  #if !canImport(Darwin)
    func testMemoryIsCountedOverAllProcesses() throws {
      let script = """
        for i in 1 2 3 4; do
          (x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep \(uniqueTime()); echo ${#x}) &
        done
        wait
        """
      for sandbox in try everyLevel() {
        let run = try shell(
          script, in: sandbox,
          limits: ResourceLimits(memoryBytes: 200 << 20, residentBytes: 120 << 20))
        XCTAssertFalse(run.timedOut, "\(sandbox.level)")
        XCTAssertEqual(run.excess, .memory(limit: 120 << 20), "\(sandbox.level)")
      }
    }

    /// Starts 300 programs that leave group and session, each of which waits.
    private func manyProcesses(_ time: String) -> String {
      "i=0; while [ $i -lt 300 ]; do setsid sleep \(time) & i=$((i + 1)); done; wait"
    }

    func testProcessesAreLimitedAndEndedWithTheSession() throws {
      for sandbox in try everyLevel() {
        let time = uniqueTime()
        let session = try session(sandbox)
        let run = try shell(
          manyProcesses(time), in: session, limits: ResourceLimits(processes: 40), timeout: 60)
        XCTAssertFalse(run.timedOut, "\(sandbox.level)")
        XCTAssertFalse(run.succeeded, "\(sandbox.level)")
        if sandbox.level == .none {
          // Nothing but the watchdog stands in the way.
          XCTAssertEqual(run.excess, .tasks(limit: 48))
        } else {
          XCTAssertTrue(
            run.excess != nil || run.standardError.text.contains("annot fork"),
            "\(sandbox.level): \(run.standardError.text)")
          XCTAssertLessThanOrEqual(sleepers(time), 48)
        }
        session.end()
        assertSleepers(time, become: 0, "\(sandbox.level)")
      }
    }

    func testAForkBombDoesNotStarveAnotherSubmission() throws {
      for sandbox in try walledLevels() {
        let bomb = try session(sandbox)
        let other = try session(sandbox)
        let limits = ResourceLimits(processorSeconds: 30, processes: 40)
        let command = try bomb.wrap(
          ["/bin/sh", "-c", "b() { b | b & }; while :; do b; done"], limits: limits)
        let child = try ChildProcess(command.words, bounds: command.bounds)
        for _ in 0..<10 {
          let run = try shell(
            "for i in 1 2 3 4 5 6 7 8; do /bin/true & done; wait; echo fine", in: other,
            limits: limits)
          XCTAssertEqual(run.standardOutput.text, "fine\n", run.standardError.text)
          XCTAssertEqual(run.standardError.text, "")
        }
        child.kill()
        child.wait()
        bomb.end()
        if let users = bomb.users { XCTAssertEqual(processes(of: users), []) }
      }
    }

    func testThreadsAreLimited() throws {
      guard Self.toolchain != nil else { throw XCTSkip("no Swift toolchain on PATH") }
      for sandbox in try walledLevels() {
        let session = try session(sandbox)
        let folder = session.folder + "/out"
        try makeFolder(folder)
        try writeFile(
          """
          import Glibc
          var count = 0
          while count < 2000 {
            var thread = pthread_t()
            if pthread_create(&thread, nil, { _ in sleep(1000); return nil }, nil) != 0 { break }
            count += 1
          }
          print(count)
          """, to: folder + "/main.swift")
        let compiler = try XCTUnwrap(sandbox.toolchain?.compiler)
        let compilation = try session.wrap(
          [compiler, "-o", folder + "/program", folder + "/main.swift"], writable: [folder])
        let compiled = try runToEnd(compilation.words, timeout: 300)
        XCTAssertTrue(compiled.succeeded, compiled.standardError.text)
        let program = try session.wrap(
          [folder + "/program"], readOnly: [folder + "/program"],
          limits: ResourceLimits(processes: 60))
        // Without bounds: it is the system that refuses.
        let run = try runToEnd(program.words, timeout: 60)
        let count = Int(run.standardOutput.text.dropLast())
        XCTAssertEqual(try XCTUnwrap(count, run.standardError.text), 55, accuracy: 5)
      }
    }

    /// What runs as one of a session's users.
    private func processes(of users: SandboxUsers) -> [String] {
      namesInFolder("/proc").filter { name in
        guard Int(name) != nil,
          let status = try? String(contentsOfFile: "/proc/\(name)/status", encoding: .utf8),
          !status.contains("State:\tZ")
        else { return false }
        return [users.builder, users.runner].contains { status.contains("\nUid:\t\($0)\t") }
      }
    }
  #endif
}
