import DiffusionCourse
import Foundation
import Tensors

extension PublicTest {
  // Tables whose square roots are short: √ᾱ = 1, 0.8, 0.6 and √(1 − ᾱ) = 0, 0.6, 0.8.
  private static let betas = [0, 0.36, 0.4375]
  private static let alphaBars = [1, 0.64, 0.36]
  private static let pixels: [Float] = [1, -1, 0.5, 0.2]
  private static let noise: [Float] = [1, 0.5, -1, 0]

  static func handsOn() -> [PublicTest] {
    [
      step(1, "α_t = 1 − β_t", "Step1Alpha") { a, _ in
        difference("α", a.alphas(betas: [0, 0.1, 0.2, 0.4]), [1, 0.9, 0.8, 0.6])
      },
      step(1, "ᾱ_t = α_1 · … · α_t", "Step1Alpha") { a, _ in
        difference("ᾱ", a.alphaBars(alphas: [1, 0.9, 0.8, 0.6]), [1, 0.9, 0.72, 0.432])
      },
      step(2, "one timestep per image", "Step2Timesteps") { a, random in
        let count = a.sampleTimesteps(count: 7, timesteps: 1000, using: random).count
        return count == 7 ? nil : "\(count) timesteps for 7 images"
      },
      step(2, "1…T, both ends included", "Step2Timesteps") { a, random in
        let drawn = Set(a.sampleTimesteps(count: 400, timesteps: 4, using: random))
        if let outside = drawn.first(where: { !(1...4).contains($0) }) {
          return "drew \(outside) with T = 4"
        }
        return (1...4).first { !drawn.contains($0) }.map { "never drew \($0) with T = 4" }
      },
      step(3, "x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε", "Step3ForwardProcess", forwardProcess),
      step(4, "loss = distance(ε, ε_θ(x_t, t))", "Step4TrainingStep", trainingLoss),
      step(5, "DDPM at t = 1: the mean alone", "Step5ReverseProcess") { a, random in
        let previous = a.ddpmStep(
          from: tensor(pixels), predictedNoise: tensor(noise), at: 1, betas: betas,
          alphaBars: alphaBars, using: random)
        return difference("x_0", previous, [0.5, -1.625, 1.375, 0.25], shape: shape)
      },
      step(5, "DDPM: mean + √β̃_t z, or √β_t z", "Step5ReverseProcess", ddpmNoise),
      step(5, "DDIM, η = 0", "Step5ReverseProcess") { a, random in
        let previous = a.ddimStep(
          from: tensor(pixels), predictedNoise: tensor(noise), at: 2, alphaBars: alphaBars, eta: 0,
          using: random)
        return difference("x_1", previous, [0.866667, -1.566667, 1.133333, 0.266667], shape: shape)
      },
      step(5, "DDIM, η = 1: + σ_t z", "Step5ReverseProcess", ddimNoise),
      step(5, "T, T − 1, …, 1, then clamp", "Step5ReverseProcess", order),
      step(5, "a perfect ε_θ gives its image", "Step5ReverseProcess", perfectNetwork),
    ]
  }

  private static let shape = [1, 1, 2, 2]

  private static func tensor(_ values: [Float]) -> Tensor { Tensor(values, shape: shape) }

  private static func step(
    _ number: Int, _ title: String, _ file: String,
    _ body: @escaping (any HandsOnAssignment.Type, RandomSource) -> String?
  ) -> PublicTest {
    PublicTest(
      part: .handsOn, problem: "step \(number)", title: title,
      file: "Assignments/HandsOn/\(file).swift"
    ) { context in
      let random = RandomSource(seed: 1)
      random.startRecording()
      return body(context.handsOn, random)
    }
  }

  private static func forwardProcess(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let images = Tensor(pixels + pixels, shape: [2, 1, 2, 2])
    let (noisy, noise) = assignment.noiseImages(
      images, at: [1, 2], alphaBars: alphaBars, using: random)
    guard noise.shape == images.shape else {
      return "ε has shape \(noise.shape), not \(images.shape)"
    }
    let drawn = noise.scalars
    guard Set(drawn).count == drawn.count else { return "some pixels share their ε" }
    let scales: [(image: Float, noise: Float)] = [(0.8, 0.6), (0.6, 0.8)]
    let expected: [Float] = (0..<8).map { i in
      scales[i / 4].image * pixels[i % 4] + scales[i / 4].noise * drawn[i]
    }
    return difference("x_t", noisy, expected, shape: images.shape)
  }

