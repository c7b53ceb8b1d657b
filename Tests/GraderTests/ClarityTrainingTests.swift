import Digits
import Foundation
import NeuralNetworks
import Tensors
import XCTest

@testable import GraderLibrary

final class ClarityTrainingTests: XCTestCase {
  func testTemperatureIsFound() {
    // Two classes with logits (z, 0): if the first is right in a share p of the cases, the likeliest
    // temperature T has 1/(1 + e^(−z/T)) = p, that is T = z / ln(p/(1 − p)).
    let labels = (0..<100).map { $0 < 80 ? 0 : 1 }
    let logits: [Float] = (0..<200).map { $0 % 2 == 0 ? 3 : 0 }
    XCTAssertEqual(
      Calibration.temperature(logits: logits, labels: labels), 3 / log(4), accuracy: 1e-3)
  }

  func testThresholdLeavesItsShare() {
    // 100 digits with probabilities 0.01, 0.02, … 1: those of 0.8 or more are 21.
    let probabilities = (1...100).map { Double($0) / 100 }
    XCTAssertEqual(Calibration.threshold(probabilities, leaving: 0.21), 0.8)
    XCTAssertEqual(Calibration.threshold(probabilities, leaving: 0.22), 0.75)
    XCTAssertEqual(Calibration.threshold(probabilities, leaving: 0.01), 0.95)
    XCTAssertEqual(Calibration.threshold(probabilities, leaving: 0.99), 0.5)
  }

  func testReliability() {
    // 0.9 and right in 3 of 4 cases; 0.5 and right in 1 of 2: 4/6 · 0.15 + 2/6 · 0.
    let readings: [(probability: Double, isRight: Bool)] = [
      (0.9, true), (0.9, true), (0.9, false), (0.9, true), (0.5, true), (0.5, false),
    ]
    let reliability = Reliability(readings, binCount: 10)
    XCTAssertEqual(reliability.bins.map(\.count), [2, 4])
    XCTAssertEqual(reliability.bins[1].accuracy, 0.75)
    XCTAssertEqual(reliability.calibrationError, 0.1, accuracy: 1e-12)
    XCTAssertEqual(Reliability([(1, true)]).bins.map(\.accuracy), [1])
  }

  func testSoftmax() {
    let result = Calibration.softmax([1000, 1000 + log(3)], temperature: 1)
    XCTAssertEqual(result[0], 0.25, accuracy: 1e-4)
    XCTAssertEqual(result[1], 0.75, accuracy: 1e-4)
  }

  /// A digit must have more than all other classes together, even if each of them has less.
  func testWaysNotToBeADigitAddUp() {
    var logits = [Float](repeating: -100, count: ClarityNetwork.classes)
    func reading() -> (label: Int?, probability: Double) {
      ClarityClassifier.reading(logits[...], 1)
    }
    logits[7] = 0
    logits[ClarityNetwork.label(of: .cut)] = -1
    XCTAssertEqual(reading().label, 7)
    XCTAssertEqual(reading().probability, 1 / (1 + exp(-1)), accuracy: 1e-6)
    logits[ClarityNetwork.label(of: .turned)] = -1
    logits[ClarityNetwork.malformed] = -1
    XCTAssertNil(reading().label)
    XCTAssertEqual(reading().probability, 3 * exp(-1) / (1 + 3 * exp(-1)), accuracy: 1e-6)
    // Other digits are no reason to call it none.
    logits[1...3] = [-0.5, -0.5, -0.5]
    logits[ClarityNetwork.malformed] = -100
    XCTAssertEqual(reading().label, 7)
  }

  func testEachWayNotToBeADigitHasAClass() {
    let labels = UnclearImages.Kind.allCases.map(ClarityNetwork.label) + [ClarityNetwork.malformed]
    XCTAssertEqual(labels, Array(10..<ClarityNetwork.classes))
    XCTAssertEqual(
      (0..<ClarityNetwork.classes).filter(ClarityNetwork.isDigit), Array(0..<10))
  }

  /// Odds against a digit change by the priors, those between digits not at all.
  func testPriorsChangeOddsAgainstDigits() throws {
    let digits = DrawnDigits.generate(count: 3, seed: 40)
    let network = ClarityNetwork(using: RandomSource(seed: 41))
    func probabilities() -> [[Double]] {
      let classifier = ClarityClassifier(network, temperature: 1, threshold: 0.5)
      let logits = classifier.logits(images: digits.images([0, 1, 2]), count: 3)
      let classes = ClarityNetwork.classes
      return (0..<3).map {
        Calibration.softmax(logits[$0 * classes..<($0 + 1) * classes], temperature: 1)
      }
    }
    let before = probabilities()
    try network.load(ClarityTraining.adjusted(network.stateDictionary))
    for (before, after) in zip(before, probabilities()) {
      XCTAssertEqual(after.reduce(0, +), 1, accuracy: 1e-9)
      for label in 0..<ClarityNetwork.classes {
        let factor = label < 10 ? 1 : ClarityTraining.unclearPrior
        XCTAssertEqual(
          after[label] / after[0], Double(factor) * before[label] / before[0], accuracy: 1e-4,
          "\(label)")
      }
    }
  }

