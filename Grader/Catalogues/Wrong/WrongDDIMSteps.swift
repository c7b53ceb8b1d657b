private let mistake = MistakesIn(
  file: "HandsOn/Step5ReverseProcess.swift", suite: "HandsOnStep5Tests")
private let still = ["DDIMWithoutNoiseIsDeterministic"]
private let sigma = ["DDIMAddsNoiseOfDeviationSigma"]
private let etaOne = ["DDIMWithEtaOneIsDDPM"]
private let diffusers = ["StepsAgreeWithDiffusers"]
/// Where the states are not numbers any more.
private let visits = ["SamplingVisitsEveryTimestepFromPureNoise"]
private let follows = ["SamplingFollowsTheChosenProcess"]
private let finds = ["SamplingFindsTheImagesThatTheNetworkKnows"]
private let all = still + sigma + etaOne + diffusers + follows
private let noisy = sigma + etaOne + diffusers + follows
private let image =
  "(noisyImages - (1 - alphaBar).squareRoot() * predictedNoise) / alphaBar.squareRoot()"
private let sigmaRatio = "eta * ((1 - previousAlphaBar) / (1 - alphaBar)).squareRoot()"
private let sigmaRest = "(1 - alphaBar / previousAlphaBar).squareRoot()"
private let direction = "(1 - previousAlphaBar - sigma * sigma).squareRoot() * predictedNoise"
private let ddimMean = "previousAlphaBar.squareRoot() * predictedImages + direction"
private let freshNoise = "mean + sigma * random.normal(shape: mean.shape)"

