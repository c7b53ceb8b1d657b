import XCTest

@testable import GraderLibrary

/// Solutions whose functions are all wrong: for each file the bodies that its functions get, in
/// their order.
enum WrongBodies {
  /// Wrong shapes, wrong counts, too few timesteps.
  static let shapes: [String: [String]] = [
    "HandsOn/Step1Alpha.swift": ["Array(betas.dropFirst())", "[]"],
    "HandsOn/Step2Timesteps.swift": ["Array(repeating: 1, count: count + 1)"],
    "HandsOn/Step3ForwardProcess.swift": ["(images[0..<1], images[0..<1])"],
    "HandsOn/Step4TrainingStep.swift": ["images * network.predict(images, at: [1])"],
    "HandsOn/Step5ReverseProcess.swift": [
      "noisyImages[0..<1]", "noisyImages.reshaped(to: [noisyImages.count])",
      "network.predict(Tensor.zeros(shape), at: [1])",
    ],
    "ImageGeneration/Problem1Schedules.swift": [
      "Array(repeating: 0.5, count: timesteps + 2)", tables("Array(betas.dropFirst())"),
    ],
    "ImageGeneration/Problem2Loss.swift": ["network.predict(images, at: [1], labels: nil)"],
    "ImageGeneration/Problem2Sampling.swift": [
      """
      let images = network.predict(Tensor.zeros([count] + imageShape), at: [1], labels: nil)
      return SampledImages(images: images, labels: [], states: [])
      """
    ],
    "TextToImage/Problem1Guidance.swift": ["conditional.reshaped(to: [conditional.count])"],
    "TextToImage/Problem2Denoising.swift": [
      "network.predictNoise(in: Tensor.zeros([1] + latentShape), at: [1], text: text[0..<1])"
    ],
    "TextToImage/Problem3Latents.swift": ["0", "latents.reshaped(to: [latents.count])"],
    "TextToImage/Problem4Contrastive.swift": [
      "imageEmbeddings * logitScale", "imageEmbeddings", "",
    ],
  ]

  /// Not-a-number, infinity, integers out of every range.
  static let notFinite: [String: [String]] = [
    "HandsOn/Step1Alpha.swift": ["betas.map { _ in .nan }", "alphas.map { _ in -.infinity }"],
    "HandsOn/Step2Timesteps.swift": ["(0..<count).map { $0 % 3 == 0 ? Int.max : Int.min }"],
    "HandsOn/Step3ForwardProcess.swift": ["(images / 0.0, images / 0.0)"],
    "HandsOn/Step4TrainingStep.swift": [
      """
      let t = Array(repeating: 0, count: images.shape[0])
      return meanSquaredError(network.predict(images, at: t), images) / 0.0
      """
    ],
    "HandsOn/Step5ReverseProcess.swift": [
      "noisyImages / 0.0", "noisyImages * 1e38",
      """
      withoutGradients {
        network.predict(Tensor.ones(shape) / 0.0, at: Array(repeating: 1, count: shape[0]))
      }
      """,
    ],
    "ImageGeneration/Problem1Schedules.swift": [
      "Array(repeating: .nan, count: timesteps + 1)", tables("betas.map { _ in .nan }"),
    ],
    "ImageGeneration/Problem2Loss.swift": [
      """
      let t = Array(repeating: 500, count: labels.count)
      return meanSquaredError(network.predict(images / 0.0, at: t, labels: labels.reversed()), images)
      """
    ],
    "ImageGeneration/Problem2Sampling.swift": [
      """
      var states: [Tensor] = []
      var x = random.normal(shape: [count] + imageShape)
      let labels = Array(repeating: 3, count: count)
      for t in (0..<tables.timesteps).reversed() {
        x = network.predict(x, at: Array(repeating: t, count: count), labels: labels)
        states.append(x)
      }
      return SampledImages(images: x, labels: labels, states: states)
      """
    ],
    "TextToImage/Problem1Guidance.swift": ["conditional / 0.0"],
    "TextToImage/Problem2Denoising.swift": [
      """
      let z = Tensor.ones([text.shape[0]] + latentShape) / 0.0
      return network.predictNoise(in: z, at: Array(repeating: 0, count: z.shape[0]), text: text)
      """
    ],
    "TextToImage/Problem3Latents.swift": [".nan", "decoder.decode(latents) / 0.0"],
    "TextToImage/Problem4Contrastive.swift": [
      "imageEmbeddings.sum() / 0.0", "imageEmbeddings.sum(axes: [1]) / 0.0", "",
    ],
  ]

