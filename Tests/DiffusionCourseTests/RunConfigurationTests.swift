import Digits
import XCTest

@testable import DiffusionCourse

final class RunConfigurationTests: XCTestCase {
  private func sentence(_ change: (inout RunSettings) -> Void) -> String {
    var settings = tinyConfiguration(tinyDigits).settings
    change(&settings)
    do {
      try settings.validate(schedule: .linear, images: tinyDigits.count)
      return "accepted"
    } catch {
      return error.description
    }
  }

  func testSettingsThatCannotBeTrainedAreRefusedInWords() {
    XCTAssertEqual(sentence { _ in }, "accepted")
    XCTAssertEqual(
      sentence { $0.features = 12 },
      "features 12: a multiple of 8 in 8…256 is needed (group normalisation makes 8 groups)")
    XCTAssertEqual(sentence { $0.timesteps = 1 }, "timesteps 1: 2…100000 is needed")
    XCTAssertEqual(sentence { $0.epochs = 0 }, "epochs 0: 1…100000 is needed")
    XCTAssertEqual(
      sentence { $0.batchSize = 23 },
      "batch 23: 1…22 is needed, since there are 22 training images")
    XCTAssertEqual(
      sentence { $0.learningRate = .nan },
      "learning rate nan: more than 0 and at most 1 is needed, for example 0.001")
    XCTAssertEqual(
      sentence { $0.averageDecay = 1 },
      "average decay 1.0: 0 or more and less than 1 is needed, for example 0.999")
    XCTAssertEqual(
      sentence { $0.beta1 = 0.8 }, "beta1, beta2 0.8, 0.7: 0 < beta1 < beta2 < 1 is needed")
  }

  func testAbsurdNumbersOfARecordDoNotTrap() {
    var run = tinyConfiguration(tinyDigits)
    run.images = .max
    run.settings.epochs = 100_000
    XCTAssertEqual(run.steps, .max)
  }

  func testCosineIgnoresTheBetas() throws {
    var settings = tinyConfiguration(tinyDigits).settings
    settings.beta1 = 5
    XCTAssertNoThrow(try settings.validate(schedule: .cosine))
  }

  func testStepsLeaveOutTheIncompleteBatch() {
    let configuration = tinyConfiguration(tinyDigits)
    XCTAssertEqual(configuration.stepsPerEpoch, 5)
    XCTAssertEqual(configuration.steps, 15)
  }

  func testDifferencesAreNamed() {
    let mine = tinyConfiguration(tinyDigits)
    var other = mine
    XCTAssertEqual(mine.differences(from: other), [])
    other.settings.features = 16
    other.seed = 9
    XCTAssertEqual(mine.differences(from: other), ["features 8, not 16", "seed 3, not 9"])
    let redrawn = tinyConfiguration(DrawnDigits.generate(count: 22, seed: 6))
    XCTAssertEqual(mine.differences(from: redrawn), ["other training images"])
  }

  func testTheFolderOfTheDataDoesNotMatter() {
    func set(_ source: String) -> DigitSet {
      DigitSet(pixels: tinyDigits.pixels, labels: tinyDigits.labels, source: source)
    }
    XCTAssertEqual(
      tinyConfiguration(set("MNIST, 22 train images from /a")),
      tinyConfiguration(set("MNIST, 22 train images from /b/c")))
  }
}