/// Mistakes in step 5: DDIM's step.
let wrongDDIMSteps: [Variant] = [
  mistake(
    "ddim-sigma-squared", "σ_t² · z where σ_t · z is needed, as on a slide",
    [freshNoise: "mean + sigma * sigma * random.normal(shape: mean.shape)"],
    losing: noisy, naming: "this is σ_t² where σ_t is needed"),
  mistake(
    "ddim-sigma-root", "√σ_t · z: σ_t is taken for a variance",
    [freshNoise: "mean + sigma.squareRoot() * random.normal(shape: mean.shape)"],
    losing: noisy, naming: "this is √σ_t"),
  mistake(
    "ddim-eta-left-out", "η is ignored: always σ_t of η = 1",
    [sigmaRatio: "((1 - previousAlphaBar) / (1 - alphaBar)).squareRoot()"],
    losing: still + sigma + diffusers + follows, naming: "η is left out"),
  mistake(
    "ddim-eta-squared", "η² for η",
    [sigmaRatio: "eta * eta * ((1 - previousAlphaBar) / (1 - alphaBar)).squareRoot()"],
    losing: sigma + diffusers + follows, naming: "this has η² where η is needed"),
  mistake(
    "ddim-no-noise", "no noise is added, whatever η",
    [freshNoise: "mean"],
    losing: noisy, naming: "no noise is added"),
  mistake(
    "ddim-sigma-upside-down", "the first fraction in σ_t is upside down",
    [sigmaRatio: "eta * ((1 - alphaBar) / (1 - previousAlphaBar)).squareRoot()"],
    losing: all + finds + visits, naming: "the fraction in σ_t is upside down"),
  mistake(
    "ddim-sigma-missing-root", "√(1 − ᾱ_t/ᾱ_{t−1}) without its root",
    [sigmaRest: "(1 - alphaBar / previousAlphaBar)"],
    losing: noisy, naming: "without the root over 1 − ᾱ_t/ᾱ_{t−1}"),
  mistake(
    "ddim-direction-without-sigma", "√(1 − ᾱ_{t−1}) for √(1 − ᾱ_{t−1} − σ_t²)",
    [direction: "(1 - previousAlphaBar).squareRoot() * predictedNoise"],
    losing: noisy, naming: "σ_t² is missing in √(1 − ᾱ_{t−1} − σ_t²)"),
  mistake(
    "ddim-direction-with-sigma", "σ_t for σ_t² inside the root of the direction",
    [direction: "max(0, 1 - previousAlphaBar - sigma).squareRoot() * predictedNoise"],
    losing: noisy, naming: "this has σ_t where σ_t² is needed in the root"),
  mistake(
    "ddim-direction-of-t", "√(1 − ᾱ_t) for √(1 − ᾱ_{t−1} − σ_t²)",
    [direction: "(1 - alphaBar).squareRoot() * predictedNoise"],
    losing: all + finds, naming: "this has √(1 − ᾱ_t) where √(1 − ᾱ_{t−1} − σ_t²) is needed"),
  mistake(
    "ddim-direction-one-minus-root", "1 − √ᾱ_{t−1} where √(1 − ᾱ_{t−1}) is needed",
    [
      direction:
        "max(0, 1 - previousAlphaBar.squareRoot() - sigma * sigma) * predictedNoise"
    ],
    losing: all, naming: "this has 1 − √ᾱ_{t−1} where √(1 − ᾱ_{t−1}) is needed"),
  mistake(
    "ddim-direction-missing", "the direction back to x_t is left out",
    [ddimMean: "previousAlphaBar.squareRoot() * predictedImages"],
    losing: all, naming: "the direction pointing to x_t is missing"),
  mistake(
    "ddim-returns-the-prediction", "the predicted x₀ is returned",
    [ddimMean: "predictedImages"],
    losing: all, naming: "this is the predicted x₀"),
  mistake(
    "ddim-alpha-bar-of-t", "√ᾱ_t · x̂₀ where √ᾱ_{t−1} · x̂₀ is needed",
    [ddimMean: "alphaBar.squareRoot() * predictedImages + direction"],
    losing: all, naming: "this has √ᾱ_t where √ᾱ_{t−1} is needed before x̂₀"),
  mistake(
    "ddim-previous-is-next", "ᾱ_{t+1} is looked up for ᾱ_{t−1}",
    [
      """
      (alphaBars[timestep], alphaBars[timestep - 1])
          let predictedImages
      """: """
      (alphaBars[timestep], alphaBars[min(timestep + 1, alphaBars.count - 1)])
          let predictedImages
      """
    ],
    losing: all + finds + visits, naming: "the root of a negative number"),
  mistake(
    "ddim-alpha-for-alpha-bar", "α_{t−1} for ᾱ_{t−1}: the paper's α is ᾱ here",
    [
      """
      (alphaBars[timestep], alphaBars[timestep - 1])
          let predictedImages
      """: """
      (alphaBars[timestep], timestep < 2 ? 1 : alphaBars[timestep - 1] / alphaBars[timestep - 2])
          let predictedImages
      """
    ],
    losing: all, naming: "this has α_{t−1} where ᾱ_{t−1} is needed"),
  mistake(
    "ddim-prediction-not-divided", "x̂₀ is not divided by √ᾱ_t",
    [image: "noisyImages - (1 - alphaBar).squareRoot() * predictedNoise"],
    losing: all, naming: "x̂₀ is not divided by √ᾱ_t"),
  mistake(
    "ddim-prediction-without-root", "x̂₀ is divided by ᾱ_t, the root forgotten",
    [image: "(noisyImages - (1 - alphaBar).squareRoot() * predictedNoise) / alphaBar"],
    losing: all, naming: "x̂₀ is divided by ᾱ_t"),
  mistake(
    "ddim-prediction-one-minus-root", "x̂₀ with 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
    [image: "(noisyImages - (1 - alphaBar.squareRoot()) * predictedNoise) / alphaBar.squareRoot()"],
    losing: all + finds, naming: "x̂₀ has 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "ddim-prediction-noise-not-scaled", "x̂₀ = x_t − ε_θ, divided by √ᾱ_t",
    [image: "(noisyImages - predictedNoise) / alphaBar.squareRoot()"],
    losing: all + finds, naming: "x̂₀ takes ε_θ away whole"),
]
