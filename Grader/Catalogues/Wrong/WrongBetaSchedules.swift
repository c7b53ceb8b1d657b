private let mistake = MistakesIn(
  file: "ImageGeneration/Problem1Schedules.swift", suite: "Problem1aBetaScheduleTests")
private let entries = ["HasAnEntryForEveryTimestepAndZeroFirst"]
private let ends = ["LinearStartsAtBeta1AndEndsAtBeta2"]
private let rises = ["LinearRisesInEqualSteps"]
private let follows = ["CosineFollowsTheFormula"]
private let cutOff = ["CosineIsCutOffAt0999"]
private let numPy = ["BothAgreeWithNumPyOverAThousandSteps"]
private let linear = "beta1 + (beta2 - beta1) * Double(t - 1) / Double(timesteps - 1)"
private let angle = "(Double(t) / Double(timesteps) + s) / (1 + s) * Double.pi / 2"
private let cosine = "min(1 - f(t) / f(t - 1), 0.999)"

/// Mistakes in problem 1a: β.
let wrongBetaSchedules: [Variant] = [
  mistake(
    "linear-T-steps", "T steps from β₁ to β₂, where T values have T − 1 between them",
    [linear: "beta1 + (beta2 - beta1) * Double(t - 1) / Double(timesteps)"],
    losing: ends + rises + numPy, naming: "there are T − 1 steps"),
  mistake(
    "linear-from-t-0", "β₁ at t = 0 in place of t = 1",
    [linear: "beta1 + (beta2 - beta1) * Double(t) / Double(timesteps)"],
    losing: ends + rises + numPy, naming: "this rises from β₁ at t = 0"),
  mistake(
    "linear-from-zero", "rises from 0, not from β₁",
    [linear: "beta2 * Double(t - 1) / Double(timesteps - 1)"],
    losing: ends + rises + numPy, naming: "this rises from 0"),
  mistake(
    "linear-swapped", "β₁ and β₂ are swapped: β falls",
    [linear: "beta2 + (beta1 - beta2) * Double(t - 1) / Double(timesteps - 1)"],
    losing: ends + rises + numPy, naming: "β₁ and β₂ are swapped"),
  mistake(
    "linear-in-roots", "√β rises equally (“scaled linear”), not β",
    [
      linear: """
      { $0 * $0 }(
                beta1.squareRoot()
                  + (beta2.squareRoot() - beta1.squareRoot()) * Double(t - 1) / Double(timesteps - 1))
      """
    ],
    losing: rises + numPy, naming: "this spaces √β equally"),
  mistake(
    "linear-in-logarithms", "β rises by equal factors",
    [linear: "beta1 * pow(beta2 / beta1, Double(t - 1) / Double(timesteps - 1))"],
    losing: rises + numPy, naming: "equal factors"),
  mistake(
    "schedules-swapped", "linear and cosine are swapped",
    ["case .linear:": "case .cosine:", "case .cosine:\n      let s": "case .linear:\n      let s"],
    losing: ends + rises + follows + cutOff + numPy, naming: "this is the cosine schedule"),
  mistake(
    "beta-of-T-entries", "the table has T entries: β₀ is left out",
    ["return [0] + betas": "return betas"],
    losing: entries, naming: "T + 1"),
  mistake(
    "beta-0-is-beta-1", "β₀ = β₁ where it should be 0",
    ["return [0] + betas": "return [betas[0]] + betas"],
    losing: entries, naming: "it should be 0, since t = 0 is the clean image"),
  mistake(
    "cosine-without-s", "s is left out",
    ["let s = 0.008": "let s = 0.0"],
    losing: follows + numPy, naming: "this has s = 0"),
  mistake(
    "cosine-s-not-normalised", "s is added, and the sum is not divided by 1 + s",
    [angle: "(Double(t) / Double(timesteps) + s) * Double.pi / 2"],
    losing: follows + cutOff + numPy, naming: "is not divided by 1 + s"),
  mistake(
    "cosine-not-cut-off", "the cut-off at 0.999 is left out",
    [cosine: "1 - f(t) / f(t - 1)"],
    losing: cutOff + numPy, naming: "the cut-off at 0.999 is missing"),
  mistake(
    "cosine-max-for-min", "max where min is needed",
    [cosine: "max(1 - f(t) / f(t - 1), 0.999)"],
    losing: follows + cutOff + numPy, naming: "this is max(…, 0.999) where min(…, 0.999) is needed"),
  mistake(
    "cosine-cut-off-inside", "the ratio ᾱ_t/ᾱ_{t−1} is cut off, not β",
    [cosine: "1 - min(f(t) / f(t - 1), 0.999)"],
    losing: follows + cutOff + numPy, naming: "the cut-off stands at the wrong side"),
  mistake(
    "cosine-cut-off-at-0.99", "the cut-off at 0.99",
    [cosine: "min(1 - f(t) / f(t - 1), 0.99)"],
    losing: cutOff + numPy, naming: "β[T] is 0.99; it should be 0.999"),
  mistake(
    "cosine-not-squared", "cos for cos²",
    ["return cos(angle) * cos(angle)": "return cos(angle)"],
    losing: follows + numPy, naming: "the square of the cosine is missing"),
  mistake(
    "cosine-in-degrees", "the angle is in degrees",
    [angle: "(Double(t) / Double(timesteps) + s) / (1 + s) * 90"],
    losing: follows + cutOff + numPy, naming: "degrees"),
  mistake(
    "cosine-whole-pi", "π for π/2",
    [angle: "(Double(t) / Double(timesteps) + s) / (1 + s) * Double.pi"],
    losing: follows + cutOff + numPy, naming: "π where π/2 is needed"),
  mistake(
    "cosine-sine", "sin for cos",
    ["return cos(angle) * cos(angle)": "return sin(angle) * sin(angle)"],
    losing: follows + cutOff + numPy, naming: "sin² where cos² is needed"),
  mistake(
    "cosine-not-normalised", "f(t) is not divided by f(0), and ᾱ₀ = 1",
    [cosine: "min(1 - f(t) / (t == 1 ? 1 : f(t - 1)), 0.999)"],
    losing: follows + numPy, naming: "f(0) is not divided out"),
  mistake(
    "cosine-alpha-bar-for-beta", "ᾱ_t is returned for β_t",
    [cosine: "min(f(t) / f(0), 0.999)"],
    losing: follows + cutOff + numPy, naming: "this is ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}"),
  mistake(
    "cosine-one-minus-alpha-bar", "1 − ᾱ_t is returned for β_t",
    [cosine: "min(1 - f(t) / f(0), 0.999)"],
    losing: follows + numPy, naming: "this is 1 − ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}"),
  mistake(
    "cosine-alpha-for-beta", "ᾱ_t/ᾱ_{t−1} = α_t is returned for β_t",
    [cosine: "min(f(t) / f(t - 1), 0.999)"],
    losing: follows + cutOff + numPy, naming: "this is α_t; β_t is 1 − α_t"),
  mistake(
    "cosine-upside-down", "the ratio is upside down",
    [cosine: "min(1 - f(t - 1) / f(t), 0.999)"],
    losing: follows + cutOff + numPy, naming: "the ratio is upside down"),
  mistake(
    "cosine-one-late", "entry t holds β_{t−1}",
    [cosine: "min(1 - f(max(t - 1, 1)) / f(max(t - 2, 0)), 0.999)"],
    losing: follows + cutOff + numPy, naming: "this is β_{t−1}"),
  mistake(
    "cosine-one-early", "entry t holds β_{t+1}",
    [cosine: "min(1 - f(min(t + 1, timesteps)) / f(min(t, timesteps - 1)), 0.999)"],
    losing: follows + numPy, naming: "this is β_{t+1}"),
]