  func testDistortionsKeepTheRangeAndTheInk() {
    let digits = DrawnDigits.generate(count: 50, seed: 5)
    let random = RandomSource(seed: 6)
    for index in 0..<50 {
      let image = InkImage(values: digits.images([index]))
      let values = Distortion.applied(to: image, using: random).values
      XCTAssertEqual(values.count, 784)
      XCTAssertTrue(values.allSatisfy { (-1...1).contains($0) })
      // Something of the digit is left: more ink than a tenth of what there was.
      XCTAssertGreaterThan(
        values.reduce(0) { $0 + ($1 + 1) / 2 }, image.ink.reduce(0, +) / 10)
    }
  }

  func testSamplingBetweenPixels() {
    var image = InkImage()
    image.ink[28 + 2] = 1
    XCTAssertEqual(image.sampled(x: 2, y: 1), 1)
    XCTAssertEqual(image.sampled(x: 1.75, y: 1.5), 0.375)
    XCTAssertEqual(image.sampled(x: -5, y: 1), 0)
    XCTAssertEqual(image.sampled(x: .nan, y: 1), 0)
    image.ink[0] = 1
    XCTAssertEqual(image.sampled(x: -0.5, y: 0), 0.5, "fades out at the edge")
  }

  /// A few steps on a few digits: the path, not the skill.
  func testTrainsAndRepeats() throws {
    let folder = try temporaryFolder()
    try writeMNIST(DrawnDigits.generate(count: 420, seed: 1), as: "train", in: folder)
    var lines: [String] = []
    let (first, teachers) = ("\(folder)/first.safetensors", "\(folder)/teachers")
    func run(_ output: String) throws {
      lines = []
      try ClarityTraining.run(
        data: folder, teachers: teachers, output: output, epochs: (1, 2), seed: 3
      ) { lines.append($0) }
    }
    try run(first)
    XCTAssertEqual(
      lines.dropLast().map { $0.components(separatedBy: "  loss ")[0] },
      (1...4).flatMap { ["teacher \($0) of 4", "epoch 1/1"] }
        + ["their pupil", "epoch 1/2", "epoch 2/2"])
    XCTAssertTrue(lines.last?.hasPrefix("temperature ") == true, "\(lines)")
    let classifier = try ClarityClassifier(weightsAt: first)
    XCTAssertTrue((0.5...0.95).contains(classifier.threshold))
    let metadata = try SafeTensors.read(first).metadata
    XCTAssertEqual(
      metadata["made by"], "grader train-classifier --teacher-epochs 1 --epochs 2 --seed 3")

    let second = "\(folder)/second.safetensors"
    try run(second)
    let names = (1...4).map { "teacher-\($0).safetensors" }
    XCTAssertEqual(lines.first, "teachers: \(names.joined(separator: ", "))")
    XCTAssertEqual(
      try Data(contentsOf: URL(fileURLWithPath: first)),
      try Data(contentsOf: URL(fileURLWithPath: second)), "the same seed, other weights")

    let third = "\(folder)/third.safetensors"
    func goOn(from start: String) throws {
      try ClarityTraining.run(
        data: folder, teachers: teachers, from: start, output: third, epochs: (1, 1), seed: 4)
    }
    try goOn(from: first)
    XCTAssertEqual(
      try SafeTensors.read(third).metadata["made by"],
      "grader train-classifier --teacher-epochs 1 --epochs 2 --seed 3; then "
        + "grader train-classifier --teacher-epochs 1 --epochs 1 --seed 4")
    // A wide network is no small one.
    let wide = "\(teachers)/teacher-1.safetensors"
    XCTAssertThrowsError(try goOn(from: wide)) { XCTAssertTrue("\($0)".contains(wide), "\($0)") }
  }

  func testErrorsNameTheFile() throws {
    XCTAssertThrowsError(try ClarityTraining.run(data: "/no/folder", output: "/tmp/none")) {
      XCTAssertTrue("\($0)".contains("/no/folder"), "\($0)")
    }
  }
}
