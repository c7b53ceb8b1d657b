import DiffusionCourse
import Digits
import Foundation
import Pictures
import SubmissionProtocol
import Tensors
import XCTest

@testable import GraderLibrary

/// Copies of training images, one image many times, runs that are one.
final class CopyTests: XCTestCase {
  /// MNIST where it is, else drawn digits; and digits of the same kind that were not trained on.
  private static let data: (train: DigitSet, other: DigitSet, isMNIST: Bool) = {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["MNIST_DIR"], let train = try? MNIST.load(.train, from: folder),
      let test = try? MNIST.load(.test, from: folder)
    {
      return (train, test.prefix(2000), true)
    }
    print("without $MNIST_DIR copies are looked for among drawn digits")
    return (
      DrawnDigits.generate(count: 6000, seed: 1), DrawnDigits.generate(count: 1000, seed: 2), false
    )
  }()
  private static let copies = TrainingCopies(data.train)

  private func share(_ images: [Float]) -> Double {
    Double(Self.copies.copies(among: images).count) / Double(images.count / 784)
  }

  private func moved(_ images: [Float], _ y: Int, _ x: Int) -> [Float] {
    images.indices.map { index in
      let (image, row, column) = (index / 784, index % 784 / 28 - y, index % 28 - x)
      guard (0..<28).contains(row), (0..<28).contains(column) else { return -1 }
      return images[image * 784 + row * 28 + column]
    }
  }

  private func noisy(_ images: [Float], _ random: RandomSource) -> [Float] {
    // A twentieth of the range.
    images.map { min(max($0 + 0.1 * Float(random.normal()), -1), 1) }
  }

  private func contrast(_ images: [Float], _ factor: Float) -> [Float] {
    images.map { min(max(($0 + 1) * factor - 1, -1), 1) }
  }

  func testTrainingImagesAreFoundWhateverWasDoneToThem() {
    let random = RandomSource(seed: 7)
    let picked = Array(random.shuffled(Self.data.train.count).prefix(500))
    let images = Self.data.train.images(picked)
    XCTAssertEqual(Self.copies.copies(among: images).map(\.image), picked)
    for (name, changed) in [
      ("shifted", moved(images, 1, -1)), ("shifted", moved(images, 0, 1)),
      ("noisy", noisy(images, random)), ("paler", contrast(images, 0.9)),
      ("bolder", contrast(images, 1.1)),
    ] {
      let share = share(changed)
      print("training images, \(name): \(share) flagged")
      XCTAssertGreaterThanOrEqual(share, 0.99, name)
    }
  }

  func testOtherDigitsAreNoCopies() {
    let share = share(Self.data.other.images(Array(0..<Self.data.other.count)))
    print("digits that were not trained on: \(share) flagged")
    // Drawn digits of one class are alike as no handwriting is.
    XCTAssertLessThanOrEqual(share, Self.data.isMNIST ? 0.01 : 0.03)
  }

  func testTheReferenceRunsRaiseNoFlags() throws {
    for name in Submission.resultsFolders {
      let samples = try reference(name)
      let found = Self.copies.copies(among: samples)
      print("\(name): \(found.count) of 100 samples flagged")
      XCTAssertLessThanOrEqual(found.count, 1)
      XCTAssertEqual(SampleFlags(training: Self.copies).flags(of: samples), [])
    }
  }

  func testARunOfCopiesIsFlaggedWithEvidence() throws {
    let images = Self.data.train.images(Array(500..<510))
    var samples = try reference("results_sample_linear")
    samples.replaceSubrange(0..<10 * 784, with: images)
    let flag = try XCTUnwrap(SampleFlags(training: Self.copies).flags(of: samples).first)
    XCTAssertEqual(flag.kind, .trainingCopies)
    XCTAssert(flag.text.english.contains("0 = 500, 1 = 501"), flag.text.english)
    XCTAssert(flag.text.isComplete)
    XCTAssertEqual(SampleFlags(training: nil).flags(of: samples), [])
  }