  /// A slip of the lecture notes, or its like, in every function.
  static let slips: [String: [String]] = [
    "HandsOn/Step1Alpha.swift": [
      "betas.map { (1 - $0).squareRoot() }",
      "alphas.indices.map { alphas[1...].prefix($0).reduce(0, +) }",
    ],
    "HandsOn/Step2Timesteps.swift": ["random.integers(in: 0...timesteps - 1, count: count)"],
    "HandsOn/Step3ForwardProcess.swift": [
      """
      let noise = random.normal(shape: images.shape)
      let scaled = alphaBars.map { 1 - $0.squareRoot() }.gathered(at: timesteps) * noise
      return (alphaBars.gathered(at: timesteps) * images + scaled, scaled)
      """
    ],
    "HandsOn/Step4TrainingStep.swift": [
      """
      let t = Array(repeating: random.integer(in: 1...alphaBars.count - 1), count: images.shape[0])
      let (x, noise) = noiseImages(images, at: t, alphaBars: alphaBars, using: random)
      let error = network.predict(x, at: t) - noise
      switch kind {
      case .l1: return error.mean()
      case .l2: return error.squared().sum()
      case .huber: return error.magnitude().mean().detached()
      }
      """
    ],
    "HandsOn/Step5ReverseProcess.swift": [
      """
      let beta = betas[timestep]
      let mean = (noisyImages + beta / beta.squareRoot() * predictedNoise) / (1 - beta)
      return mean + beta * random.normal(shape: mean.shape)
      """,
      """
      let (a, p) = (alphaBars[timestep], alphaBars[timestep - 1])
      let x0 = (noisyImages - (1 - a).squareRoot() * predictedNoise) / a.squareRoot()
      let s = eta * ((1 - p) / (1 - a)).squareRoot() * (1 - a / p).squareRoot()
      let direction = (1 - p.squareRoot()) * predictedNoise
      return p.squareRoot() * x0 + direction + s * s * random.normal(shape: x0.shape)
      """,
      """
      withoutGradients {
        var x = Tensor.zeros(shape) + random.normal()
        for t in stride(from: betas.count - 1, through: 1, by: -1) {
          let noise = network.predict(x, at: Array(repeating: t, count: shape[0]))
          x = ddpmStep(
            from: x, predictedNoise: noise, at: t, betas: betas, alphaBars: alphaBars,
            using: random)
        }
        let (low, high) = (x.scalars.min()!, x.scalars.max()!)
        return (x - low) / (high - low) * 2 - 1
      }
      """,
    ],
    "ImageGeneration/Problem1Schedules.swift": [
      """
      (0...timesteps).map { t in
        let share = Double(t) / Double(timesteps)
        return schedule == .linear ? beta1 + (beta2 - beta1) * share : 1 - cos(share * .pi / 2)
      }
      """,
      tables("betas.map { (1 - $0).squareRoot() }"),
    ],
    "ImageGeneration/Problem2Loss.swift": [
      """
      let t = labels.map { _ in random.integer(in: 1...max(1, tables.timesteps / 2)) }
      let noise = random.normal(shape: images.shape)
      let x = tables.alphaBar.gathered(at: t) * images
        + tables.sqrtOneMinusAlphaBar.gathered(at: t) * noise
      let predicted = network.predict(x, at: t, labels: labels.map { 9 - $0 })
      return meanSquaredError(predicted, prediction == .epsilon ? images : x)
      """
    ],
    "ImageGeneration/Problem2Sampling.swift": [
      """
      withoutGradients {
        let labels = (0..<count).map { $0 / (count / 10) }
        var x = random.uniform(shape: [count] + imageShape)
        var states: [Tensor] = []
        for t in stride(from: tables.timesteps, through: 1, by: -1) {
          let p = network.predict(x, at: Array(repeating: t, count: count), labels: labels)
          let e = prediction == .epsilon ? p : x - p
          x = tables.oneOverSqrtAlpha[t] * (x - tables.betaOverSqrtOneMinusAlphaBar[t] * e)
          x = x + tables.beta[t] * random.normal(shape: x.shape)
          if t % 10 == 0 { states.append(x.clamped(to: -0.5...0.5)) }
        }
        return SampledImages(images: x, labels: labels, states: states)
      }
      """
    ],
    "TextToImage/Problem1Guidance.swift": [
      "(1 + guidance) * conditional - guidance * unconditional"
    ],
    "TextToImage/Problem2Denoising.swift": [
      """
      withoutGradients {
        let count = text.shape[0]
        var z = Tensor.zeros([count] + latentShape)
        for t in scheduler.timesteps.reversed().dropFirst() {
          let times = Array(repeating: t, count: count)
          let noise = network.predictNoise(in: z, at: times, text: text)
          z = scheduler.step(from: z, predictedNoise: noise, at: t, using: random)
          z = z + 0.1 * random.normal(shape: z.shape)
        }
        return z
      }
      """
    ],
    "TextToImage/Problem3Latents.swift": [
      "Double(latents.squared().mean().scalar).squareRoot()",
      """
      let x = decoder.decode(latents * scaling)
      let (low, high) = (x.scalars.min()!, x.scalars.max()!)
      return (x - low) / (high - low)
      """,
    ],
    "TextToImage/Problem4Contrastive.swift": [
      """
      let logits = imageEmbeddings.detached().matrixProduct(textEmbeddings.detached().transposed())
      let labels = (0..<logits.shape[0]).map { ($0 + 1) % logits.shape[0] }
      return softmaxCrossEntropy(logits / logitScale.detached(), labels: labels)
      """,
      "100 * (imageEmbeddings * textEmbeddings).sum(axes: [1])", "",
    ],
  ]

