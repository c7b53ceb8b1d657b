import DiffusionCourse
import Tensors

// Step 4 of the hands-on.
extension PublicTest {
  static func trainingStep() -> [PublicTest] {
    [
      step(
        4, "network",
        Bilingual("ε_θ sees x_t, with one t per image", korean: "ε_θ가 x_t와 이미지별 t를 받음"),
        formula: "L = distance(ε, ε_θ(√ᾱ_t · x₀ + √(1 − ᾱ_t) · ε, t))", of: "trainingLoss"
      ) { a, random in
        let probe = ProbeNetwork(constant: 0.25)
        _ = a.trainingLoss(
          network: probe, images: .filled(0.5, shape: batch), alphaBars: TestTables.alphaBars,
          kind: .l2, using: random)
        return question(probe, random)
      },
      distance(.l1, "L1: mean of |ε − ε_θ|") { abs($0) },
      distance(.l2, "L2: mean of (ε − ε_θ)²") { $0 * $0 },
      distance(.huber, "Huber: ½ d² up to |d| = 1, then |d| − ½") {
        abs($0) <= 1 ? 0.5 * $0 * $0 : abs($0) - 0.5
      },
      step(
        4, "gradient", Bilingual("gradients reach the network", korean: "기울기가 네트워크까지 전달됨"),
        formula: "∂L/∂θ", of: "trainingLoss"
      ) { a, random in
        let weight = Parameter(Tensor(0.5))
        let loss = a.trainingLoss(
          network: ProbeNetwork { images, _ in images * weight.value },
          images: .filled(0.5, shape: batch), alphaBars: TestTables.alphaBars, kind: .l2,
          using: random)
        return noGradient(loss)
      },
    ]
  }

  private static let batch = [6, 1, 2, 2]

  /// What the network was asked about images that are 0.5 everywhere; nil if all is well.
  private static func question(_ probe: ProbeNetwork, _ random: RandomSource) -> Bilingual? {
    guard let call = probe.calls.first else { return networkNotAsked }
    guard call.images.shape == batch else { return wrongShape("x_t", call.images.shape, batch) }
    if let wrong = wrongTimesteps(call.timesteps, images: 6, last: 2) { return wrong }
    let drawn = DrawnNoise(random)
    let scales: [(image: Float, noise: Float)] = [(1, 0), (0.8, 0.6), (0.6, 0.8)]
    let seen = call.images.scalars
    let fits = seen.enumerated().allSatisfy { i, pixel in
      let scale = scales[call.timesteps[i / 4]]
      return drawn.contains((pixel - scale.image * 0.5) / scale.noise, tolerance: 1e-4)
    }
    if fits { return nil }
    guard let noise = drawn.last(seen.count) else { return noNoise }
    let expected = noise.enumerated().map { i, noise in
      let scale = scales[call.timesteps[i / 4]]
      return scale.image * 0.5 + scale.noise * noise
    }
    return difference("x_t", call.images, expected, shape: batch, timesteps: call.timesteps)
      ?? noNoise
  }

  private static func distance(
    _ kind: LossKind, _ title: String, _ distance: @escaping (Double) -> Double
  ) -> PublicTest {
    step(
      4, "\(kind)", Bilingual(title, korean: title.replacing("mean of", with: "평균")),
      formula: "L = distance(ε, ε_θ(x_t, t))", of: "trainingLoss"
    ) { a, random in
      let probe = ProbeNetwork(constant: 0.25)
      let loss = a.trainingLoss(
        network: probe, images: .zeros(batch), alphaBars: TestTables.alphaBars, kind: kind,
        using: random)
      guard let call = probe.calls.first else { return networkNotAsked }
      guard call.images.shape == batch else { return wrongShape("x_t", call.images.shape, batch) }
      if let wrong = wrongTimesteps(call.timesteps, images: 6, last: 2) { return wrong }
      // The images are zero: what the network saw is √(1 − ᾱ_t) ε.
      let errors = call.images.scalars.enumerated().map { i, value in
        Double(value) / (call.timesteps[i / 4] == 1 ? 0.6 : 0.8) - 0.25
      }
      return difference(loss: loss, errors.map(distance).reduce(0, +) / Double(errors.count))
    }
  }
}

// What several tests say.
extension PublicTest {
  static var networkNotAsked: Bilingual {
    Bilingual("the network was not asked", korean: "네트워크를 호출하지 않았습니다")
  }

  static var noNoise: Bilingual {
    Bilingual(
      "the noise in x_t was not drawn from `random`", korean: "x_t의 노이즈를 `random`에서 뽑지 않았습니다")
  }

  static func wrongTimesteps(_ timesteps: [Int], images: Int, last: Int) -> Bilingual? {
    guard timesteps.count == images else {
      return differs(
        Bilingual("timesteps for \(images) images", korean: "이미지 \(images)개의 t 개수"),
        found: "\(timesteps.count)", expected: "\(images)")
    }
    return timesteps.first { !(1...last).contains($0) }.map {
      Bilingual("asked at t = \($0) with T = \(last)", korean: "T = \(last)인데 t = \($0)에서 호출했습니다")
    }
  }

  static func noGradient(_ loss: Tensor) -> Bilingual? {
    guard loss.shape.isEmpty else { return wrongShape("L", loss.shape, []) }
    return loss.tracksGradient
      ? nil
      : Bilingual(
        "the loss does not depend on the network's weights: is it rebuilt from plain numbers?",
        korean: "손실이 네트워크의 가중치와 이어져 있지 않습니다. 숫자로 다시 만든 텐서가 아닌지 확인하십시오")
  }
}