  private static func trainingLoss(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let images = Tensor.zeros([6, 1, 2, 2])
    let distances: [(LossKind, (Double) -> Double)] = [
      (.l1, { abs($0) }),
      (.l2, { $0 * $0 }),
      (.huber, { abs($0) <= 1 ? 0.5 * $0 * $0 : abs($0) - 0.5 }),
    ]
    for (kind, distance) in distances {
      let probe = ProbeNetwork(constant: 0.25)
      let loss = assignment.trainingLoss(
        network: probe, images: images, alphaBars: alphaBars, kind: kind, using: random)
      guard let call = probe.calls.first else { return "the network was not asked" }
      guard call.images.shape == images.shape, call.timesteps.count == 6 else {
        return "the network was given \(call.images.shape) and \(call.timesteps.count) timesteps"
      }
      if let t = call.timesteps.first(where: { !(1...2).contains($0) }) {
        return "timestep \(t) with T = 2"
      }
      // The images are black zero: what the network saw is √(1 − ᾱ_t) ε.
      let errors = call.images.scalars.enumerated().map { i, value in
        Double(value) / (call.timesteps[i / 4] == 1 ? 0.6 : 0.8) - 0.25
      }
      let expected = errors.map(distance).reduce(0, +) / Double(errors.count)
      if let found = difference("\(kind)", loss: loss, expected) { return found }
    }
    return nil
  }

  private static func ddpmNoise(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let previous = assignment.ddpmStep(
      from: tensor(pixels), predictedNoise: tensor(noise), at: 2, betas: betas,
      alphaBars: alphaBars, using: random)
    guard let z = lastNoise(of: random, count: 4) else { return "no noise was drawn at t = 2" }
    let mean: [Float] = [0.604167, -1.697917, 1.395833, 0.266667]
    let found = [Float(0.496078), 0.661438].map { sigma in
      difference("x_1", previous, zip(mean, z).map { $0 + sigma * $1 }, shape: shape)
    }
    return found.contains(nil) ? nil : found[0]
  }

  private static func ddimNoise(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let previous = assignment.ddimStep(
      from: tensor(pixels), predictedNoise: tensor(noise), at: 2, alphaBars: alphaBars, eta: 1,
      using: random)
    guard let z = lastNoise(of: random, count: 4) else { return "no noise was drawn at t = 2" }
    let mean: [Float] = [0.604167, -1.697917, 1.395833, 0.266667]
    return difference("x_1", previous, zip(mean, z).map { $0 + 0.496078 * $1 }, shape: shape)
  }

  private static func order(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let probe = ProbeNetwork(constant: -3)
    let images = assignment.sampleImages(
      network: probe, shape: [3, 1, 2, 2], betas: betas, alphaBars: alphaBars, process: .ddpm,
      using: random)
    let visited = probe.calls.map(\.timesteps)
    guard visited == [[2, 2, 2], [1, 1, 1]] else {
      return "the network was asked at \(visited), not at [[2, 2, 2], [1, 1, 1]]"
    }
    guard images.shape == [3, 1, 2, 2] else { return "shape \(images.shape), not [3, 1, 2, 2]" }
    return images.scalars.first { !(-1...1).contains($0) }
      .map { "a pixel is \(short(Double($0))), outside −1…1" }
  }

  private static func perfectNetwork(
    _ assignment: any HandsOnAssignment.Type, _ random: RandomSource
  ) -> String? {
    let truth = tensor(pixels)
    let perfect = ProbeNetwork { images, timesteps in
      timesteps[0] == 1 ? (images - 0.8 * truth) / 0.6 : (images - 0.6 * truth) / 0.8
    }
    for process in [ReverseProcess.ddpm, .ddim(eta: 0), .ddim(eta: 1)] {
      let images = assignment.sampleImages(
        network: perfect, shape: shape, betas: betas, alphaBars: alphaBars, process: process,
        using: random)
      if let found = difference("x_0", images, pixels, shape: shape, tolerance: 1e-3) {
        return process == .ddpm ? "DDPM: \(found)" : "DDIM: \(found)"
      }
    }
    return nil
  }
}
