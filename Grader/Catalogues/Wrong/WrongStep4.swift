private let mistake = MistakesIn(
  file: "HandsOn/Step4TrainingStep.swift", suite: "HandsOnStep4Tests")
private let losses = [
  "L1IsTheMeanAbsoluteError", "L2IsTheMeanSquaredError", "HuberIsQuadraticThenLinear",
]
private let gradients = ["GradientsReachTheNetwork"]
private let oneDraw = """
  let timesteps = sampleTimesteps(
        count: images.shape[0], timesteps: alphaBars.count - 1, using: random)
  """
private let oneNoising = """
  let (noisyImages, noise) = noiseImages(
        images, at: timesteps, alphaBars: alphaBars, using: random)
  """
private let prediction = "network.predict(noisyImages, at: timesteps)"
private let squared = "meanSquaredError(predictedNoise, noise)"

/// Mistakes in step 4: the loss of one training step.
let wrongStep4: [Variant] = [
  mistake(
    "training-T-minus-1", "T is taken for one less than it is: t = T is never trained",
    ["alphaBars.count - 1": "alphaBars.count - 2"],
    losing: ["DrawsATimestepForEachImage"], naming: "t = T never comes"),
  mistake(
    "training-clean-images", "the network is given the clean images",
    [prediction: "network.predict(images, at: timesteps)"],
    losing: ["ShowsTheNetworkTheNoisyImages"], naming: "was given the clean images"),
  mistake(
    "training-against-the-images", "the prediction of ε is compared with x₀",
    [
      "return switch kind": """
      let noise = images
          return switch kind
      """,
      "(noisyImages, noise) = noiseImages": "(noisyImages, _) = noiseImages",
    ],
    losing: losses + gradients, naming: "this compares with x₀"),
  mistake(
    "training-against-the-noisy-images", "the prediction of ε is compared with x_t",
    [
      "(noisyImages, noise) = noiseImages": "(noisyImages, _) = noiseImages",
      "return switch kind": """
      let noise = noisyImages
          return switch kind
      """,
    ],
    losing: losses + gradients, naming: "this compares with x_t"),
  mistake(
    "training-against-itself", "the prediction is compared with itself",
    [squared: "meanSquaredError(predictedNoise, predictedNoise)"],
    losing: ["L2IsTheMeanSquaredError"] + gradients, naming: "compared with itself"),
  mistake(
    "training-against-other-noise", "the prediction is compared with noise drawn afresh",
    [
      "(noisyImages, noise) = noiseImages": "(noisyImages, _) = noiseImages",
      "return switch kind": """
      let noise = random.normal(shape: images.shape)
          return switch kind
      """,
    ],
    losing: losses + gradients, naming: "another noise than the one in x_t"),
  mistake(
    "training-l1-and-l2-swapped", "L1 and L2 are swapped",
    ["case .l1: mean": "case .l2: mean", "case .l2: meanSquared": "case .l1: meanSquared"],
    losing: ["L1IsTheMeanAbsoluteError", "L2IsTheMeanSquaredError"] + gradients,
    naming: "this is the loss .l2; .l1 was asked for"),
  mistake(
    "training-always-l2", "the kind of the loss is ignored: always the squared error",
    [
      "meanAbsoluteError(predictedNoise, noise)": "meanSquaredError(predictedNoise, noise)",
      "huberLoss(predictedNoise, noise)": "meanSquaredError(predictedNoise, noise)",
    ],
    losing: ["L1IsTheMeanAbsoluteError", "HuberIsQuadraticThenLinear"] + gradients,
    naming: "this is the loss .l2"),
  mistake(
    "training-huber-without-half", "Huber's quadratic part without its half",
    ["huberLoss(predictedNoise, noise)": "2 * huberLoss(predictedNoise, noise)"],
    losing: ["HuberIsQuadraticThenLinear"] + gradients, naming: "this is twice the loss"),
  mistake(
    "training-sum", "the squared errors are added up, not averaged",
    [squared: "(predictedNoise - noise).squared().sum()"],
    losing: ["L2IsTheMeanSquaredError"] + gradients,
    naming: "this is the sum; it should be the mean"),
  mistake(
    "training-sum-over-pixels", "added up over the pixels, averaged over the images only",
    [squared: "(predictedNoise - noise).squared().sum() / Double(images.shape[0])"],
    losing: ["L2IsTheMeanSquaredError"] + gradients, naming: "averaged over the images only"),
  mistake(
    "training-half", "half the squared error",
    [squared: "0.5 * meanSquaredError(predictedNoise, noise)"],
    losing: ["L2IsTheMeanSquaredError"] + gradients, naming: "this is half of it"),
  mistake(
    "training-root", "the root of the mean squared error",
    [squared: "meanSquaredError(predictedNoise, noise).squareRoot()"],
    losing: ["L2IsTheMeanSquaredError"] + gradients, naming: "this is the root of it"),
  mistake(
    "training-signed-errors", "the mean of the errors with their signs",
    ["meanAbsoluteError(predictedNoise, noise)": "(predictedNoise - noise).mean()"],
    losing: ["L1IsTheMeanAbsoluteError"] + gradients, naming: "the mean of the signed errors"),
  mistake(
    "training-detached", "the prediction is cut off from the gradients",
    [prediction: "network.predict(noisyImages, at: timesteps).detached()"],
    losing: gradients, naming: "no gradient reaches"),
  mistake(
    "training-without-gradients", "the network is asked inside withoutGradients",
    [prediction: "withoutGradients { network.predict(noisyImages, at: timesteps) }"],
    losing: gradients, naming: "no gradient reaches"),
  mistake(
    "training-one-timestep-for-all", "one timestep is drawn for the whole batch",
    [
      oneDraw: """
      let timesteps = Array(
            repeating: random.integer(in: 1...alphaBars.count - 1), count: images.shape[0])
      """
    ],
    losing: ["DrawsATimestepForEachImage"], naming: "a draw of its own"),
  mistake(
    "training-timesteps-from-a-seed",
    "timesteps from a source of one's own: the same in every batch",
    [
      oneDraw: """
      let timesteps = sampleTimesteps(
            count: images.shape[0], timesteps: alphaBars.count - 1, using: RandomSource(seed: 1))
      """
    ],
    losing: ["DrawsATimestepForEachImage"], naming: "the same timesteps in every batch"),
  mistake(
    "training-told-one-less", "the network is told t − 1",
    [prediction: "network.predict(noisyImages, at: timesteps.map { $0 - 1 })"],
    losing: ["DrawsATimestepForEachImage", "ShowsTheNetworkTheNoisyImages"],
    naming: "the network was given t = 0"),
  mistake(
    "training-told-other-timesteps", "the network is told timesteps that are drawn afresh",
    [
      "    let predictedNoise": """
          let told = sampleTimesteps(
            count: images.shape[0], timesteps: alphaBars.count - 1, using: random)
          let predictedNoise
      """,
      prediction: "network.predict(noisyImages, at: told)",
    ],
    losing: ["ShowsTheNetworkTheNoisyImages"], naming: "this is x_t of t =", "the network is told"),
  mistake(
    "training-image-by-image", "the network is asked for one image at a time",
    [
      "let predictedNoise = \(prediction)": """
      let pixels = images.count / images.shape[0]
          let predictedNoise = Tensor.concatenating(
            timesteps.indices.map { i in
              network.predict(
                Tensor(
                  Array(noisyImages.scalars[i * pixels..<(i + 1) * pixels]),
                  shape: [1] + images.shape.dropFirst()),
                at: [timesteps[i]])
            }, axis: 0)
      """
    ],
    losing: ["AsksTheNetworkOnceForTheWholeBatch"], naming: "it should be called once, with all"),
  mistake(
    "training-one-minus-root", "step 3 is written out again, with 1 − √ᾱ_t for √(1 − ᾱ_t)",
    [
      oneNoising: """
      let noise = random.normal(shape: images.shape)
          let noisyImages =
            alphaBars.map { $0.squareRoot() }.gathered(at: timesteps) * images
            + alphaBars.map { 1 - $0.squareRoot() }.gathered(at: timesteps) * noise
      """
    ],
    losing: ["ShowsTheNetworkTheNoisyImages"],
    naming: "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "training-alpha-for-alpha-bar", "step 3 is given α in the place of ᾱ",
    [
      oneNoising: """
      let (noisyImages, noise) = noiseImages(
            images, at: timesteps,
            alphaBars: [1] + zip(alphaBars.dropFirst(), alphaBars).map { $0 / $1 }, using: random)
      """
    ],
    losing: ["ShowsTheNetworkTheNoisyImages"], naming: "the bar is missing"),
]
