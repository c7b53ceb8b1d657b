import SubmissionProtocol
import XCTest

/// Problem 2a of assignment 2-1: the loss for the prediction of ε and of x₀.
final class Problem2aLossTests: SubmissionTestCase {
  override class var assignment: Assignment { .imageGeneration }

  func testAsksTheNetworkOnceWithTheLabels() throws {
    for prediction in PredictionChoice.allCases {
      try expectOneCall(lossCase(prediction, seed: 1))
    }
  }

  /// 12 batches of 60 images, T = 10: 72 images a timestep. χ² with 9 degrees of freedom.
  func testDrawsATimestepForEachImage() throws {
    try expectTimestepForEachImage {
      try lossCase(
        $0 % 2 == 0 ? .epsilon : .sample, seed: UInt64(20 + $0), shape: [60, 1, 2, 2],
        schedule: .linear(timesteps: 10))
    }
  }

  func testShowsTheNetworkTheNoisyImages() throws {
    for prediction in PredictionChoice.allCases {
      let first = try lossCase(prediction, seed: 2)
      try expectNoisyInput(first)
      try expectFreshNoise(first, lossCase(prediction, seed: 12))
    }
    try expectNoisyInput(lossCase(.epsilon, seed: 3, schedule: .cosine(timesteps: 100)))
  }

  func testNoisePredictionIsComparedWithTheNoise() throws {
    try expectLossValue(lossCase(.epsilon, seed: 4))
  }

  func testImagePredictionIsComparedWithTheImages() throws {
    try expectLossValue(lossCase(.sample, seed: 5))
  }

  func testGradientsReachTheNetwork() throws {
    for prediction in PredictionChoice.allCases {
      try expectLossGradients(lossCase(prediction, seed: 6))
    }
  }

  private func lossCase(
    _ prediction: PredictionChoice, seed: UInt64, shape: [Int] = [16, 1, 16, 16],
    schedule: Schedule = .linear(timesteps: 100)
  ) throws -> LossCase {
    var inputs = InputGenerator(seed: seed)
    let images = inputs.images(shape)
    let labels = (0..<shape[0]).map { ($0 * 7 + 3) % 10 }
    let answer = try ask(
      .loss(
        network: LossCase.probe(timesteps: schedule.timesteps), images: images, labels: labels,
        tables: schedule.tables, prediction: prediction, seed: seed))
    return LossCase(
      images: images, labels: labels, schedule: schedule, kind: .l2,
      target: prediction == .epsilon ? .noise : .image,
      asked: say(
        "loss, prediction .\(prediction.rawValue), images \(shape), T = \(schedule.timesteps)",
        korean: """
          loss, prediction .\(prediction.rawValue), 이미지 \(shape), T = \(schedule.timesteps)
          """),
      answer: answer)
  }
}
