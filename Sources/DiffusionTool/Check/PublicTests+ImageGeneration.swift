import DiffusionCourse
import Foundation
import Tensors

extension PublicTest {
  static func imageGeneration() -> [PublicTest] {
    [
      problem("1a", "linear: β_1 … β_T in equal steps", "Problem1Schedules") { a, _ in
        let betas = a.betaSchedule(beta1: 0.1, beta2: 0.4, timesteps: 4, schedule: .linear)
        return difference("β", betas, [0, 0.1, 0.2, 0.3, 0.4])
      },
      problem("1a", "cosine: 1 − ᾱ_t/ᾱ_{t−1}", "Problem1Schedules") { a, _ in
        let betas = a.betaSchedule(beta1: 0.1, beta2: 0.4, timesteps: 4, schedule: .cosine)
        return difference("β", betas, [0, 0.1529878, 0.4169581, 0.7078587, 0.999])
      },
      problem("1b", "the eight tables", "Problem1Schedules", tables),
      problem("2a", "epsilon: mean of (ε − prediction)²", "Problem2Loss") { a, random in
        loss(of: a, .epsilon, random)
      },
      problem("2a", "sample: mean of (x₀ − prediction)²", "Problem2Loss") { a, random in
        loss(of: a, .sample, random)
      },
      problem("2b", "labels 0, 1, …, 9, 0, 1, …", "Problem2Sampling", labels),
      problem("2b", "T, T − 1, …, 1; every 20th state", "Problem2Sampling", order),
      problem("2b", "epsilon: a perfect network", "Problem2Sampling") { a, random in
        perfectNetwork(a, .epsilon, random)
      },
      problem("2b", "sample: a perfect network", "Problem2Sampling") { a, random in
        perfectNetwork(a, .sample, random)
      },
      problem("3", "settings of the four runs", "Problem3Settings", settings),
    ]
  }

  private static func problem(
    _ name: String, _ title: String, _ file: String,
    _ body: @escaping (any ImageGenerationAssignment.Type, RandomSource) -> String?
  ) -> PublicTest {
    PublicTest(
      part: .imageGeneration, problem: name, title: title,
      file: "Assignments/ImageGeneration/\(file).swift"
    ) { context in
      let random = RandomSource(seed: 1)
      random.startRecording()
      return body(context.imageGeneration, random)
    }
  }

  /// The tables of α = 0.9 in every step.
  private static func constantTables(timesteps: Int) -> ScheduleTables {
    let powers = (0...timesteps).map { pow(0.9, Double($0)) }
    func constant(_ value: Double, first: Double) -> [Double] {
      [first] + Array(repeating: value, count: timesteps)
    }
    return ScheduleTables(
      beta: constant(0.1, first: 0),
      sqrtBeta: constant(0.316227766, first: 0),
      alpha: constant(0.9, first: 1),
      alphaBar: powers,
      sqrtAlphaBar: powers.map { $0.squareRoot() },
      oneOverSqrtAlpha: constant(1.054092553, first: 1),
      sqrtOneMinusAlphaBar: powers.map { (1 - $0).squareRoot() },
      betaOverSqrtOneMinusAlphaBar: powers.map { $0 == 1 ? 0 : 0.1 / (1 - $0).squareRoot() })
  }

