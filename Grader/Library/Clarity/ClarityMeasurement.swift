import Digits
import Foundation
import Tensors

/// What the classifier is worth, measured: what the model card prints.
public struct ClarityMeasurement: Codable, Equatable, Sendable {
  /// One number, and what it has to be.
  public struct Figure: Codable, Equatable, Sendable {
    public enum Unit: String, Codable, Sendable { case percent, digits, imagesPerSecond }

    public var name: String
    public var value: Double
    public var unit: Unit
    public var atLeast: Double?
    public var atMost: Double?
    public var isMet: Bool {
      // 3 of 1,000 are 0.3 %, however sums round.
      value >= (atLeast ?? -.infinity) - 1e-9 && value <= (atMost ?? .infinity) + 1e-9
    }
  }

  /// How many of a kind of picture count as clear, whichever digit is asked for.
  struct Kind: Codable, Equatable, Sendable {
    var name: String
    var count: Int
    var clear: Int
  }

  /// Digits at one timestep of a forward process.
  struct ForwardState: Codable, Equatable, Sendable {
    var schedule: String
    var timestep: Int
    var alphaBar: Double
    /// The share that is clear, 0…1.
    var clear: Double
  }

  /// A hundred digits, and by how much their count changes when they are shifted and so on.
  struct Hundred: Codable, Equatable, Sendable {
    var name: String
    var clear: Int
    /// The count after each change.
    var changed: [String: Int]
    var largestChange: Int { changed.values.map { abs($0 - clear) }.max() ?? 0 }
  }

  /// What it was measured on.
  var data: String
  var testImages: Int
  var temperature: Double
  var threshold: Double
  public var figures: [Figure] = []
  var kinds: [Kind] = []
  var lookAlikes = Kind(name: "letters that look like digits", count: 0, clear: 0)
  var forward: [ForwardState] = []
  /// The percentage of held-out digits that is clear at the threshold, which was chosen on them.
  var heldOutClear = 0.0
  var heldOut = Reliability([])
  var test = Reliability([])
  var runs: [Hundred] = []
  var checkpoints: [Hundred] = []
  /// What could not be measured, and why.
  var notes: [String] = []

  public var isMet: Bool { figures.allSatisfy(\.isMet) }

  /// Pictures of each kind; 0 of 1,000 is at most 0.3 % with 95 % certainty.
  static let countPerKind = 1_000
  /// Of pictures that no training saw.
  static let seed: UInt64 = 20_261

  /// Measures a classifier.
  ///
  /// - Parameters:
  ///   - train: What it was trained on: the held-out images are the last of these.
  ///   - test: What it never saw.
  ///   - evidence: Generated digits to judge.
  ///   - progress: Is given a line before each part.
  init(
    _ classifier: ClarityClassifier, train: DigitSet, test: DigitSet, evidence: ClarityEvidence,
    progress: (String) -> Void = { _ in }
  ) {
    data = ClarityTraining.origin(test)
    testImages = test.count
    temperature = classifier.temperature
    threshold = classifier.threshold
    notes = evidence.notes
    progress("test digits")
    measureDigits(classifier, test)
    progress("unclear pictures")
    measureKinds(classifier, test)
    progress("forward process")
    measureForward(classifier, test)
    progress("calibration")
    measureCalibration(classifier, train: train, test: test)
    progress("generated digits")
    measureGenerated(classifier, evidence)
    progress("speed")
    measureSpeed(classifier, test)
  }

  mutating func add(
    _ name: String, _ value: Double, _ unit: Figure.Unit = .percent, atLeast: Double? = nil,
    atMost: Double? = nil
  ) {
    figures.append(
      Figure(name: name, value: value, unit: unit, atLeast: atLeast, atMost: atMost))
  }
}

extension ClarityClassifier {
  /// The digit that each image clearly shows, if it shows one.
  func clearDigits(_ images: [Float], count: Int) -> [Int?] {
    readings(images: images, count: count).map {
      $0.probability >= threshold ? $0.label : nil
    }
  }
}
