private let mistake = MistakesIn(
  file: "TextToImage/Problem3Latents.swift", suite: "TextProblem3LatentsTests")
private let scales = ["ScalingIsOneOverTheStandardDeviation"]
private let decodes = ["DecodesTheEncodersOwnLatents"]
private let maps = ["GoesFromMinusOneToOneToZeroToOne"]
private let holds = ["HoldsWhatLiesBeyond"]
private let scaling = "1 / Double(deviations.squared().mean().scalar).squareRoot()"
private let deviations = "latents - latents.mean()"
private let picture = "((decoded + 1) / 2).clamped(to: 0...1)"

/// Mistakes in problem 3 of assignment 2-2: latents.
let wrongLatents: [Variant] = [
  mistake(
    "scaling-is-the-deviation", "the standard deviation, not one over it",
    [scaling: "Double(deviations.squared().mean().scalar).squareRoot()"], losing: scales,
    naming: "this is the standard deviation itself"),
  mistake(
    "scaling-without-root", "one over the variance",
    [scaling: "1 / Double(deviations.squared().mean().scalar)"], losing: scales,
    naming: "this is one over the variance"),
  mistake(
    "scaling-about-zero", "the mean is not taken off", [deviations: "latents"], losing: scales,
    naming: "the mean is not taken off"),
  mistake(
    "scaling-channel-by-channel", "the mean of the channels' own standard deviations",
    [
      deviations: "latents - latents.mean(axes: [0, 2, 3], keepingDimensions: true)",
      scaling:
        "1 / Double(deviations.squared().mean(axes: [0, 2, 3]).squareRoot().mean().scalar)",
    ],
    losing: scales, naming: "each channel was taken by itself"),
  mistake(
    "decode-multiplies", "the latents are multiplied by the scaling, not divided",
    ["latents / scaling": "latents * scaling"], losing: decodes, naming: "this is z · scaling"),
  mistake(
    "decode-without-scaling", "the scaling is not undone",
    ["latents / scaling": "latents"], losing: decodes, naming: "the scaling is not undone"),
  mistake(
    "decode-stays-in-minus-one-to-one", "(x + 1)/2 is missing",
    [picture: "decoded.clamped(to: -1...1)"], losing: maps + holds, naming: "(x + 1)/2 is missing"),
  mistake(
    "decode-held-only", "(x + 1)/2 is missing, and half of the colours are lost",
    [picture: "decoded.clamped(to: 0...1)"], losing: maps + holds, naming: "(x + 1)/2 is missing"),
  mistake(
    "decode-not-held", "values beyond 0…1 stay", [".clamped(to: 0...1)": ""], losing: holds,
    naming: "values beyond 0…1 are not held"),
  mistake(
    "decode-stretches", "all pictures stretched by their smallest and largest value",
    [
      picture: """
      {
        let (low, high) = (decoded.scalars.min() ?? 0, decoded.scalars.max() ?? 1)
        return (decoded - low) / Double(high - low)
      }()
      """
    ],
    losing: maps + holds, naming: "this is stretched by the pictures' own"),
  mistake(
    "decode-stretches-each", "each picture stretched by its smallest and largest value",
    [
      picture: """
      Tensor.concatenating(
        (0..<decoded.shape[0]).map { index in
          let one = decoded[index..<index + 1]
          let (low, high) = (one.scalars.min() ?? 0, one.scalars.max() ?? 1)
          return (one - low) / Double(high - low)
        }, axis: 0)
      """
    ],
    losing: maps + holds, naming: "this is stretched by the pictures' own"),
]
