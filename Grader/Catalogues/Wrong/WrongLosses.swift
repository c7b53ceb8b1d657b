private let mistake = MistakesIn(
  file: "ImageGeneration/Problem2Loss.swift", suite: "Problem2aLossTests")
private let oneCall = ["AsksTheNetworkOnceWithTheLabels"]
private let draws = ["DrawsATimestepForEachImage"]
private let shows = ["ShowsTheNetworkTheNoisyImages"]
private let ofNoise = ["NoisePredictionIsComparedWithTheNoise"]
private let ofImages = ["ImagePredictionIsComparedWithTheImages"]
private let gradients = ["GradientsReachTheNetwork"]
private let timesteps = "random.integers(in: 1...tables.timesteps, count: labels.count)"
private let noise = "random.normal(shape: images.shape)"
private let predict = "network.predict(noisyImages, at: timesteps, labels: labels)"
private let noiseLoss = "meanSquaredError(predicted, noise)"
private let imageLoss = "meanSquaredError(predicted, images)"

/// Mistakes in problem 2a: the loss.
let wrongLosses: [Variant] = [
  mistake(
    "loss-without-labels", "the network is not told the labels",
    [predict: "network.predict(noisyImages, at: timesteps)"],
    losing: oneCall, naming: "the network was not told the labels"),
  mistake(
    "loss-labels-shifted", "the labels are one too large",
    [predict: "network.predict(noisyImages, at: timesteps, labels: labels.map { ($0 + 1) % 10 })"],
    losing: oneCall, naming: "these are the labels shifted by 1"),
  mistake(
    "loss-labels-in-another-order", "the labels are told in another order",
    [predict: "network.predict(noisyImages, at: timesteps, labels: labels.reversed())"],
    losing: oneCall, naming: "the same labels in another order"),
  mistake(
    "loss-timesteps-for-labels", "timesteps and labels are swapped",
    [predict: "network.predict(noisyImages, at: labels, labels: timesteps)"],
    losing: oneCall + draws + shows, naming: "the network was given t ="),
  mistake(
    "loss-timesteps-from-zero", "t = 0 can come",
    [timesteps: "random.integers(in: 0...tables.timesteps, count: labels.count)"],
    losing: draws, naming: "the network was given t = 0"),
  mistake(
    "loss-timesteps-without-T", "t = T never comes",
    [timesteps: "random.integers(in: 1...tables.timesteps - 1, count: labels.count)"],
    losing: draws, naming: "t = T never comes"),
  mistake(
    "loss-one-timestep-for-all", "one timestep is drawn for the whole batch",
    [timesteps: "Array(repeating: random.integer(in: 1...tables.timesteps), count: labels.count)"],
    losing: draws, naming: "a draw of its own"),
  mistake(
    "loss-one-minus-root", "1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
    ["tables.sqrtOneMinusAlphaBar.gathered": "tables.sqrtAlphaBar.map { 1 - $0 }.gathered"],
    losing: shows, naming: "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "loss-image-without-root", "ᾱ_t where √ᾱ_t is needed",
    ["tables.sqrtAlphaBar.gathered": "tables.alphaBar.gathered"],
    losing: shows, naming: "the root is missing"),
  mistake(
    "loss-noise-without-root", "1 − ᾱ_t where √(1 − ᾱ_t) is needed",
    ["tables.sqrtOneMinusAlphaBar.gathered": "tables.alphaBar.map { 1 - $0 }.gathered"],
    losing: shows, naming: "the root is missing"),
  mistake(
    "loss-bar-dropped", "√α_t and √β_t for √ᾱ_t and √(1 − ᾱ_t): α where ᾱ is needed",
    [
      "tables.sqrtAlphaBar.gathered": "tables.alpha.map { $0.squareRoot() }.gathered",
      "tables.sqrtOneMinusAlphaBar.gathered": "tables.sqrtBeta.gathered",
    ],
    losing: shows, naming: "the bar is missing"),
  mistake(
    "loss-nothing-scaled", "x_t = x₀ + ε without scaling",
    [
      """
      tables.sqrtAlphaBar.gathered(at: timesteps) * images
            + tables.sqrtOneMinusAlphaBar.gathered(at: timesteps) * noise
      """: "images + noise"
    ],
    losing: shows, naming: "it is not scaled at all"),
  mistake(
    "loss-factors-swapped", "the two factors are swapped",
    [
      "(at: timesteps) * images": "(at: timesteps) * noise",
      "sqrtOneMinusAlphaBar.gathered(at: timesteps) * noise":
        "sqrtOneMinusAlphaBar.gathered(at: timesteps) * images",
    ],
    losing: shows, naming: "the two factors are swapped"),
  mistake(
    "loss-clean-images", "the network is given the clean images",
    [predict: "network.predict(images, at: timesteps, labels: labels)"],
    losing: shows, naming: "was given the clean images"),
  mistake(
    "loss-uniform-noise", "ε is uniform in −1…1, not normal",
    [noise: "random.uniform(shape: images.shape, in: -1...1)"],
    losing: shows, naming: "uniform"),
  mistake(
    "loss-one-noise-for-all-images", "one noise is shared by all images of the batch",
    [noise: "images * 0 + random.normal(shape: [1] + images.shape.dropFirst())"],
    losing: shows, naming: "not independent from image to image"),
  mistake(
    "loss-noise-from-a-seed", "ε comes from a source of one's own: the same in every batch",
    [noise: "RandomSource(seed: 0).normal(shape: images.shape)"],
    losing: shows, naming: "the same noise in every batch"),
  mistake(
    "loss-targets-swapped", "ε and x₀ are swapped as targets",
    [noiseLoss: imageLoss, ".sample: \(imageLoss)": ".sample: \(noiseLoss)"],
    losing: ofNoise + ofImages + gradients, naming: "this compares with x₀; the prediction is of ε"),
  mistake(
    "loss-always-noise", "always compared with ε, whatever is to be predicted",
    [imageLoss: noiseLoss],
    losing: ofImages + gradients, naming: "this compares with ε; the prediction is of x₀"),
  mistake(
    "loss-always-images", "always compared with x₀, whatever is to be predicted",
    [noiseLoss: imageLoss],
    losing: ofNoise + gradients, naming: "this compares with x₀; the prediction is of ε"),
  mistake(
    "loss-sum", "the squared errors are added up, not averaged",
    [noiseLoss: "(predicted - noise).squared().sum()"],
    losing: ofNoise + gradients, naming: "this is the sum; it should be the mean"),
  mistake(
    "loss-absolute", "the absolute error, not the squared one",
    [imageLoss: "meanAbsoluteError(predicted, images)"],
    losing: ofImages + gradients, naming: "this is the loss .l1"),
  mistake(
    "loss-detached", "the prediction is cut off from the gradients",
    [predict: "network.predict(noisyImages, at: timesteps, labels: labels).detached()"],
    losing: gradients, naming: "no gradient reaches"),
  mistake(
    "loss-against-itself", "the prediction is compared with itself",
    [noiseLoss: "meanSquaredError(predicted, predicted)"],
    losing: ofNoise + gradients, naming: "compared with itself"),
]