  private static func tables(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> String? {
    let found = assignment.scheduleTables(betas: [0, 0.36, 0.4375])
    return difference("β", found.beta, [0, 0.36, 0.4375])
      ?? difference("√β", found.sqrtBeta, [0, 0.6, 0.6614378])
      ?? difference("α", found.alpha, [1, 0.64, 0.5625])
      ?? difference("ᾱ", found.alphaBar, [1, 0.64, 0.36])
      ?? difference("√ᾱ", found.sqrtAlphaBar, [1, 0.8, 0.6])
      ?? difference("1/√α", found.oneOverSqrtAlpha, [1, 1.25, 1.3333333])
      ?? difference("√(1 − ᾱ)", found.sqrtOneMinusAlphaBar, [0, 0.6, 0.8])
      ?? difference(
        "β/√(1 − ᾱ)", found.betaOverSqrtOneMinusAlphaBar, [0, 0.6, 0.546875], from: 1)
  }

  private static func loss(
    of assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> String? {
    let pixels = (0..<32).map { Float($0 % 5) / 2 - 1 }
    let labels = [3, 1, 4, 1, 5, 9, 2, 6]
    let tables = constantTables(timesteps: 10)
    let probe = ProbeNetwork(constant: 0.25)
    let loss = assignment.loss(
      network: probe, images: Tensor(pixels, shape: [8, 1, 2, 2]), labels: labels, tables: tables,
      prediction: prediction, using: random)
    guard let call = probe.calls.first else { return "the network was not asked" }
    guard call.labels == labels else { return "the network was not given the labels" }
    guard call.timesteps.count == 8, call.timesteps.allSatisfy({ (1...10).contains($0) }) else {
      return "timesteps \(call.timesteps) for 8 images with T = 10"
    }
    guard Set(call.timesteps).count > 1 else { return "all images share one timestep" }
    guard let noise = lastNoise(of: random, count: 32) else { return "no noise was drawn" }
    let noisy = (0..<32).map { i in
      let t = call.timesteps[i / 4]
      return Float(tables.sqrtAlphaBar[t]) * pixels[i]
        + Float(tables.sqrtOneMinusAlphaBar[t]) * noise[i]
    }
    if let found = difference("x_t", call.images, noisy, shape: [8, 1, 2, 2]) { return found }
    let target = prediction == .epsilon ? noise : pixels
    let expected = target.map { pow(Double($0) - 0.25, 2) }.reduce(0, +) / 32
    return difference("the loss", loss: loss, expected)
  }

  private static func labels(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> String? {
    let probe = ProbeNetwork(constant: 0)
    let found = assignment.sample(
      network: probe, count: 20, imageShape: [1, 2, 2], tables: constantTables(timesteps: 2),
      prediction: .sample, using: random)
    let expected = (0..<20).map { $0 % 10 }
    guard found.images.shape == [20, 1, 2, 2] else {
      return "images of shape \(found.images.shape), not [20, 1, 2, 2]"
    }
    guard found.labels == expected else { return "the result's labels are \(found.labels)" }
    guard probe.calls.allSatisfy({ $0.labels == expected }) else {
      return "the network was not given them"
    }
    return nil
  }

  private static func order(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> String? {
    let probe = ProbeNetwork(constant: 0)
    let found = assignment.sample(
      network: probe, count: 10, imageShape: [1, 2, 2], tables: constantTables(timesteps: 41),
      prediction: .sample, using: random)
    guard probe.calls.count == 41 else { return "\(probe.calls.count) predictions with T = 41" }
    for (call, t) in zip(probe.calls, (1...41).reversed())
    where call.timesteps != Array(repeating: t, count: 10) {
      return "the network was asked at \(call.timesteps[0]), not at \(t)"
    }
    guard found.states.count == 3 else {
      return "\(found.states.count) states, not 3 (t = 40, 20, 0)"
    }
    // What the network saw at t = 40 and 20 is what should have been kept.
    let expected = [probe.calls[1].images, probe.calls[21].images, found.images]
    for (i, (state, image)) in zip(found.states, expected).enumerated() {
      let name = "state of t = \([40, 20, 0][i]) "
      if let text = difference(name, state, image.scalars, shape: image.shape) { return text }
    }
    return nil
  }

  private static func perfectNetwork(
    _ assignment: any ImageGenerationAssignment.Type, _ prediction: PredictionType,
    _ random: RandomSource
  ) -> String? {
    let tables = constantTables(timesteps: 41)
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
    if let text = difference("x_0", found.images, pixels, shape: [10, 1, 2, 2], tolerance: 1e-3) {
      return text
    }
    // Halfway, x_t should be spread about √ᾱ_t x₀ as the forward process spreads it.
    let halfway = perfect.calls[21].images - tables.sqrtAlphaBar[20] * truth
    let spread = Double(halfway.squared().mean().scalar).squareRoot()
    let expected = tables.sqrtOneMinusAlphaBar[20]
    return (0.6...1.5).contains(spread / expected)
      ? nil : "the spread at t = 20 is \(short(spread)), not about \(short(expected))"
  }

  private static func settings(
    _ assignment: any ImageGenerationAssignment.Type, _ random: RandomSource
  ) -> String? {
    for prediction in PredictionType.allCases {
      for schedule in NoiseSchedule.allCases {
        let name = "\(prediction) \(schedule)"
        let found = assignment.settings(prediction: prediction, schedule: schedule)
        do {
          try found.validate(schedule: schedule)
        } catch {
          return "\(name): \(error)"
        }
        guard schedule == .linear else { continue }
        let last = exp(-Double(found.timesteps) * (found.beta1 + found.beta2) / 2)
        guard last < 0.01 else {
          return "\(name): ᾱ_T is about \(short(last)), so x_T is not noise yet"
        }
      }
    }
    return nil
  }
}
