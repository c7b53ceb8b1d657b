import SubmissionProtocol
import XCTest

/// Step 4: one training step's loss.
///
/// It is built on steps 2 and 3 of the same submission. What is wrong with those costs nothing here:
/// what they make of the same seed counts as right (`StepsBefore`).
final class HandsOnStep4Tests: SubmissionTestCase {
  override class var assignment: Assignment { .handsOn }

  private let schedule = Schedule.linear(timesteps: 100)

  func testAsksTheNetworkOnceForTheWholeBatch() throws {
    try expectOneCall(lossCase(.l2, seed: 1))
  }

  /// 12 batches of 60 images, T = 10: 72 images a timestep. χ² with 9 degrees of freedom.
  func testDrawsATimestepForEachImage() throws {
    try expectTimestepForEachImage {
      try lossCase(
        .l2, seed: UInt64(20 + $0), shape: [60, 1, 2, 2], schedule: .linear(timesteps: 10))
    }
  }

  func testShowsTheNetworkTheNoisyImages() throws {
    let first = try lossCase(.l2, seed: 2)
    try expectNoisyInput(first)
    try expectFreshNoise(first, lossCase(.l2, seed: 12))
  }

  func testL1IsTheMeanAbsoluteError() throws {
    try expectLossValue(lossCase(.l1, seed: 3))
  }

  func testL2IsTheMeanSquaredError() throws {
    try expectLossValue(lossCase(.l2, seed: 4))
  }

  func testHuberIsQuadraticThenLinear() throws {
    try expectLossValue(lossCase(.huber, seed: 5))
  }

  func testGradientsReachTheNetwork() throws {
    for kind in LossChoice.allCases {
      try expectLossGradients(lossCase(kind, seed: 6))
    }
  }

  private func lossCase(
    _ kind: LossChoice, seed: UInt64, shape: [Int] = [16, 2, 12, 12], schedule: Schedule? = nil
  ) throws -> LossCase {
    let schedule = schedule ?? self.schedule
    var inputs = InputGenerator(seed: seed)
    let images = inputs.images(shape)
    let answer = try ask(
      .trainingLoss(
        network: LossCase.probe(timesteps: schedule.timesteps), images: images,
        alphaBars: DoubleTable(schedule.alphaBars), kind: kind, seed: seed))
    return LossCase(
      images: images, labels: nil, schedule: schedule, kind: kind, target: .noise,
      stepsBefore: stepsBefore(images, schedule: schedule, seed: seed),
      asked: say(
        "trainingLoss, kind .\(kind.rawValue), images \(shape), T = \(schedule.timesteps)",
        korean: "trainingLoss, kind .\(kind.rawValue), 이미지 \(shape), T = \(schedule.timesteps)"),
      answer: answer)
  }
}
