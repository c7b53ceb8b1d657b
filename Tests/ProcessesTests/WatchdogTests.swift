import XCTest

@testable import Processes

#if !canImport(Darwin)
  final class WatchdogTests: XCTestCase {
    private func shell(_ script: String, bounds: ProcessBounds) throws -> Finished {
      try runToEnd(["/bin/sh", "-c", script], timeout: 60, bounds: bounds)
    }

    private let threeTimesFortyMegabytes = """
      for i in 1 2 3; do
        (x=$(head -c 40000000 /dev/zero | tr '\\0' x); echo ${#x}; read y </proc/self/fd/0) &
      done
      wait
      """

    func testMemoryIsSummedOverAllThatAChildStarts() throws {
      // Input that never ends keeps them waiting.
      let run = try shell(
        "tail -f /dev/null | { \(threeTimesFortyMegabytes); }",
        bounds: ProcessBounds(memoryBytes: 100 << 20))
      XCTAssertFalse(run.timedOut)
      XCTAssertEqual(run.status, .signalled(SIGKILL))
      XCTAssertEqual(run.excess, .memory(limit: 100 << 20))
      XCTAssertEqual("\(run.excess!)", "all its processes together used more than 100 MB")
    }

    func testOpenFilesWithoutANameAreMemory() throws {
      let folder = NSTemporaryDirectory() + "watchdog-\(getpid())"
      let run = try shell(
        """
        exec 7>\(folder); rm \(folder)
        head -c 50000000 /dev/zero >&7
        sleep 1000
        """, bounds: ProcessBounds(memoryBytes: 40 << 20))
      XCTAssertEqual(run.excess, .memory(limit: 40 << 20))
    }

    func testWhoStaysWithinTheBoundsIsLeftAlone() throws {
      let run = try shell(
        threeTimesFortyMegabytes, bounds: ProcessBounds(memoryBytes: 1 << 30, tasks: 100))
      XCTAssertEqual(run.status, .exited(0))
      XCTAssertNil(run.excess)
      XCTAssertEqual(run.standardOutput.text, "40000000\n40000000\n40000000\n")
    }

    func testProcessesThatLeftTheGroupAreCountedAndKilled() throws {
      let run = try shell(
        // `setsid` in the background becomes `sleep` without another process.
        "i=0; while [ $i -lt 60 ]; do setsid sleep 1000 & echo $!; i=$((i + 1)); done; wait",
        bounds: ProcessBounds(tasks: 40))
      XCTAssertEqual(run.excess, .tasks(limit: 40))
      let processes = run.standardOutput.text.split(separator: "\n").compactMap { pid_t($0) }
      // The shell, and perhaps one that it has not named yet.
      XCTAssertGreaterThanOrEqual(processes.count, 38)
      for process in processes { assertGone(process) }
    }

    func testThreadsAreTasksAndMemoryIsThatOfTheProcess() {
      let before = ProcessUsage(ofTree: getpid(), most: .max)
      let end = DispatchSemaphore(value: 0)
      let begun = DispatchSemaphore(value: 0)
      for _ in 0..<5 {
        Thread {
          begun.signal()
          end.wait()
        }.start()
      }
      for _ in 0..<5 { begun.wait() }
      let during = ProcessUsage(ofTree: getpid(), most: .max)
      for _ in 0..<5 { end.signal() }
      XCTAssertTrue(during.processes.contains(getpid()))
      XCTAssertGreaterThanOrEqual(during.tasks, 6)
      XCTAssertGreaterThan(before.residentBytes, 1 << 20)
      XCTAssertEqual(ProcessUsage(ofTree: -1, most: .max).residentBytes, 0)
    }
  }
#endif
