private let mistake = MistakesIn(
  file: "HandsOn/Step5ReverseProcess.swift", suite: "HandsOnStep5Tests")
private let mean = ["DDPMStepHasTheRightMean"]
private let size = ["DDPMStepAddsFreshNoiseOfTheRightSize"]
private let lastStep = ["DDPMLastStepAddsNoNoise"]
private let diffusers = ["StepsAgreeWithDiffusers"]
private let follows = ["SamplingFollowsTheChosenProcess"]
private let finds = ["SamplingFindsTheImagesThatTheNetworkKnows"]
private let share = "let noiseShare = beta / (1 - alphaBar).squareRoot()"
private let ddpmMean = "(noisyImages - noiseShare * predictedNoise) / (1 - beta).squareRoot()"
private let ddpmVariance =
  "let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t"
private let freshNoise =
  "mean + variance.squareRoot() * random.normal(shape: mean.shape)"
private let guardLine = "    guard timestep > 1 else { return mean }\n"

/// Mistakes in step 5: DDPM's step.
let wrongDDPMSteps: [Variant] = [
  mistake(
    "ddpm-bar-dropped", "√(1 − α_t) where √(1 − ᾱ_t) is needed, as on a slide without bars",
    [share: "let noiseShare = beta / beta.squareRoot()"],
    losing: mean + diffusers + follows, naming: "the bar is missing"),
  mistake(
    "ddpm-share-without-root", "β_t/(1 − ᾱ_t), the root forgotten",
    [share: "let noiseShare = beta / (1 - alphaBar)"],
    losing: mean + lastStep + diffusers + follows + finds,
    naming: "this divides by 1 − ᾱ_t, without the root"),
  mistake(
    "ddpm-one-minus-root", "1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
    [share: "let noiseShare = beta / (1 - alphaBar.squareRoot())"],
    losing: mean + lastStep + diffusers + follows + finds, naming: "this divides by 1 − √ᾱ_t"),
  mistake(
    "ddpm-share-multiplied", "β_t is multiplied by √(1 − ᾱ_t), not divided",
    [share: "let noiseShare = beta * (1 - alphaBar).squareRoot()"],
    losing: mean + lastStep + diffusers + follows + finds, naming: "multiplies by √(1 − ᾱ_t)"),
  mistake(
    "ddpm-root-of-alpha-bar", "1/√ᾱ_t where 1/√α_t is needed",
    [ddpmMean: "(noisyImages - noiseShare * predictedNoise) / alphaBar.squareRoot()"],
    losing: mean + diffusers + follows, naming: "this is 1/√ᾱ_t; here α has no bar"),
  mistake(
    "ddpm-alpha-without-root", "1/α_t, the root forgotten",
    [ddpmMean: "(noisyImages - noiseShare * predictedNoise) / (1 - beta)"],
    losing: mean + lastStep + diffusers + follows, naming: "this is 1/α_t, without the root"),
  mistake(
    "ddpm-alpha-multiplied", "√α_t where 1/√α_t is needed",
    [ddpmMean: "(noisyImages - noiseShare * predictedNoise) * (1 - beta).squareRoot()"],
    losing: mean + lastStep + diffusers + follows, naming: "this is √α_t; it should be one over it"),
  mistake(
    "ddpm-alpha-left-out", "1/√α_t is left out",
    [ddpmMean: "noisyImages - noiseShare * predictedNoise"],
    losing: mean + lastStep + diffusers + follows, naming: "x_t is not scaled at all"),
  mistake(
    "ddpm-bracket-left-out", "1/√α_t stands before x_t alone",
    [ddpmMean: "noisyImages / (1 - beta).squareRoot() - noiseShare * predictedNoise"],
    losing: mean + lastStep + diffusers + follows, naming: "it stands before the bracket"),
  mistake(
    "ddpm-noise-added", "the predicted noise is added, not taken away",
    [ddpmMean: "(noisyImages + noiseShare * predictedNoise) / (1 - beta).squareRoot()"],
    losing: mean + lastStep + diffusers + follows + finds, naming: "the sign is wrong"),
  mistake(
    "ddpm-previous-beta", "β_{t−1} is looked up for β_t",
    ["let beta = betas[timestep]\n": "let beta = betas[timestep - 1]\n"],
    losing: mean + size + lastStep + diffusers + follows + finds,
    naming: "β_{t−1} where β_t is needed"),
  mistake(
    "ddpm-bars-swapped", "ᾱ_t and ᾱ_{t−1} are swapped",
    [
      """
      let (alphaBar, previousAlphaBar) = (alphaBars[timestep], alphaBars[timestep - 1])
          let noiseShare
      """: """
      let (alphaBar, previousAlphaBar) = (alphaBars[timestep - 1], alphaBars[timestep])
          let noiseShare
      """
    ],
    losing: mean + size + lastStep + diffusers + follows + finds,
    naming: "this has ᾱ_{t−1} where ᾱ_t is needed"),
  mistake(
    "ddpm-noise-at-the-last-step", "noise of variance β_t, also at t = 1",
    [guardLine: "", ddpmVariance: "let variance = beta"],
    losing: lastStep + finds, naming: "the last step should be the mean alone, without noise"),
  mistake(
    "ddpm-variance-for-deviation", "β̃_t · z, the root forgotten: σ² for σ",
    [freshNoise: "mean + variance * random.normal(shape: mean.shape)"],
    losing: size + diffusers + follows, naming: "this is β̃_t, without the root"),
  mistake(
    "ddpm-large-variance-for-deviation", "β_t · z, the root forgotten",
    [
      ddpmVariance: "let variance = beta",
      freshNoise: "mean + variance * random.normal(shape: mean.shape)",
    ],
    losing: size + diffusers + follows, naming: "this is β_t, without the root"),
  mistake(
    "ddpm-variance-without-bars", "β̃_t with α where ᾱ is needed, as on a slide without bars",
    [ddpmVariance: "let variance = betas[timestep - 1] / beta * beta"],
    losing: size + diffusers + follows, naming: "this β̃_t has α where ᾱ is needed"),
  mistake(
    "ddpm-variance-upside-down", "the fraction in β̃_t is upside down",
    [ddpmVariance: "let variance = (1 - alphaBar) / (1 - previousAlphaBar) * beta"],
    losing: size + diffusers + follows, naming: "the fraction in β̃_t is upside down"),
  mistake(
    "ddpm-variance-without-beta", "β̃_t without its factor β_t",
    [ddpmVariance: "let variance = (1 - previousAlphaBar) / (1 - alphaBar)"],
    losing: size + diffusers + follows, naming: "the factor β_t is missing"),
  mistake(
    "ddpm-no-noise", "no noise is added in any step",
    [freshNoise: "mean"],
    losing: size + diffusers + follows, naming: "no noise is added"),
  mistake(
    "ddpm-noise-not-scaled", "z is added whole",
    [freshNoise: "mean + random.normal(shape: mean.shape)"],
    losing: size + diffusers + follows, naming: "the noise is not scaled"),
  mistake(
    "ddpm-uniform-noise", "z is uniform in −1…1, not normal",
    [
      freshNoise:
        "mean + variance.squareRoot() * random.uniform(shape: mean.shape, in: -1...1)"
    ],
    losing: size + follows, naming: "uniform"),
  mistake(
    "ddpm-one-noise-for-all-images", "one z is shared by all images of the batch",
    [
      freshNoise: """
      mean
            + variance.squareRoot() * random.normal(shape: [1] + mean.shape.dropFirst())
      """
    ],
    losing: size + follows, naming: "not independent from image to image"),
  mistake(
    "ddpm-noise-from-a-seed", "z comes from a source of one's own: the same in every step",
    [
      freshNoise:
        "mean + variance.squareRoot() * RandomSource(seed: 7).normal(shape: mean.shape)"
    ],
    losing: follows, naming: "not independent from step to step"),
  mistake(
    "ddpm-state-clamped", "x_{t−1} is clamped to −1…1 in every step",
    [
      freshNoise:
        "(mean + variance.squareRoot() * random.normal(shape: mean.shape)).clamped(to: -1...1)"
    ],
    losing: mean + size + diffusers + follows, naming: "x_{t−1} is clamped to −1…1"),
]
