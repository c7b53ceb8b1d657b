private let mistake = MistakesIn(
  file: "ImageGeneration/Problem2Sampling.swift", suite: "Problem2bSamplingTests")
private let labelTests = ["LabelsAreZeroToNineRepeated"]
private let visits = ["VisitsEveryTimestepFromPureNoise"]
private let fromNoise = ["StepsFromPredictedNoise"]
private let fromImages = ["StepsFromPredictedImages"]
private let steps = fromNoise + fromImages
private let last = ["LastStepAddsNoNoise"]
private let keeps = ["KeepsEveryTwentiethState"]
private let finds = ["FindsTheDigitsThatTheNetworkKnows"]
/// All that is judged step by step.
private let process = visits + steps + last + keeps
private let labels = "(0..<count).map { $0 % 10 }"
private let start = "random.normal(shape: [count] + imageShape)"
private let loop = "stride(from: tables.timesteps, through: 1, by: -1)"
private let predict = """
  network.predict(
            images, at: Array(repeating: t, count: count), labels: labels)
  """
private let toImages =
  "(images - tables.sqrtOneMinusAlphaBar[t] * predicted) / tables.sqrtAlphaBar[t]"
private let cleanShare = "tables.sqrtAlphaBar[t - 1] * beta / (1 - alphaBar)"
private let noisyShare = "tables.alpha[t].squareRoot() * (1 - previousAlphaBar) / (1 - alphaBar)"
private let variance = "let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta"
private let freshNoise = "variance.squareRoot() * random.normal(shape: images.shape)"
private let mean = "cleanShare * predictedImages.clamped(to: -1...1) + noisyShare * images"