  func testOneImageManyTimesIsFlagged() throws {
    var samples = try reference("results_sample_linear")
    let random = RandomSource(seed: 3)
    for image in 1..<10 {
      let twin = contrast(noisy(Array(samples[..<784]), random), 0.95)
      samples.replaceSubrange(image * 784..<(image + 1) * 784, with: twin)
    }
    XCTAssertEqual(SampleFlags().flags(of: samples).map(\.kind), [.repeatedImage])
  }

  // MARK: Two runs

  private func reference(_ name: String) throws -> [Float] {
    let solutions = try PackageLocation.find().solutions
    return try NPY.read("\(solutions)/\(name)/samples.npy", maximumBytes: 1 << 20).values
  }

  private func fingerprint(_ name: String) throws -> RunFingerprint {
    let solutions = try PackageLocation.find().solutions
    return try XCTUnwrap(RunFingerprint(RunInspection(name, in: solutions), in: solutions))
  }

  private func owned(_ owner: String, _ run: RunFingerprint) -> ClassComparison.Owned {
    ClassComparison.Owned(owner: both(owner), folder: "results_\(owner)", run: run)
  }

  func testDifferentRunsAreNotTakenForOne() throws {
    let runs = try Submission.resultsFolders.map { owned($0, try fingerprint($0)) }
    XCTAssertEqual(ClassComparison(runs).findings(), [])
  }

  func testTheSameRunTwiceIsFlaggedOnBothSides() throws {
    let run = try fingerprint("results_sample_linear")
    let other = try fingerprint("results_sample_cosine")
    let findings = ClassComparison([owned("a", run), owned("b", other), owned("c", run)])
      .findings()
    XCTAssertEqual(findings.map(\.index), [0, 2, 0, 2])
    XCTAssertEqual(
      findings.map(\.flag.kind), [.sameWeights, .sameWeights, .sameSamples, .sameSamples])
    XCTAssert(findings[0].flag.text.english.contains("c, results_c"))
    XCTAssert(findings[0].flag.text.english.contains("it is one training"))
    XCTAssert(findings[2].flag.text.english.contains("100 of 100"))
  }

  func testWeightsWithALittleNoiseAreKnownAgain() throws {
    let run = try fingerprint("results_sample_linear")
    var changed = run
    let random = RandomSource(seed: 9)
    let weights = try XCTUnwrap(run.pickedWeights)
    let size = (weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)).squareRoot()
    changed.weights = weights.map { $0 + 0.03 * size * Float(random.normal()) }
      .withUnsafeBytes { Data($0) }
    changed.samples = nil
    changed.seconds = 1
    let findings = ClassComparison([owned("a", run), owned("b", changed)]).findings()
    XCTAssertEqual(findings.map(\.flag.kind), [.sameWeights, .sameWeights])
    XCTAssert(findings[0].flag.text.english.contains("The times of training differ"))
  }

  /// An infinite weight is infinitely far from any other, as a share of its own size not at all.
  func testAnInfiniteWeightIsLikeNoOther() throws {
    let run = try fingerprint("results_sample_linear")
    var broken = run
    var weights = try XCTUnwrap(run.pickedWeights)
    weights[5] = .infinity
    broken.weights = weights.withUnsafeBytes { Data($0) }
    broken.samples = nil
    let others = [owned("a", run), owned("b", try fingerprint("results_sample_cosine"))]
    XCTAssertEqual(ClassComparison(others + [owned("c", broken)]).findings(), [])
  }

  func testABrokenFingerprintIsNoTrap() throws {
    var run = try fingerprint("results_sample_linear")
    run.weights = Data([1, 2, 3])
    run.samples = Data(repeating: 0, count: 100)
    XCTAssertEqual(ClassComparison([owned("a", run), owned("b", run)]).findings(), [])
  }
}
