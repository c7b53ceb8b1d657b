import DiffusionCourse
import Foundation
import Tensors

// Problem 2a of assignment 2-1.
extension PublicTest {
  static func losses() -> [PublicTest] {
    let noisy = "x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · ε,  t ~ Uniform({1, …, T})"
    return [
      problem(
        "2a", "network",
        Bilingual("the network sees x_t, t and the labels", korean: "네트워크가 x_t, t, 라벨을 받음"),
        formula: noisy, of: "loss"
      ) { a, random in lossStep(of: a, .epsilon, random).problem },
      problem(
        "2a", "epsilon",
        Bilingual("epsilon: mean of (ε − prediction)²", korean: "epsilon: (ε − 예측)²의 평균"),
        formula: noisy, of: "loss"
      ) { a, random in wrongLoss(of: a, .epsilon, random) },
      problem(
        "2a", "sample",
        Bilingual("sample: mean of (x₀ − prediction)²", korean: "sample: (x₀ − 예측)²의 평균"),
        formula: noisy, of: "loss"
      ) { a, random in wrongLoss(of: a, .sample, random) },
      problem(
        "2a", "gradient", Bilingual("gradients reach the network", korean: "기울기가 네트워크까지 전달됨"),
        formula: "∂L/∂θ", of: "loss"
      ) { a, random in
        let weight = Parameter(Tensor(0.5))
        let loss = a.loss(
          network: ProbeNetwork { images, _ in images * weight.value },
          images: Tensor(pixels, shape: batch), labels: digits,
          tables: TestTables.constant(timesteps: 10), prediction: .epsilon, using: random)
        return noGradient(loss)
      },
    ]
  }

  private static let batch = [8, 1, 2, 2]
  private static let pixels = (0..<32).map { Float($0 % 5) / 2 - 1 }
  private static let digits = [3, 1, 4, 1, 5, 9, 2, 6]

  /// One loss, the ε that the network saw, and what was wrong with the question.
  private static func lossStep(
    of assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> (loss: Tensor, noise: [Float], problem: Bilingual?) {
    let tables = TestTables.constant(timesteps: 10)
    let probe = ProbeNetwork(constant: 0.25)
    let loss = assignment.loss(
      network: probe, images: Tensor(pixels, shape: batch), labels: digits, tables: tables,
      prediction: prediction, using: random)
    guard let call = probe.calls.first else { return (loss, [], networkNotAsked) }
    guard call.images.shape == batch else {
      return (loss, [], wrongShape("x_t", call.images.shape, batch))
    }
    if let wrong = wrongTimesteps(call.timesteps, images: 8, last: 10) { return (loss, [], wrong) }
    let factors = call.timesteps.map { t in
      (image: Float(tables.sqrtAlphaBar[t]), noise: Float(tables.sqrtOneMinusAlphaBar[t]))
    }
    let noise = call.images.scalars.enumerated().map { i, pixel in
      (pixel - factors[i / 4].image * pixels[i]) / factors[i / 4].noise
    }
    guard call.labels == digits else {
      let found = call.labels.map { "\($0)" } ?? "nil"
      let wrong = differs(
        Bilingual("the network's labels", korean: "네트워크가 받은 라벨"), found: found,
        expected: "\(digits)")
      return (loss, noise, wrong)
    }
    guard Set(call.timesteps).count > 1 else {
      let wrong = Bilingual("all images share one t", korean: "모든 이미지의 t가 같습니다")
      return (loss, noise, wrong)
    }
    let drawn = DrawnNoise(random)
    if noise.allSatisfy({ drawn.contains($0, tolerance: 1e-4) }) { return (loss, noise, nil) }
    guard let last = drawn.last(32) else { return (loss, noise, noNoise) }
    let expected = last.enumerated().map { i, noise in
      factors[i / 4].image * pixels[i] + factors[i / 4].noise * noise
    }
    let wrong = difference(
      "x_t", call.images, expected, shape: batch, timesteps: call.timesteps)
    return (loss, noise, wrong ?? noNoise)
  }

  private static func wrongLoss(
    of assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> Bilingual? {
    let (loss, noise, problem) = lossStep(of: assignment, prediction, random)
    guard !noise.isEmpty else { return problem }
    let target = prediction == .epsilon ? noise : pixels
    return difference(loss: loss, target.map { pow(Double($0) - 0.25, 2) }.reduce(0, +) / 32)
  }
}
