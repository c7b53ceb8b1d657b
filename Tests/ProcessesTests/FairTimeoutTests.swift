import XCTest

@testable import Processes

final class FairTimeoutTests: XCTestCase {
  /// A child's moments: seconds by the clock since the one before, processor seconds used in them, and
  /// whether it is busy at their end.
  private func looks(
    _ moments: [(clock: Double, used: Double, isBusy: Bool)?], seconds: Double
  ) -> [Double?] {
    var (time, used) = (0.0, 0.0)
    var sample: FairTimeout.Sample?
    let timeout = FairTimeout(seconds: seconds, sample: { sample }, now: { time })
    return moments.map { moment in
      time += moment?.clock ?? 0.2
      used += moment?.used ?? 0
      sample = moment.map { .init(processorSeconds: used, isBusy: $0.isBusy) }
      return timeout.look() == nil ? nil : (timeout.charged * 1000).rounded() / 1000
    }
  }

  func testProcessorTimeCountsAndWaitingForAProcessorDoesNot() {
    // Alone on the machine: as fast as the clock.
    XCTAssertEqual(
      looks([(0.2, 0.2, true), (0.2, 0.2, true), (0.5, 0.5, true), (0.5, 0.5, true)], seconds: 1),
      [0, 0.2, 0.7, nil])
    // Beside seven others: an eighth of that, so it may take eight times as long.
    XCTAssertEqual(
      looks([(0.2, 0.02, true), (1.6, 0.2, true), (4, 0.5, true), (2, 0.25, true)], seconds: 1),
      [0, 0.2, 0.7, 0.95])
    // Several threads count together.
    XCTAssertEqual(looks([(0.2, 0.8, true), (0.2, 0.8, true)], seconds: 0.5), [0, nil])
  }

  func testSleepingCountsByTheClock() {
    XCTAssertEqual(
      looks([(0.2, 0, false), (0.2, 0, false), (0.2, 0.1, false), (0.5, 0, false)], seconds: 1),
      [0.2, 0.4, 0.6, nil])
  }

  func testNothingTakesTenTimesAsLongByTheClock() {
    XCTAssertEqual(
      looks([(5, 0.01, true), (4, 0.01, true), (1, 0, true)], seconds: 1), [0, 0.01, nil])
  }

  func testWithoutASampleTheClockDecides() {
    XCTAssertEqual(looks([nil, nil, nil], seconds: 0.5), [0.2, 0.4, nil])
  }

  #if canImport(Glibc)
    /// The loop is a grandchild's, whose name is made to look like the end of its fields.
    func testTheTimeOfDescendantsIsSeen() throws {
      let child = try ChildProcess([
        "/bin/sh", "-c",
        "/bin/sh -c 'printf \") S 1 1\" > /proc/$$/comm; while :; do :; done' & wait",
      ])
      defer { child.kill() }
      var most = 0.0
      let deadline = Deadline(seconds: 60)
      while most < 0.1, !deadline.hasPassed {
        let sample = try XCTUnwrap(FairTimeout.sample(of: child.processIdentifier))
        if sample.processorSeconds > 0 { XCTAssertTrue(sample.isBusy) }
        most = sample.processorSeconds
      }
      XCTAssertGreaterThanOrEqual(most, 0.1)
    }

    func testASleeperIsNotBusy() throws {
      let child = try ChildProcess(["/bin/sleep", "600"])
      defer { child.kill() }
      let deadline = Deadline(seconds: 60)
      // It is busy only until it has started.
      while FairTimeout.sample(of: child.processIdentifier)?.isBusy != false, !deadline.hasPassed {}
      XCTAssertEqual(FairTimeout.sample(of: child.processIdentifier)?.isBusy, false)
    }
  #endif

  func testAFairRunEndsASleeperAndALoop() throws {
    for command in [["/bin/sleep", "600"], ["/bin/sh", "-c", "while :; do :; done"]] {
      let run = try runToEnd(command, timeout: 0.5, isFair: true)
      XCTAssertTrue(run.timedOut, "\(command)")
    }
    XCTAssertTrue(try runToEnd(["/bin/echo", "x"], timeout: 60, isFair: true).succeeded)
  }
}
