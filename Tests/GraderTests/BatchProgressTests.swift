import Synchronization
import XCTest

@testable import GraderLibrary

final class BatchProgressTests: XCTestCase {
  func testTheTimeLeftFollowsTheMeanWithoutItsExtremes() {
    var time = RemainingTime()
    XCTAssertNil(time.estimate(remaining: 10, jobs: 2))
    time.add(3)
    XCTAssertEqual(time.estimate(remaining: 10, jobs: 1), 30)
    XCTAssertEqual(time.estimate(remaining: 10, jobs: 2), 15)
    // More jobs than submissions help no further.
    XCTAssertEqual(time.estimate(remaining: 2, jobs: 8), 3)
    for _ in 0..<18 { time.add(3) }
    // One of twenty that took ten minutes.
    time.add(600)
    XCTAssertEqual(time.estimate(remaining: 10, jobs: 1), 30)
    // A machine that became slower shows after as many as are remembered.
    for _ in 0..<RemainingTime.mostRemembered { time.add(6) }
    XCTAssertEqual(time.estimate(remaining: 10, jobs: 1), 60)
  }

  func testTimesAreReadable() {
    XCTAssertEqual(
      [0, 6.2, 59.5, 750, 3723].map(RemainingTime.text),
      ["0:00", "0:07", "1:00", "12:30", "1:02:03"])
  }

  private func shown(isTerminal: Bool) -> String {
    let written = Written()
    let display = ProgressDisplay(isTerminal: isTerminal) { text in
      written.text.withLock { $0 += text }
    }
    display.show(
      BatchProgress(
        done: 1, total: 3, line: "2000-00001: 190 / 190 (0.6 s)", needsAttention: false,
        secondsLeft: 65))
    display.show(
      BatchProgress(
        done: 2, total: 3, line: "2000-00002: could not be graded", needsAttention: true,
        secondsLeft: nil))
    display.show(
      BatchProgress(
        done: 3, total: 3, line: String(repeating: "김", count: 60), needsAttention: false,
        secondsLeft: nil))
    display.end()
    return written.text.withLock { $0 }
  }

  private final class Written: Sendable { let text = Mutex("") }

  func testElsewhereThanOnATerminalEverySubmissionHasALine() {
    XCTAssertEqual(
      shown(isTerminal: false),
      """
      [1/3] 2000-00001: 190 / 190 (0.6 s), 1:05 left
      [2/3] 2000-00002: could not be graded
      [3/3] \(String(repeating: "김", count: 60))

      """)
  }

  func testOnATerminalOneLineIsWrittenOverAndProblemsStay() {
    let clear = "\r\u{1B}[K"
    XCTAssertEqual(
      shown(isTerminal: true),
      clear + "[1/3] 2000-00001: 190 / 190 (0.6 s), 1:05 left"
        + clear + "[2/3] 2000-00002: could not be graded\n"
        + clear + "[3/3] " + String(repeating: "김", count: 36) + "…" + clear)
  }
}
