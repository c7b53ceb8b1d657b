import Digits
import NeuralNetworks
import Tensors
import XCTest

@testable import GraderLibrary

/// The committed weights, measured.
final class ClarityClassifierTests: XCTestCase {
  /// MNIST's test images where they are: `$MNIST_DIR`, or beside the package.
  private func mnist() throws -> DigitSet? {
    let named = ProcessInfo.processInfo.environment["MNIST_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    let folder = named ?? "\(packageRoot)/../shared/mnist"
    guard named != nil || FileManager.default.fileExists(atPath: folder) else { return nil }
    return try MNIST.load(.test, from: folder)
  }

  func testReadsTestDigits() throws {
    let mnist = try mnist()
    let digits = mnist ?? DrawnDigits.generate(count: 1_000, seed: 4_321)
    let verdicts = try committedClassifier().verdicts(
      images: digits.allImages, count: digits.count, requested: digits.allLabels)
    let right = verdicts.count { $0.predicted == $0.requested }
    let accuracy = Double(right) / Double(digits.count)
    let clear = Double(verdicts.count(where: \.isClear)) / Double(digits.count)
    let measured =
      "clarity classifier: \(right) of \(digits.count) right, "
      + String(format: "%.1f %% clear", clear * 100) + "; measured on \(digits.source)"
    print(measured)
    XCTAssertGreaterThanOrEqual(accuracy, mnist == nil ? 0.97 : 0.98, measured)
    XCTAssertGreaterThanOrEqual(clear, mnist == nil ? 0.9 : 0.985, measured)
  }

  /// A card of other weights would defend nothing.
  func testTheCardIsOfTheseWeights() throws {
    let card = try String(contentsOfFile: "\(packageRoot)/Grader/CLASSIFIER.md", encoding: .utf8)
    let path = "\(packageRoot)/Grader/clarity-classifier.safetensors"
    let madeBy = try XCTUnwrap(SafeTensors.read(path).metadata["made by"])
    XCTAssertTrue(card.contains("| made by | \(madeBy) |"))
    let classifier = try committedClassifier()
    XCTAssertTrue(card.contains(String(format: "| temperature | %.3f |", classifier.temperature)))
    XCTAssertTrue(card.contains(String(format: "| threshold | %.2f", classifier.threshold)))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path)).count
    XCTAssertTrue(card.contains("\(grouped(bytes)) bytes"))
    for kind in UnclearImages.Kind.allCases {
      XCTAssertTrue(card.contains("| clear among: \(kind.title) |"), "\(kind)")
    }
  }

  func testReadsDrawnDigits() throws {
    let digits = DrawnDigits.generate(count: 500, seed: 99)
    let verdicts = try committedClassifier().verdicts(
      images: digits.allImages, count: 500, requested: digits.allLabels)
    XCTAssertGreaterThanOrEqual(verdicts.count { $0.predicted == $0.requested }, 485)
  }

  /// Of images with black and white, a little less contrast or a grey tint leaves what is read.
  func testALittleContrastChangesNothing() throws {
    let digits = DrawnDigits.generate(count: 50, seed: 95)
    let images = (0..<50).flatMap { index in
      let values = digits.images([index])
      let (darkest, brightest) = (values.min()!, values.max()!)
      return values.map { ($0 - darkest) / (brightest - darkest) * 2 - 1 }
    }
    let classifier = try committedClassifier()
    let readings = classifier.readings(images: images, count: 50)
    for changed in [images.map { $0 * 0.85 }, images.map { ($0 + 1) * 0.85 - 1 }] {
      for (before, after) in zip(readings, classifier.readings(images: changed, count: 50)) {
        XCTAssertEqual(before.label, after.label)
        XCTAssertEqual(before.probability, after.probability, accuracy: 1e-3)
      }
    }
    // What is faint is no digit: that must not be stretched.
    let faint = images.map { ($0 + 1) * 0.1 - 1 }
    XCTAssertEqual(classifier.clearDigits(faint, count: 50).count { $0 != nil }, 0)
  }

  func testAnotherDigitThanRequestedIsNotClear() throws {
    let digits = DrawnDigits.generate(count: 300, seed: 98)
    let wrong = digits.allLabels.map { ($0 + 1) % 10 }
    let clear = try committedClassifier().clear(
      images: digits.allImages, count: 300, requested: wrong)
    XCTAssertLessThanOrEqual(clear.count { $0 }, 6)
  }

  /// 100 of each kind; whatever is read is taken to be asked for.
  func testPicturesWithoutAClearDigitRarelyPass() throws {
    let kinds = UnclearImages.Kind.allCases
    let source = DigitSource(DrawnDigits.generate(count: 1_000, seed: 97))
    let clear = try committedClassifier().clearDigits(
      UnclearImages.pictures(100 * kinds.count, from: source, seed: 96),
      count: 100 * kinds.count)
    for (number, kind) in kinds.enumerated() {
      let passed = (0..<100).count { clear[$0 * kinds.count + number] != nil }
      let allowed = [.twoDigits, .turned, .crumpled].contains(kind) ? 15 : 5
      XCTAssertLessThanOrEqual(passed, allowed, "\(kind)")
    }
  }

  /// Digits of good and bad models; three viewers who did not know of any classifier's verdict agreed on most.
  func testAgreesWithTheEye() throws {
    let sets = try ClarityEvidence(in: PackageLocation(root: packageRoot, products: "")).labelled
    XCTAssertEqual(sets.count, 2)
    for labelled in sets {
      XCTAssertGreaterThanOrEqual(labelled.clear.count, 300)
      let verdicts = try committedClassifier().clear(
        images: labelled.images, count: labelled.clear.count, requested: labelled.requested)
      let plain = verdicts.indices.filter { labelled.isPlain[$0] }
      XCTAssertGreaterThanOrEqual(plain.count, 250)
      let disagreed = plain.filter { verdicts[$0] != labelled.clear[$0] }
      XCTAssertLessThanOrEqual(
        Double(disagreed.count), 0.03 * Double(plain.count),
        "\(labelled.name): digits \(disagreed)")
    }
  }

  /// The ink is moved to the middle first, so a shift of all of it changes nothing at all.
  func testAShiftByAPixelChangesNothing() throws {
    let classifier = try committedClassifier()
    let digits = DrawnDigits.generate(count: 100, seed: 92)
    let expected = classifier.verdicts(
      images: digits.allImages, count: 100, requested: digits.allLabels)
    for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, -1)] {
      XCTAssertEqual(
        classifier.verdicts(
          images: ClarityMeasurement.shifted(digits.allImages, dx, dy), count: 100,
          requested: digits.allLabels), expected, "\(dx), \(dy)")
    }
  }

  func testBatchesDoNotMatter() throws {
    let classifier = try committedClassifier()
    let digits = DrawnDigits.generate(count: 130, seed: 95)
    let together = classifier.verdicts(
      images: digits.allImages, count: 130, requested: digits.allLabels)
    for index in [0, 63, 64, 129] {
      let alone = classifier.verdicts(
        images: digits.images([index]), count: 1, requested: digits.labels([index]))[0]
      XCTAssertEqual(alone.predicted, together[index].predicted)
      XCTAssertEqual(alone.probability, together[index].probability, accuracy: 1e-5)
    }
    XCTAssertEqual(classifier.verdicts(images: [], count: 0, requested: []), [])
  }

  func testValuesBeyondTheRangeAreHeldWithin() throws {
    let classifier = try committedClassifier()
    let digit = DrawnDigits.generate(count: 1, seed: 94)
    let stretched = digit.allImages.map { $0 > 0.99 ? 50 : $0 < -0.99 ? -Float.infinity : $0 }
    let expected = digit.allImages.map { $0 > 0.99 ? 1 : $0 < -0.99 ? -1 : $0 }
    XCTAssertEqual(
      classifier.verdicts(images: stretched, count: 1, requested: digit.allLabels),
      classifier.verdicts(images: expected, count: 1, requested: digit.allLabels))
    let nothing = [Float](repeating: .nan, count: 784)
    XCTAssertEqual(classifier.clear(images: nothing, count: 1, requested: [1]), [false])
  }

  func testWeightsThatCannotBeUsed() throws {
    let folder = try temporaryFolder()
    let path = "\(folder)/weights.safetensors"
    func words() -> String {
      do throws(WeightsError) {
        _ = try ClarityClassifier(weightsAt: path)
        return "read"
      } catch { return error.description }
    }
    let advice = "put the right file there, or make it anew"
    XCTAssertEqual(words(), "\(path): no such file; check the path")

    let network = ClarityNetwork(using: RandomSource(seed: 1))
    XCTAssertEqual(network.parameterCount, 170_900)
    try SafeTensors.write(network.stateDictionary, to: path)
    XCTAssertEqual(
      words(),
      "\(path): its metadata lack a usable temperature; \(advice)")
    for temperature in ["nan", "-1", "1e9", "warm"] {
      try SafeTensors.write(
        network.stateDictionary, to: path, metadata: ["temperature": temperature])
      XCTAssertTrue(words().contains("lack a usable temperature"), temperature)
    }

    try SafeTensors.write(network.stateDictionary, to: path, metadata: ["temperature": "1"])
    XCTAssertEqual(
      words(),
      "\(path): its metadata lack a usable threshold; \(advice)")

    var state = network.stateDictionary
    state.metadata = ["temperature": "1", "threshold": "0.9"]
    state.tensors[0].values[0] = .nan
    try SafeTensors.write(state, to: path)
    XCTAssertEqual(
      words(),
      "\(path): some weights are infinite or undefined; \(advice)")
    state.tensors.removeFirst()
    try SafeTensors.write(state, to: path)
    XCTAssertEqual(
      words(),
      "\(path): the weights do not fit the network: missing stage1.convolution.weight; \(advice)")
  }
}
