import DiffusionCourse
import XCTest

final class ProgressLineTests: XCTestCase {
  private let progress = TrainingProgress(
    epoch: 3, epochs: 30, step: 400, steps: 4200, loss: 0.03124, imagesPerSecond: 411.6)

  func testBarFillsThe80Columns() {
    let line = ProgressLine.bar(progress, secondsLeft: 312)
    XCTAssertEqual(
      line, "epoch  3/30 ━╸                  9 %  loss 0.0312  412 images/s  5 min 12 s left")
    XCTAssertLessThan(line.count, 80)
  }

  func testBarNeverOutgrowsTheTerminal() {
    for columns in [10, 60, 72, 80] {
      for step in [0, 1, 2100, 4199, 4200] {
        var progress = progress
        progress.step = step
        let line = ProgressLine.bar(progress, secondsLeft: 9_999, columns: columns)
        // Words are never cut; the bar goes first.
        XCTAssertLessThan(line.count, max(columns, 68), line)
      }
    }
  }

  func testFullBar() {
    var progress = progress
    progress.step = 4200
    let line = ProgressLine.bar(progress, secondsLeft: 0)
    XCTAssertTrue(line.contains("━ 100 %"), line)
    XCTAssertTrue(line.hasSuffix("0 s left"), line)
  }

  func testPlainLine() {
    XCTAssertEqual(
      ProgressLine.plain(progress, secondsLeft: 7_380),
      "epoch 3/30: loss 0.0312, 412 images/s, 2 h 03 min left")
  }

  func testDurations() {
    XCTAssertEqual(ProgressLine.duration(0.2), "0 s")
    XCTAssertEqual(ProgressLine.duration(59.6), "1 min 00 s")
    XCTAssertEqual(ProgressLine.duration(3600), "1 h 00 min")
    XCTAssertEqual(ProgressLine.duration(.infinity), "? s")
    XCTAssertEqual(ProgressLine.duration(-5), "0 s")
  }

  func testSampling() {
    let line = ProgressLine.sampling(step: 200, steps: 400)
    XCTAssertEqual(line, "sampling ━━━━━━━━━━━━━━━                 50 %")
  }
}
