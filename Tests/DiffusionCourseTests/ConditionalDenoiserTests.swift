import DiffusionCourse
import NeuralNetworks
import Tensors
import XCTest

final class ConditionalDenoiserTests: XCTestCase {
  private let network = ContextUnet(
    inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: 1))
  private let images = RandomSource(seed: 2).normal(shape: [3, 1, 28, 28])

  /// The network itself at t/T with these rows of labels; a nil row is zero.
  private func direct(_ time: [Float], _ labels: [Int?]) -> [Float] {
    let rows = labels.flatMap { label -> [Float] in (0..<10).map { $0 == label ? 1 : 0 } }
    return network(images, time: time, context: Tensor(rows, shape: [3, 10])).scalars
  }

  func testTimeIsAFractionAndTheLabelOneHot() {
    network.isTraining = false
    let denoiser = ConditionalDenoiser(network, timesteps: 20)
    XCTAssertEqual(
      denoiser.predict(images, at: [1, 10, 20], labels: [0, 9, 4]).scalars,
      direct([0.05, 0.5, 1], [0, 9, 4]))
    XCTAssertEqual(
      denoiser.predict(images, at: [1, 10, 20]).scalars, direct([0.05, 0.5, 1], [nil, nil, nil]))
  }

  func testGuidanceLeadsAwayFromThePredictionWithoutLabels() {
    network.isTraining = false
    let time: [Float] = [0.5, 0.5, 0.5]
    let (with, without) = (direct(time, [1, 2, 3]), direct(time, [nil, nil, nil]))
    let guided = ConditionalDenoiser(network, timesteps: 20, guidance: 1.5)
    let found = guided.predict(images, at: [10, 10, 10], labels: [1, 2, 3]).scalars
    for (found, (with, without)) in zip(found, zip(with, without)) {
      XCTAssertEqual(found, 2.5 * with - 1.5 * without, accuracy: 1e-4)
    }
    // Without labels there is nothing to lead towards.
    XCTAssertEqual(guided.predict(images, at: [10, 10, 10]).scalars, without)
  }

  func testTrainingLeavesOutLabelsAtRandom() {
    network.isTraining = true
    let random = RandomSource(seed: 4)
    random.startRecording()
    let denoiser = ConditionalDenoiser(
      network, timesteps: 20, labelDropout: 0.5, using: random)
    var dropped = 0
    for _ in 0..<8 {
      let before = random.draws.count
      let found = denoiser.predict(images, at: [5, 10, 15], labels: [7, 8, 9]).scalars
      let kept = random.draws[before...].compactMap { draw -> Bool? in
        guard case .uniform(_, let values) = draw else { return nil }
        return values[0] >= 0.5
      }
      XCTAssertEqual(kept.count, 3)
      dropped += kept.filter { !$0 }.count
      XCTAssertEqual(
        found, direct([0.25, 0.5, 0.75], zip([7, 8, 9], kept).map { $1 ? $0 : nil }))
    }
    XCTAssertTrue((4...20).contains(dropped), "\(dropped) of 24 labels left out")
  }
}
