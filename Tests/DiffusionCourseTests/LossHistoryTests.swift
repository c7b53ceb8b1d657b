import XCTest

@testable import DiffusionCourse

final class LossHistoryTests: XCTestCase {
  func testAveragesOverStretchesAndEndsThemWithTheEpoch() {
    var history = LossHistory()
    // An epoch of 25 steps: a stretch of 20 and one of 5.
    for step in 1...25 {
      history.append(
        loss: step <= 20 ? 1 : 0.5, epoch: 1, step: step, learningRate: 1e-3,
        seconds: Double(step), ending: step == 25)
    }
    XCTAssertEqual(history.entries.map(\.step), [20, 25])
    XCTAssertEqual(history.entries.map(\.loss), [1, 0.5])
    XCTAssertEqual(history.recent, 0.5)
  }

  func testCSV() {
    var history = LossHistory()
    history.append(
      loss: 0.25, epoch: 3, step: 1234, learningRate: 0.00075, seconds: 61.26, ending: true)
    XCTAssertEqual(
      history.csv,
      "epoch,step,loss,learning_rate,seconds\n3,1234,0.250000,7.500e-04,61.3\n")
  }

  func testRecentLeansOnTheStretchBefore() throws {
    var history = LossHistory()
    XCTAssertNil(history.recent)
    for step in 1...20 {
      history.append(
        loss: 1, epoch: 1, step: step, learningRate: 0, seconds: 0, ending: false)
    }
    history.append(loss: 3, epoch: 1, step: 21, learningRate: 0, seconds: 0, ending: false)
    XCTAssertEqual(try XCTUnwrap(history.recent), 1 * 0.95 + 3 * 0.05, accuracy: 1e-12)
  }
}
