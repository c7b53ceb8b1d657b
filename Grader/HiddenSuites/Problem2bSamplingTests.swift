import SubmissionProtocol
import XCTest

/// Problem 2b of assignment 2-1: sampling with both predictions and both schedules.
final class Problem2bSamplingTests: SubmissionTestCase {
  override class var assignment: Assignment { .imageGeneration }

  private struct Sampled {
    let chain: ReverseChain
    let images: TensorValue
    let labels: [Int]
    let states: [TensorValue]
    let asked: String
  }

  func testLabelsAreZeroToNineRepeated() throws {
    for count in [10, 30] {
      let sampled = try sample(
        .epsilon, .linear(timesteps: 5), "linear", count: count, imageShape: [1, 3, 3], seed: 1)
      let expected = (0..<count).map { $0 % 10 }
      expect(
        sampled.labels == expected,
        "\(sampled.asked): the labels returned begin \(sampled.labels.prefix(12)); they should be "
          + "0, 1, …, 9, 0, 1, …, \(count) in all")
      for call in sampled.chain.calls {
        guard
          expect(
            call.labels == expected,
            call.labels == nil
              ? "\(sampled.asked): the network was not told the labels"
              : "\(sampled.asked): the network was given labels \(call.labels!.prefix(12)); they "
                + "should be 0, 1, …, 9, 0, 1, …")
        else { break }
      }
    }
  }

  func testVisitsEveryTimestepFromPureNoise() throws {
    for (prediction, schedule, name) in settings(timesteps: 15) {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [2, 8, 8], seed: 2)
      expectPureNoise(sampled.chain, asked: sampled.asked)
    }
  }

  func testStepsFromPredictedNoise() throws {
    try checkSteps(.epsilon, seed: 3)
  }

  func testStepsFromPredictedImages() throws {
    try checkSteps(.sample, seed: 4)
  }

  func testLastStepAddsNoNoise() throws {
    for (prediction, schedule, name) in settings(timesteps: 12) {
      let sampled = try sample(
        prediction, schedule, name, count: 10, imageShape: [1, 6, 6], seed: 5)
      let means = ReverseChain.Rule.ddpm.map { sampled.chain.mean(at: 1, $0) }
      let result = sampled.images.doubles
      let misses = (means + means.map(clipped)).map { (mean: [Double]) -> Double in
        zip(result, mean).map { abs($0 - $1) }.max() ?? 0
      }
      expect(
        // At t = 1 the mean is the predicted x₀, in Float32; it may be clamped to −1…1.
        (misses.min() ?? 0) <= 1e-3,
        "\(sampled.asked): the result differs by \(format(misses.min() ?? 0)) from the mean of the "
          + "step from t = 1; the last step is the mean alone, without noise")
    }
  }

  /// States are accepted at the t that are divisible by 20, or 20 steps apart counted from T, with
  /// or without x_T itself and the result.
  func testKeepsEveryTwentiethState() throws {
    for timesteps in [60, 50] {
      let sampled = try sample(
        .epsilon, .linear(timesteps: timesteps), "linear", count: 10, imageShape: [1, 4, 4],
        seed: 6)
      let wanted = stride(from: timesteps, through: 1, by: -1).filter { $0 % 20 == 0 }
      let visited = try sampled.states.map { state in
        try timestep(of: state, in: sampled)
      }
      let inner = visited.filter { $0 != 0 && $0 != timesteps }
      let fromTop = stride(from: timesteps - 20, through: 1, by: -20)
      expect(
        inner == wanted.filter { $0 != timesteps } || inner == Array(fromTop),
        "\(sampled.asked): states were kept at t = "
          + "\(visited.isEmpty ? "none" : shortened(visited)); they should be at every t that "
          + "20 divides, "
          + "\((wanted.filter { $0 != timesteps } + [0]).map(String.init).joined(separator: ", ")), "
          + "the noisiest first")
    }
  }

  /// A network that knows an image of each class must lead back to them.
  func testFindsTheDigitsThatTheNetworkKnows() throws {
    var inputs = InputGenerator(seed: 7)
    let digits = inputs.images([10, 1, 6, 6])
    for (prediction, schedule, name) in settings(timesteps: 30) {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [1, 6, 6], seed: 7,
        network: .oracle(
          cleanImages: digits, alphaBars: DoubleTable(schedule.alphaBars), prediction: prediction))
      expectValues(
        sampled.images.doubles, equal: digits.doubles + digits.doubles, name: "the images",
        formula: "those digits, since the prediction is free of error",
        asked: "\(sampled.asked), a network that knows the digits",
        // The prediction is solved from Float32 states; at t = 1 it is the result.
        tolerance: 2e-3)
    }
  }

  // MARK: Asking and comparing

  private func settings(timesteps: Int) -> [(PredictionChoice, Schedule, String)] {
    PredictionChoice.allCases.flatMap { prediction in
      [
        (prediction, Schedule.linear(timesteps: timesteps), "linear"),
        (prediction, Schedule.cosine(timesteps: timesteps), "cosine"),
      ]
    }
  }

  private func checkSteps(_ prediction: PredictionChoice, seed: UInt64) throws {
    for (schedule, name) in [
      (Schedule.linear(beta1: 0.005, beta2: 0.2, timesteps: 25), "linear"),
      (Schedule.cosine(timesteps: 25), "cosine"),
    ] {
      let sampled = try sample(
        prediction, schedule, name, count: 20, imageShape: [1, 6, 6], seed: seed)
      expectSteps(sampled.chain, follow: ReverseChain.Rule.ddpm, asked: sampled.asked)
    }
  }

  private func sample(
    _ prediction: PredictionChoice, _ schedule: Schedule, _ name: String, count: Int,
    imageShape: [Int], seed: UInt64, network: ProbeDescription? = nil
  ) throws -> Sampled {
    let asked =
      "sample, prediction .\(prediction), \(name), T = \(schedule.timesteps), \(count) images"
    let probe = ProbeDescription.affine(
      scale: 0.4, time: 0.2, label: 0.3, shift: -0.2, timesteps: schedule.timesteps)
    let answer = try ask(
      .sample(
        network: network ?? probe, count: count, imageShape: imageShape, tables: schedule.tables,
        prediction: prediction, seed: seed),
      seconds: 30)
    guard case .samples(let images, let labels, let states) = answer.result else {
      throw unexpectedAnswer()
    }
    let shape = [count] + imageShape
    try requireTensor(images, shape: shape, name: "the images", asked: asked)
    let chain = try requireChain(
      answer, schedule: schedule, prediction: prediction, shape: shape, asked: asked)
    return Sampled(chain: chain, images: images, labels: labels, states: states, asked: asked)
  }

  /// Which x_t a kept state is; 0 is the result, clamped or not.
  private func timestep(of state: TensorValue, in sampled: Sampled) throws -> Int {
    try requireTensor(
      state, shape: sampled.images.shape, name: "a kept state", asked: sampled.asked)
    func equals(_ other: [Double]) -> Bool {
      zip(state.doubles, other).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    }
    let last = sampled.chain.schedule.timesteps
    if let t = (1...last).first(where: { equals(sampled.chain.state($0).doubles) }) { return t }
    let means = ReverseChain.Rule.ddpm.map { sampled.chain.mean(at: 1, $0) }
    let isResult =
      equals(sampled.images.doubles) || clipped(state.doubles) == sampled.images.doubles
      || means.contains(where: equals)
    try require(
      isResult, "\(sampled.asked): a kept state is none of the x_t that the network saw")
    return 0
  }
}
