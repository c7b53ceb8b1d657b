private let mistake = MistakesIn(
  file: "HandsOn/Step5ReverseProcess.swift", suite: "HandsOnStep5Tests")
private let visits = ["SamplingVisitsEveryTimestepFromPureNoise"]
private let follows = ["SamplingFollowsTheChosenProcess"]
private let finds = ["SamplingFindsTheImagesThatTheNetworkKnows"]
private let start = "var images = random.normal(shape: shape)  // x_T"
private let loop = "stride(from: betas.count - 1, through: 1, by: -1)"
private let predict = "network.predict(images, at: Array(repeating: t, count: shape[0]))"
private let result = "images.clamped(to: -1...1)"
private let ddim = """
  from: images, predictedNoise: noise, at: t, alphaBars: alphaBars, eta: eta,
              using: random)
  """

/// Mistakes in step 5: the whole reverse process.
let wrongHandsOnSampling: [Variant] = [
  mistake(
    "sampling-from-zeros", "x_T is zero everywhere",
    [start: "var images = Tensor.zeros(shape)"],
    losing: visits, naming: "x_T is 0 everywhere"),
  mistake(
    "sampling-from-ones", "x_T is one everywhere",
    [start: "var images = Tensor.ones(shape)"],
    losing: visits, naming: "x_T is 1 everywhere"),
  mistake(
    "sampling-from-uniform-noise", "x_T is uniform in −1…1, not normal",
    [start: "var images = random.uniform(shape: shape, in: -1...1)"],
    losing: visits, naming: "x_T", "uniform"),
  mistake(
    "sampling-from-one-noise", "one x_T is shared by all images",
    [start: "var images = Tensor.zeros(shape) + random.normal(shape: [1] + shape.dropFirst())"],
    losing: visits, naming: "x_T is not independent from image to image"),
  mistake(
    "sampling-from-half-noise", "x_T has half the deviation",
    [start: "var images = 0.5 * random.normal(shape: shape)"],
    losing: visits, naming: "x_T has variance"),
  mistake(
    "sampling-upwards", "the loop goes up from 1 to T",
    [loop: "1...betas.count - 1"],
    losing: visits + follows + finds, naming: "the reverse process goes down from T, not up"),
  mistake(
    "sampling-ends-at-two", "the last step, from t = 1, is left out",
    [loop: "stride(from: betas.count - 1, to: 1, by: -1)"],
    losing: visits + follows + finds, naming: "the last step, from t = 1, is missing"),
  mistake(
    "sampling-begins-at-T-minus-1", "the first step, from t = T, is left out",
    [loop: "stride(from: betas.count - 2, through: 1, by: -1)"],
    losing: visits + follows, naming: "the first step, from t = T, is missing"),
  mistake(
    "sampling-every-other-step", "every other step is left out",
    [loop: "stride(from: betas.count - 1, through: 1, by: -2)"],
    losing: visits + follows + finds, naming: "steps are left out"),
  mistake(
    "sampling-told-one-less", "the network is told t − 1",
    [predict: "network.predict(images, at: Array(repeating: t - 1, count: shape[0]))"],
    losing: visits + follows + finds, naming: "t = 0 is the clean image"),
  mistake(
    "sampling-told-one-timestep", "t is told once, not once for each image",
    [predict: "network.predict(images, at: [t])"],
    losing: visits + follows + finds, naming: "timestep for 6 images; there should be one for each"),
  mistake(
    "sampling-not-clamped", "the result is not clamped",
    [result: "images"],
    losing: finds, naming: "the result should be clamped"),
  mistake(
    "sampling-clamped-from-zero", "the result is clamped to 0…1",
    [result: "images.clamped(to: 0...1)"],
    losing: finds, naming: "clamped to 0…1"),
  mistake(
    "sampling-stretched", "the result is stretched by its own minimum and maximum, as on a slide",
    [
      "return \(result)": """
      let (low, high) = (images.scalars.min() ?? 0, images.scalars.max() ?? 1)
            return (images - low) / (high - low) * 2.0 - 1.0
      """
    ],
    losing: finds, naming: "stretched by their own minimum and maximum"),
  mistake(
    "sampling-states-clamped", "the states are clamped in every step",
    [
      "let noise = network": """
      images = t == betas.count - 1 ? images : images.clamped(to: -1...1)
              let noise = network
      """
    ],
    losing: follows, naming: "x_{t−1} is clamped to −1…1"),
  mistake(
    "sampling-always-ddpm", "the process is ignored: always DDPM",
    [
      "case .ddim(let eta):": "case .ddim:",
      "images = ddimStep(": "images = ddpmStep(",
      ddim: """
      from: images, predictedNoise: noise, at: t, betas: betas, alphaBars: alphaBars,
                using: random)
      """,
    ],
    losing: follows, naming: "these are steps of", "DDPM"),
  mistake(
    "sampling-eta-zero", "η is ignored: always 0",
    ["case .ddim(let eta):": "case .ddim:", "eta: eta,": "eta: 0,"],
    losing: follows, naming: "these are steps of DDIM with η = 0"),
  mistake(
    "sampling-eta-one", "η is ignored: always 1",
    ["case .ddim(let eta):": "case .ddim:", "eta: eta,": "eta: 1,"],
    losing: follows, naming: "these are steps of DDIM with η = 1"),
  mistake(
    "sampling-one-noise-for-all-steps", "one source, begun anew for every step: z repeats",
    [
      "alphaBars: alphaBars,\n            using: random)\n        case":
        "alphaBars: alphaBars,\n            using: RandomSource(seed: 5))\n        case"
    ],
    losing: follows, naming: "not independent from step to step"),
  mistake(
    "sampling-state-not-kept", "the network is shown x_T in every step",
    [
      start: "\(start)\n      let first = images",
      predict: "network.predict(first, at: Array(repeating: t, count: shape[0]))",
    ],
    losing: follows + finds, naming: "the network was shown the same images in every step"),
]
