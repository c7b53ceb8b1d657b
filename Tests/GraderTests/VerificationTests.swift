import DiffusionCourse
import Foundation
import NeuralNetworks
import SubmissionCatalogues
import Tensors
import XCTest

@testable import GraderLibrary

/// What drawing images again says of honest and of cheating samplers.
final class VerificationTests: VerificationTestCase {
  // MARK: Honest

  func testTheReferenceRunsAreNotFlagged() throws {
    try withWorker(solution()) { connection in
      for name in ["epsilon_linear", "epsilon_cosine", "sample_linear", "sample_cosine"] {
        let run = try run("results_\(name)")
        let found = try verifier(run).verify(asking: connection)
        XCTAssertEqual(found.flags, [], name)
        XCTAssertEqual(found.notes.count, 2, name)
        XCTAssert(found.isComplete)
        print(name, found.notes.map(\.english))
      }
    }
  }

  /// Each draws its own samples first, as a training would, with fewer steps to save time.
  func testRightButDifferentSamplersAreNotFlagged() throws {
    let variants = DifferentAnswers.all.filter { variant in
      variant.changes.contains { $0.file == Self.sampling }
    }
    XCTAssertGreaterThanOrEqual(variants.count, 10)
    for (index, variant) in variants.enumerated() {
      var run = try run(
        index.isMultiple(of: 2) ? "results_epsilon_cosine" : "results_sample_linear")
      run.record.run.settings.timesteps = 40
      run.record.run.settings.beta2 = 0.4
      run.record.run.settings.guidance = 0
      try withWorker(variant.applied(to: solution())) { connection in
        run.samples = try verifier(run).allDrawn(seed: run.record.sampleSeed, asking: connection)
          .images
        XCTAssertEqual(
          try verifier(run).verify(asking: connection).flags, [], variant.name)
      }
    }
  }

  /// Another processor adds in another order: Float32 differs by 10⁻⁶ then. A hundred times that, in
  /// every prediction.
  func testWhatAnotherProcessorChangesIsTolerated() throws {
    for name in ["results_epsilon_cosine", "results_sample_linear"] {
      let run = try run(name)
      let found = try withWorker(
        cheating(
          """
              final class Rounding: DenoisingNetwork {
                let base: any DenoisingNetwork
                let random = RandomSource(seed: 11)
                init(_ base: any DenoisingNetwork) { self.base = base }
                func predict(_ x: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
                  base.predict(x, at: timesteps, labels: labels)
                    + 1e-4 * random.normal(shape: x.shape)
                }
              }
              return drawn(Rounding(network))
          """, storing: Array(run.samples[..<784]))
      ) { try verifier(run).verify(asking: $0) }
      XCTAssertEqual(found.flags, [], name)
      print(name, found.notes.map(\.english))
    }
  }

  // MARK: Cheating

  /// The kinds of flags that a sampler gets on the reference run with the reference samples.
  private func kinds(
    _ body: String, run name: String = "results_sample_linear", seconds: Double = 20
  ) throws -> [Flag.Kind] {
    let run = try run(name)
    return try withWorker(cheating(body, storing: run.samples)) { connection in
      let found = try verifier(run, seconds: seconds).verify(asking: connection)
      for flag in found.flags { XCTAssert(flag.text.isComplete) }
      return found.flags.map(\.kind)
    }
  }

  func testStoredPicturesWithoutTheNetworkAreFlagged() throws {
    let found = try kinds(
      "    return SampledImages(images: stored(count), labels: labels, states: [])")
    XCTAssert(found.contains(.networkIgnored))
    XCTAssert(found.contains(.notReproduced) == false, "they are the submitted ones")
  }

  func testAnswersThatAreThrownAwayAreFlagged() throws {
    let found = try kinds(
      """
          _ = drawn(network)
          return SampledImages(images: stored(count), labels: labels, states: [])
      """)
    XCTAssert(found.contains(.networkIgnored), "\(found)")
    XCTAssert(found.contains(.noiseIgnored), "\(found)")
  }

  func testPicturesForTheRecordedSeedAloneAreFlagged() throws {
    let found = try kinds(
      """
          let own = drawn(network)
          if count < 100 { return own }
          return SampledImages(images: stored(count), labels: labels, states: [])
      """, run: "results_epsilon_cosine")
    XCTAssertEqual(found, [.networkIgnored])
  }

  func testBlendsAreFlagged() throws {
    let found = try kinds(
      """
          let images = drawn(network).images
          return SampledImages(
            images: 0.5 * images + 0.5 * stored(count), labels: labels, states: [])
      """)
    XCTAssert(found.contains(.networkIgnored), "\(found)")
  }

  /// A `sample` that asks the network about other states than its own.
  ///
  /// - Parameter states: What is asked about, made of `x`, `timesteps` and the stored `pictures`.
  private func asking(about states: String) -> String {
    """
        final class Slipping: DenoisingNetwork {
          let base: any DenoisingNetwork
          let pictures: Tensor
          init(_ base: any DenoisingNetwork, _ pictures: Tensor) {
            self.base = base
            self.pictures = pictures
          }
          func predict(_ x: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
            base.predict(\(states), at: timesteps, labels: labels)
          }
        }
        return drawn(Slipping(network, stored(count)))
    """
  }

  /// The last call is made with a stored picture and a little noise, whose answer is that picture.
  func testPicturesSlippedInBeforeTheLastCallAreFlagged() throws {
    let found = try kinds(asking(about: "timesteps[0] <= 3 ? pictures : x"))
    XCTAssert(found.contains(.networkIgnored), "\(found)")
  }