/// Mistakes in problem 2b: sampling.
let wrongSampling: [Variant] = [
  mistake(
    "sample-labels-in-blocks", "labels 0, 0, …, 1, 1, … in place of 0, 1, …, 9, 0, 1, …",
    [labels: "(0..<count).map { $0 / (count / 10) }"],
    losing: labelTests + finds, naming: "0, 0, …, 1, 1, …"),
  mistake(
    "sample-labels-from-one", "labels 1…10",
    [labels: "(0..<count).map { $0 % 10 + 1 }"],
    losing: labelTests + finds, naming: "the network was given the labels", "they should be 0, 1, …"
  ),
  mistake(
    "sample-labels-drawn", "the labels are drawn at random",
    [labels: "random.integers(in: 0...9, count: count)"],
    losing: labelTests + finds, naming: "the network was given the labels", "they should be 0, 1, …"
  ),
  mistake(
    "sample-labels-not-told", "the network is not told the labels",
    [
      predict: """
      network.predict(
              images, at: Array(repeating: t, count: count))
      """
    ],
    losing: labelTests + finds, naming: "the network was not told the labels"),
  mistake(
    "sample-from-zeros", "x_T is zero everywhere",
    [start: "Tensor.zeros([count] + imageShape)"],
    losing: visits, naming: "x_T is 0 everywhere"),
  mistake(
    "sample-from-uniform-noise", "x_T is uniform in 0…1, not normal",
    [start: "random.uniform(shape: [count] + imageShape)"],
    losing: visits, naming: "x_T", "uniform"),
  mistake(
    "sample-from-one-noise", "one x_T is shared by all images",
    [start: "Tensor.zeros([count] + imageShape) + random.normal(shape: [1] + imageShape)"],
    losing: visits, naming: "x_T is not independent from image to image"),
  mistake(
    "sample-upwards", "the loop goes up from 1 to T",
    [loop: "1...tables.timesteps"],
    losing: process + finds, naming: "the reverse process goes down from T, not up"),
  mistake(
    "sample-ends-at-two", "the last step, from t = 1, is left out",
    [loop: "stride(from: tables.timesteps, to: 1, by: -1)"],
    losing: process + finds, naming: "the last step, from t = 1, is missing"),
  mistake(
    "sample-every-other-step", "every other step is left out",
    [loop: "stride(from: tables.timesteps, through: 1, by: -2)"],
    losing: process + finds, naming: "steps are left out"),
  mistake(
    "sample-prediction-ignored", "the prediction is taken for x₀, though it is of ε",
    [
      """
      prediction == .sample
                ? predicted
                : \(toImages)
      """: "predicted"
    ],
    losing: fromNoise + last + finds, naming: "the prediction of ε is taken for x₀"),
  mistake(
    "sample-predictions-swapped", "ε and x₀ are taken for each other",
    ["prediction == .sample": "prediction == .epsilon"],
    losing: steps + last + finds, naming: "the prediction of x₀ is taken for ε"),
  mistake(
    "sample-image-one-minus-root", "x̂₀ with 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
    ["tables.sqrtOneMinusAlphaBar[t] * predicted": "(1 - tables.sqrtAlphaBar[t]) * predicted"],
    losing: fromNoise + last + finds, naming: "x̂₀ has 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "sample-image-not-divided", "x̂₀ is not divided by √ᾱ_t",
    [toImages: "(images - tables.sqrtOneMinusAlphaBar[t] * predicted)"],
    losing: fromNoise + last, naming: "x̂₀ is not divided by √ᾱ_t"),
  mistake(
    "sample-image-without-root", "x̂₀ is divided by ᾱ_t, the root forgotten",
    [") / tables.sqrtAlphaBar[t]": ") / alphaBar"],
    losing: fromNoise + last, naming: "x̂₀ is divided by ᾱ_t"),
  mistake(
    "sample-shares-swapped", "the posterior's coefficients are swapped",
    [
      "cleanShare * predictedImages.clamped(to: -1...1) + noisyShare * images":
        "noisyShare * predictedImages.clamped(to: -1...1) + cleanShare * images"
    ],
    losing: steps + last + finds, naming: "the two coefficients of the posterior are swapped"),
  mistake(
    "sample-clean-share-of-t", "√ᾱ_t where √ᾱ_{t−1} is needed before x̂₀",
    [cleanShare: "tables.sqrtAlphaBar[t] * beta / (1 - alphaBar)"],
    losing: steps + last, naming: "√ᾱ_t where √ᾱ_{t−1} is needed"),
  mistake(
    "sample-clean-share-without-root", "ᾱ_{t−1} where √ᾱ_{t−1} is needed before x̂₀",
    [cleanShare: "previousAlphaBar * beta / (1 - alphaBar)"],
    losing: steps, naming: "ᾱ_{t−1} where √ᾱ_{t−1} is needed"),
  mistake(
    "sample-noisy-share-with-bar", "√ᾱ_t where √α_t is needed before x_t",
    [noisyShare: "tables.sqrtAlphaBar[t] * (1 - previousAlphaBar) / (1 - alphaBar)"],
    losing: steps, naming: "√ᾱ_t where √α_t is needed"),
  mistake(
    "sample-noisy-share-without-root", "α_t where √α_t is needed before x_t",
    [noisyShare: "tables.alpha[t] * (1 - previousAlphaBar) / (1 - alphaBar)"],
    losing: steps, naming: "α_t where √α_t is needed"),
  mistake(
    "sample-without-bars", "the posterior with α where ᾱ is needed, as on a slide without bars",
    [
      "(alphaBar, previousAlphaBar) = (tables.alphaBar[t], tables.alphaBar[t - 1])":
        "(alphaBar, previousAlphaBar) = (tables.alpha[t], tables.alpha[t - 1])"
    ],
    losing: steps, naming: "α where ᾱ is needed"),
  mistake(
    "sample-variance-for-deviation", "β̃_t · z, the root forgotten: σ² for σ",
    [freshNoise: "variance * random.normal(shape: images.shape)"],
    losing: steps, naming: "without the root"),
  mistake(
    "sample-variance-without-bars", "β̃_t with α where ᾱ is needed",
    [variance: "let variance = tables.beta[t - 1] / beta * beta"],
    losing: steps, naming: "this β̃_t has α where ᾱ is needed"),
  mistake(
    "sample-variance-upside-down", "the fraction in β̃_t is upside down",
    [variance: "let variance = (1 - alphaBar) / (1 - previousAlphaBar) * beta"],
    losing: steps, naming: "the fraction in β̃_t is upside down"),
  mistake(
    "sample-no-noise", "no noise is added in any step",
    ["if t > 1 {": "if t < 1 {"],
    losing: steps, naming: "no fresh noise is added"),
  mistake(
    "sample-noise-at-the-last-step", "noise of variance β_t, also at t = 1",
    ["if t > 1 {": "if t >= 1 {", variance: "let variance = beta"],
    losing: last + finds, naming: "the last step should be the mean alone, without noise"),
  mistake(
    "sample-noise-not-scaled", "z is added whole",
    [
      "          let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t\n": "",
      freshNoise: "random.normal(shape: images.shape)",
    ],
    losing: steps, naming: "the noise is not scaled"),
  mistake(
    "sample-one-noise-for-all-images", "one z is shared by all images",
    [freshNoise: "variance.squareRoot() * random.normal(shape: [1] + imageShape)"],
    losing: steps, naming: "not independent from image to image"),
  mistake(
    "sample-one-noise-for-all-steps", "one z is drawn before the loop and used in every step",
    [
      "var states: [Tensor] = []":
        "var states: [Tensor] = []\n      let z = random.normal(shape: images.shape)",
      freshNoise: "variance.squareRoot() * z",
    ],
    losing: steps, naming: "not independent from step to step"),
  mistake(
    "sample-states-clamped", "x_{t−1} is clamped to −1…1 in every step",
    [
      "if (t - 1).isMultiple": "images = images.clamped(to: -1...1)\n        if (t - 1).isMultiple"
    ],
    losing: steps, naming: "x_{t−1} is clamped to −1…1"),
  mistake(
    "sample-keeps-nothing", "no state is kept",
    ["if (t - 1).isMultiple(of: 20) { states.append(images) }": ""],
    losing: keeps, naming: "no states were kept"),
  mistake(
    "sample-keeps-every-tenth", "every 10th state is kept",
    ["(t - 1).isMultiple(of: 20)": "(t - 1).isMultiple(of: 10)"],
    losing: keeps, naming: "these are every 10th"),
  mistake(
    "sample-keeps-one-late",
    "the states after the steps from t = 20, 40, … are kept: x_19, x_39, …",
    ["(t - 1).isMultiple(of: 20)": "t.isMultiple(of: 20)"],
    losing: keeps, naming: "these are one step late"),
  mistake(
    "sample-keeps-in-reverse", "the states are kept in reverse",
    ["states.append(images)": "states.insert(images, at: 0)"],
    losing: keeps, naming: "the other way round"),
  mistake(
    "sample-keeps-the-last-only", "only the result is kept",
    ["(t - 1).isMultiple(of: 20)": "t == 1"],
    losing: keeps, naming: "states were kept at t = 0, 1 in all"),
]
