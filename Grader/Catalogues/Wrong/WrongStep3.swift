private let mistake = MistakesIn(
  file: "HandsOn/Step3ForwardProcess.swift", suite: "HandsOnStep3Tests")
private let bothFactors = [
  "ScalesEachImageByTheRootOfItsAlphaBar", "ScalesTheNoiseByTheRootOfOneMinusAlphaBar",
]
private let imageFactor = [bothFactors[0]]
private let noiseFactor = [bothFactors[1]]
private let rootOfRest = "{ (1 - $0).squareRoot() }"
private let mix = "signalScale * images + noiseScale * noise, noise"
private let noise = "random.normal(shape: images.shape)"

/// Mistakes in step 3: the forward process.
let wrongStep3: [Variant] = [
  mistake(
    "forward-one-minus-root", "1 − √ᾱ_t where √(1 − ᾱ_t) is needed, as on a slide",
    [rootOfRest: "{ 1 - $0.squareRoot() }"],
    losing: noiseFactor, naming: "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
  mistake(
    "forward-noise-without-root", "1 − ᾱ_t, its root forgotten",
    [rootOfRest: "{ 1 - $0 }"],
    losing: noiseFactor, naming: "this is 1 − ᾱ_t, without the root"),
  mistake(
    "forward-image-without-root", "ᾱ_t, its root forgotten",
    ["{ $0.squareRoot() }": "{ $0 }"],
    losing: imageFactor, naming: "this is ᾱ_t, without the root"),
  mistake(
    "forward-image-not-scaled", "the image stays whole and noise is added",
    ["signalScale * images": "images"],
    losing: imageFactor, naming: "the image is not scaled at all"),
  mistake(
    "forward-noise-not-scaled", "the noise is added whole",
    ["noiseScale * noise": "noise"],
    losing: noiseFactor, naming: "the noise is not scaled at all"),
  mistake(
    "forward-nothing-scaled", "x_t = x + ε without scaling, as on a slide",
    ["signalScale * images + noiseScale * noise": "images + noise"],
    losing: bothFactors, naming: "is not scaled at all"),
  mistake(
    "forward-factors-swapped", "the two factors are swapped",
    ["signalScale * images + noiseScale * noise": "noiseScale * images + signalScale * noise"],
    losing: bothFactors, naming: "this is √(1 − ᾱ_t), the factor of the noise"),
  mistake(
    "forward-noise-subtracted", "the noise is subtracted",
    ["signalScale * images + noiseScale": "signalScale * images - noiseScale"],
    losing: noiseFactor, naming: "the sign is wrong"),
  mistake(
    "forward-one-timestep-for-all", "the first image's timestep is used for all",
    [
      "    let signalScale": """
          let timesteps = Array(repeating: timesteps[0], count: timesteps.count)
          let signalScale
      """
    ],
    losing: bothFactors, naming: "the factor of the first image's timestep"),
  mistake(
    "forward-one-entry-early", "ᾱ_{t−1} is looked up for ᾱ_t",
    [
      "    let signalScale": """
          let timesteps = timesteps.map { $0 - 1 }
          let signalScale
      """
    ],
    losing: bothFactors, naming: "this is √ᾱ_{t−1}"),
  mistake(
    "forward-alpha-for-alpha-bar", "α_t = ᾱ_t/ᾱ_{t−1} of one step is used for ᾱ_t",
    [
      "    let signalScale": """
          let alphaBars = alphaBars.indices.map { t in
            t == 0 ? 1 : alphaBars[t] / alphaBars[t - 1]
          }
          let signalScale
      """
    ],
    losing: bothFactors, naming: "this is √α_t", "the bar is missing"),
  mistake(
    "forward-returns-the-image", "the image is returned in the place of ε",
    [mix: "signalScale * images + noiseScale * noise, images"],
    losing: ["ReturnsTheNoiseThatWentIn", "NoiseIsStandardNormalAndFreshForEachPixel"],
    naming: "the ε that you return is zero or the image itself"),
  mistake(
    "forward-returns-scaled-noise", "the ε that is returned is scaled already",
    [mix: "signalScale * images + noiseScale * noise, noiseScale * noise"],
    losing: ["ReturnsTheNoiseThatWentIn", "NoiseIsStandardNormalAndFreshForEachPixel"],
    naming: "√(1 − ᾱ_t) · ε"),
  mistake(
    "forward-returns-other-noise", "fresh noise is returned, not the one that went in",
    [mix: "signalScale * images + noiseScale * noise, random.normal(shape: images.shape)"],
    losing: ["ReturnsTheNoiseThatWentIn"], naming: "another ε than the one"),
  mistake(
    "forward-one-noise-for-all-images", "one noise is shared by all images of the batch",
    [noise: "images * 0 + random.normal(shape: [1] + images.shape.dropFirst())"],
    losing: ["NoiseIsStandardNormalAndFreshForEachPixel"],
    naming: "not independent from image to image"),
  mistake(
    "forward-one-noise-for-all-channels", "one noise is shared by the channels of an image",
    [
      noise: """
      images * 0
            + random.normal(shape: [images.shape[0], 1, images.shape[2], images.shape[3]])
      """
    ],
    losing: ["NoiseIsStandardNormalAndFreshForEachPixel"],
    naming: "not independent from channel to channel"),
  mistake(
    "forward-one-noise-per-image", "one number is drawn for each image, not for each pixel",
    [noise: "images * 0 + random.normal(shape: [images.shape[0], 1, 1, 1])"],
    losing: ["NoiseIsStandardNormalAndFreshForEachPixel"], naming: "not independent from"),
  mistake(
    "forward-uniform-noise", "ε is uniform in −1…1, not normal",
    [noise: "random.uniform(shape: images.shape, in: -1...1)"],
    losing: ["NoiseIsStandardNormalAndFreshForEachPixel"], naming: "uniform"),
  mistake(
    "forward-uniform-noise-from-zero", "ε is uniform in 0…1, as rand gives it in place of randn",
    [noise: "random.uniform(shape: images.shape)"],
    losing: ["NoiseIsStandardNormalAndFreshForEachPixel"], naming: "uniform"),
  mistake(
    "forward-noise-from-a-seed", "a source with a seed of one's own: the same noise every time",
    [noise: "RandomSource(seed: 0).normal(shape: images.shape)"],
    losing: ["NoiseComesFromTheGivenRandomSource"], naming: "draw from `random`"),
  mistake(
    "forward-factors-along-the-wrong-axis", "the factors lie along the channels, not the batch",
    [
      "gathered(at: timesteps)  //":
        "gathered(at: timesteps).reshaped(to: [1, timesteps.count, 1, 1])  //"
    ],
    losing: bothFactors + [
      "ReturnsTwoTensorsShapedLikeTheImages", "ReturnsTheNoiseThatWentIn",
      "NoiseIsStandardNormalAndFreshForEachPixel", "NoiseComesFromTheGivenRandomSource",
    ],
    naming: "shape"
  ).losingToo(
    // There is no x_t: step 4 stops there, and cannot be judged.
    "HandsOnStep4Tests",
    [
      "AsksTheNetworkOnceForTheWholeBatch", "DrawsATimestepForEachImage",
      "ShowsTheNetworkTheNoisyImages", "L1IsTheMeanAbsoluteError", "L2IsTheMeanSquaredError",
      "HuberIsQuadraticThenLinear", "GradientsReachTheNetwork",
    ]),
]