  /// From what is not a number to a picture the way is not a number, hence not long.
  func testStatesThatAreNoNumbersAreFlagged() throws {
    let found = try kinds(
      asking(about: "timesteps[0] > 1 ? pictures * Float.nan : pictures"))
    XCTAssertEqual(found, [.notDrawn])
  }

  /// A tenth of the pictures are stored ones; the middle one tells nothing of it.
  func testAFewStoredPicturesAmongDrawnOnesAreFlagged() throws {
    let found = try kinds(
      """
          var values = drawn(network).images.scalars
          let pictures = stored(count).scalars
          for image in stride(from: 7, to: count, by: 10) {
            for pixel in image * 784..<(image + 1) * 784 { values[pixel] = pictures[pixel] }
          }
          return SampledImages(
            images: Tensor(values, shape: [count, 1, 28, 28]), labels: labels, states: [])
      """)
    XCTAssertEqual(found, [.networkIgnored])
  }

  func testEveryOtherStepLeftOutIsFlagged() throws {
    let found = try kinds(
      """
          final class Lazy: DenoisingNetwork {
            let base: any DenoisingNetwork
            var last: Tensor?
            init(_ base: any DenoisingNetwork) { self.base = base }
            func predict(_ x: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
              if let known = last {
                last = nil
                return known
              }
              last = base.predict(x, at: timesteps, labels: labels)
              return last!
            }
          }
          return drawn(Lazy(network))
      """)
    XCTAssert(found.contains(.calls), "\(found)")
  }

  func testCodeThatGivesNoImagesIsFlagged() throws {
    for body in [
      "    fatalError(\"TODO 2b\")", "    while true {}", "    exit(0)",
      "    return SampledImages(images: stored(10)[0..<3], labels: labels, states: [])",
    ] {
      XCTAssertEqual(try kinds(body, seconds: 2), [.notDrawn], body)
    }
  }

  // MARK: Weights

  func testWeightsOfAnotherRunAreFlagged() throws {
    var run = try run("results_epsilon_linear")
    run.network = try self.run("results_epsilon_cosine").network
    let found = try withWorker(solution()) { try verifier(run).verify(asking: $0) }
    XCTAssert(found.flags.contains { $0.kind == .notReproduced }, "\(found)")
    print("weights of another run:", found.notes.map(\.english))
  }

  /// Weights that never learned anything, beside clear pictures from elsewhere.
  func testWeightsWithoutTrainingAreFlagged() throws {
    var run = try run("results_sample_cosine")
    run.network = ContextUnet(
      inChannels: 1, features: 32, classes: ConditionalDenoiser.classes,
      using: RandomSource(seed: 5))
    run.network.isTraining = false
    let found = try withWorker(solution()) { try verifier(run).verify(asking: $0) }
    XCTAssert(found.flags.contains { $0.kind == .notReproduced }, "\(found)")
    XCTAssert(found.flags.contains { $0.kind == .lessClear }, "\(found)")
  }

  func testSamplesOfAnotherSeedAreFlagged() throws {
    var run = try run("results_sample_cosine")
    run.record.sampleSeed += 1
    let found = try withWorker(solution()) { try verifier(run).verify(asking: $0) }
    XCTAssertEqual(found.flags.map(\.kind), [.notReproduced])
  }

  // MARK: Effort

  func testEffortStaysWithinItsBounds() throws {
    func effort(
      _ verification: Verification, _ timesteps: Int, _ features: Int
    ) -> VerificationEffort? {
      VerificationEffort(
        verification, timesteps: timesteps,
        evaluationsPerImage: VerificationEffort.evaluationsPerImage(
          timesteps: timesteps, guidance: 2, features: features))
    }
    XCTAssertNil(effort(.off, 200, 32))
    let usual = try XCTUnwrap(effort(.spot, 200, 32))
    XCTAssertEqual([usual.replayed, usual.fresh], [3, 5])
    let all = try XCTUnwrap(effort(.full, 200, 32))
    XCTAssertEqual([all.replayed, all.fresh], [100, 100])
    let large = try XCTUnwrap(effort(.spot, 1000, 32))
    XCTAssertEqual([large.replayed, large.fresh], [1, 1])
    // A hundred thousand steps of the largest network: nobody waits for that.
    XCTAssertNil(effort(.spot, 100_000, 256))
    XCTAssertNil(effort(.full, 100_000, 256))
    XCTAssertNil(effort(.spot, 10_001, 8), "so many calls take long with the smallest")
    XCTAssertNil(effort(.full, 10_001, 8))
  }

  func testTheLargestButFew() {
    XCTAssertNil(Likeness.largestButFew([]))
    XCTAssertEqual(Likeness.largestButFew([1, 3, 2]), 3)
    XCTAssertEqual(Likeness.largestButFew((1...100).map(Double.init)), 95)
    XCTAssertEqual(Likeness.largestButFew([1, .nan, 2]), .infinity)
    XCTAssertEqual(Likeness.smallestButFew((1...100).map(Double.init)), 6)
    XCTAssertEqual(Likeness.smallestButFew([1, .nan, 2]), -.infinity)
  }

  func testChanceOfFewSuccesses() {
    // Of a bag of 4 with 2 good ones, both of 2 drawn are bad once in 6.
    XCTAssertEqual(Likeness.chance(ofAtMost: 0, among: 2, good: 2, of: 4), 1.0 / 6, accuracy: 1e-12)
    XCTAssertEqual(Likeness.chance(ofAtMost: 1, among: 2, good: 2, of: 4), 5.0 / 6, accuracy: 1e-12)
    XCTAssertEqual(Likeness.chance(ofAtMost: 2, among: 2, good: 2, of: 4), 1, accuracy: 1e-12)
    XCTAssertEqual(Likeness.chance(ofAtMost: 0, among: 3, good: 3, of: 4), 0)
  }
}
