import DiffusionCourse
import Foundation
import Tensors

// Problem 2b of assignment 2-1.
extension PublicTest {
  private static let fromNoise = "x_{t−1} = 1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ) + √β̃_t · z"
  private static let fromImage =
    "mean = √ᾱ_{t−1} β_t/(1 − ᾱ_t) · x̂₀ + √α_t (1 − ᾱ_{t−1})/(1 − ᾱ_t) · x_t"

  static func sampling() -> [PublicTest] {
    [
      problem(
        "2b", "labels", Bilingual("labels 0, 1, …, 9, 0, 1, …", korean: "라벨 0, 1, …, 9, 0, 1, …"),
        of: "sample", labels),
      problem("2b", "order", Bilingual("t = T, T − 1, …, 1"), of: "sample", order),
      problem(
        "2b", "states",
        Bilingual("keeps x_t where t is divisible by 20", korean: "t가 20의 배수일 때 x_t를 보관"),
        of: "sample", states),
      problem(
        "2b", "epsilonStep", Bilingual("epsilon: one step", korean: "epsilon: 한 스텝"),
        formula: fromNoise, of: "sample"
      ) { a, random in oneStep(a, .epsilon, random) },
      problem(
        "2b", "sampleStep", Bilingual("sample: one step", korean: "sample: 한 스텝"),
        formula: fromImage,
        of: "sample"
      ) { a, random in oneStep(a, .sample, random) },
      problem(
        "2b", "epsilonPerfect",
        Bilingual("epsilon: a perfect network gives its image", korean: "epsilon: 완벽한 네트워크면 그 이미지"),
        formula: fromNoise, of: "sample"
      ) { a, random in perfectNetwork(a, .epsilon, random) },
      problem(
        "2b", "samplePerfect",
        Bilingual("sample: a perfect network gives its image", korean: "sample: 완벽한 네트워크면 그 이미지"),
        formula: fromImage, of: "sample"
      ) { a, random in perfectNetwork(a, .sample, random) },
    ]
  }

  private static func labels(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let probe = ProbeNetwork(constant: 0)
    let found = assignment.sample(
      network: probe, count: 20, imageShape: [1, 2, 2], tables: TestTables.constant(timesteps: 2),
      prediction: .sample, using: random)
    let expected = (0..<20).map { $0 % 10 }
    guard found.images.shape == [20, 1, 2, 2] else {
      return wrongShape("x_0", found.images.shape, [20, 1, 2, 2])
    }
    for (i, label) in expected.enumerated() {
      let result = found.labels.indices.contains(i) ? "\(found.labels[i])" : "nil"
      let asked = probe.calls.map { call in
        call.labels.flatMap { $0.indices.contains(i) ? "\($0[i])" : nil } ?? "nil"
      }
      if result != "\(label)" {
        return differs(
          Bilingual("label \(i) of the result", korean: "결과의 라벨 \(i)"), found: result,
          expected: "\(label)")
      }
      if let other = asked.first(where: { $0 != "\(label)" }) {
        return differs(
          Bilingual("label \(i) for the network", korean: "네트워크에 준 라벨 \(i)"), found: other,
          expected: "\(label)")
      }
    }
    return nil
  }

  private static func order(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let probe = ProbeNetwork(constant: 0)
    _ = assignment.sample(
      network: probe, count: 10, imageShape: [1, 2, 2], tables: TestTables.constant(timesteps: 41),
      prediction: .sample, using: random)
    if let wrong = wrongCount(probe, 41) { return wrong }
    for (i, (call, t)) in zip(probe.calls, (1...41).reversed()).enumerated()
    where call.timesteps != Array(repeating: t, count: 10) {
      return differs(
        Bilingual("prediction \(i + 1) was made at t", korean: "\(i + 1)번째 예측의 t"),
        found: "\(call.timesteps.first ?? 0)", expected: "\(t)")
    }
    return nil
  }