  /// Ways to stop: an exit, a trap, an error, endless recursion, closed descriptors, what is not
  /// implemented.
  static let stops: [String: [String]] = [
    "HandsOn/Step1Alpha.swift": ["while !betas.isEmpty { usleep(1000) }\nreturn betas", "exit(0)"],
    "HandsOn/Step2Timesteps.swift": ["[[count][count]]"],
    "HandsOn/Step3ForwardProcess.swift": [
      """
      FileHandle.standardError.write(Data("a word before the end".utf8))
      kill(getpid(), SIGKILL)
      return (images, images)
      """
    ],
    "HandsOn/Step4TrainingStep.swift": ["fatalError(\"this is as far as I got\")"],
    "HandsOn/Step5ReverseProcess.swift": [
      """
      func depth(_ n: Int) -> Int { n + depth(n + 1) }
      return noisyImages * Double(depth(1))
      """,
      "fatalError(\"TODO 5\")",
      """
      for descriptor in 3..<200 { close(Int32(descriptor)) }
      return Tensor.zeros(shape)
      """,
    ],
  ]

  private static func tables(_ table: String) -> String {
    let names = [
      "beta", "sqrtBeta", "alpha", "alphaBar", "sqrtAlphaBar", "oneOverSqrtAlpha",
      "sqrtOneMinusAlphaBar", "betaOverSqrtOneMinusAlphaBar",
    ]
    return "let table: [Double] = \(table)\nreturn ScheduleTables("
      + names.map { "\($0): table" }.joined(separator: ", ") + ")"
  }

  /// The solution's files with these bodies between their markers.
  static func files(
    _ bodies: [String: [String]], in solution: [String: String]
  ) throws -> [String: String] {
    var files = solution
    for (name, bodies) in bodies {
      var text = try XCTUnwrap(solution[name])
      for body in bodies {
        let begin = try XCTUnwrap(text.firstRange(of: "// BEGIN SOLUTION"))
        let end = try XCTUnwrap(text.firstRange(of: "// END SOLUTION"))
        text.replaceSubrange(begin.lowerBound..<end.upperBound, with: body)
      }
      XCTAssertFalse(text.contains("// BEGIN SOLUTION"), "\(name) has more functions")
      files[name] = "import Foundation\n" + text
    }
    return files
  }
}