  private static func states(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> Bilingual? {
    let probe = ProbeNetwork(constant: 0)
    let found = assignment.sample(
      network: probe, count: 10, imageShape: [1, 2, 2], tables: TestTables.constant(timesteps: 41),
      prediction: .sample, using: random)
    if let wrong = wrongCount(probe, 41) { return wrong }
    guard found.states.count == 3 else {
      return differs(
        Bilingual("states kept (t = 40, 20, 0)", korean: "보관한 상태 (t = 40, 20, 0)"),
        found: "\(found.states.count)", expected: "3")
    }
    // What the network saw at t = 40 and 20 is what should have been kept.
    let expected = [probe.calls[1].images, probe.calls[21].images, found.images]
    for (i, (state, image)) in zip(found.states, expected).enumerated() {
      let t = [40, 20, 0][i]
      if let wrong = difference("x_\(t)", state, image.scalars, shape: image.shape) { return wrong }
    }
    return nil
  }

  /// From x_2 to x_1 and to x_0, where the network always answers 0.4.
  private static func oneStep(
    _ assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> Bilingual? {
    let probe = ProbeNetwork(constant: 0.4)
    let shape = [10, 1, 2, 2]
    let found = assignment.sample(
      network: probe, count: 10, imageShape: [1, 2, 2], tables: TestTables.tables,
      prediction: prediction, using: random)
    if let wrong = wrongCount(probe, 2) { return wrong }
    if let call = probe.calls.first(where: { $0.images.shape != shape }) {
      return wrongShape("x_t", call.images.shape, shape)
    }
    let (start, middle) = (probe.calls[0].images.scalars, probe.calls[1].images)
    // Of x_2: by the posterior, with x̂₀ as predicted and cut to −1…1, which is allowed.
    func mean(_ image: (Float) -> Float) -> [Float] {
      start.map { 0.546875 * image($0) + 0.421875 * $0 }
    }
    let predicted: (Float) -> Float =
      prediction == .sample ? { _ in 0.4 } : { ($0 - 0.8 * 0.4) / 0.6 }
    let means = [mean(predicted), mean { min(1, max(-1, predicted($0))) }]
    if let wrong = DrawnNoise(random).difference(
      "x_1", middle, means: means, deviations: TestTables.deviations, shape: shape, at: 2)
    {
      return wrong
    }
    let last = middle.scalars.map { prediction == .sample ? 0.4 : ($0 - 0.6 * 0.4) / 0.8 }
    let wrong = difference("x_0", found.images, last, shape: shape, tolerance: 1e-3)
    let clamped = last.map { min(1, max(-1, $0)) }
    let isClamped =
      difference("x_0", found.images, clamped, shape: shape, tolerance: 1e-3) == nil
    return isClamped ? nil : wrong
  }

  private static func perfectNetwork(
    _ assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> Bilingual? {
    let tables = TestTables.constant(timesteps: 41)
    let pixels = (0..<40).map { Float($0 % 5) / 2 - 1 }
    let truth = Tensor(pixels, shape: [10, 1, 2, 2])
    let perfect = ProbeNetwork { images, timesteps in
      guard prediction == .epsilon else { return truth }
      let t = timesteps[0]
      return (images - tables.sqrtAlphaBar[t] * truth) / tables.sqrtOneMinusAlphaBar[t]
    }
    let found = assignment.sample(
      network: perfect, count: 10, imageShape: [1, 2, 2], tables: tables, prediction: prediction,
      using: random)
    if let wrong = difference("x_0", found.images, pixels, shape: [10, 1, 2, 2], tolerance: 1e-3) {
      return wrong
    }
    if let wrong = wrongCount(perfect, 41) { return wrong }
    // Halfway, x_t should be spread about √ᾱ_t x₀ as the forward process spreads it.
    let halfway = perfect.calls[21].images - tables.sqrtAlphaBar[20] * truth
    let spread = Double(halfway.squared().mean().scalar).squareRoot()
    let expected = tables.sqrtOneMinusAlphaBar[20]
    return (0.6...1.5).contains(spread / expected)
      ? nil
      : differs(
        Bilingual("the noise in x_20", korean: "x_20에 있는 노이즈의 크기"), found: short(spread),
        expected: "≈ \(short(expected))")
  }

  private static func wrongCount(_ probe: ProbeNetwork, _ expected: Int) -> Bilingual? {
    guard probe.calls.count != expected else { return nil }
    return differs(
      Bilingual("predictions with T = \(expected)", korean: "T = \(expected)에서 예측 횟수"),
      found: "\(probe.calls.count)", expected: "\(expected)")
  }
}
