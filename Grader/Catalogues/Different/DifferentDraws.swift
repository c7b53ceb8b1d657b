/// Other orders and ways of drawing.
let differentDraws: [Variant] = [
  Variant(
    "timesteps-one-at-a-time", "one whole number drawn at a time",
    Rewritten.file(
      Rewritten.step2,
      [
        (
          .sampleTimesteps,
          """
              var drawn: [Int] = []
              while drawn.count < count { drawn.append(random.integer(in: 1...timesteps)) }
              return drawn
          """
        )
      ])),
  Variant(
    "timesteps-from-uniform", "timesteps from uniform numbers in 0..<1, rounded up",
    Rewritten.file(
      Rewritten.step2,
      [
        (
          .sampleTimesteps,
          "    (0..<count).map { _ in min(timesteps, Int(random.uniform() * Double(timesteps)) + 1) }"
        )
      ])),
  Variant(
    "timesteps-by-rejection", "timesteps from a larger range, those beyond T drawn again",
    Rewritten.file(
      Rewritten.step2,
      [
        (
          .sampleTimesteps,
          """
              var power = 1
              while power < timesteps { power *= 2 }
              return (0..<count).map { _ in
                var t = 0
                repeat { t = random.integer(in: 1...power) } while t > timesteps
                return t
              }
          """
        )
      ])),
  Variant(
    "noise-before-timesteps", "the noise is drawn first, the timesteps after it",
    [
      .replace(
        file: Rewritten.loss,
        text: """
          let timesteps = random.integers(in: 1...tables.timesteps, count: labels.count)
              let noise = random.normal(shape: images.shape)  // [B, C, H, W]
          """,
        replacement: """
          let noise = random.normal(shape: images.shape)
              let timesteps = random.integers(in: 1...tables.timesteps, count: labels.count)
          """)
    ]),
  Variant(
    "noise-number-by-number", "each number of the noise drawn by itself",
    [
      .replace(
        file: Rewritten.step3, text: "let noise = random.normal(shape: images.shape)",
        replacement: """
          let noise = Tensor(
                (0..<images.count).map { _ in Float(random.normal()) }, shape: images.shape)
          """)
    ]),
  Variant(
    "noise-image-by-image", "the noise of each image drawn by itself, the last image first",
    [
      .replace(
        file: Rewritten.step3, text: "let noise = random.normal(shape: images.shape)",
        replacement: """
          let single = [1] + images.shape.dropFirst()
              let noise = Tensor.concatenating(
                (0..<images.shape[0]).map { _ in random.normal(shape: single) }.reversed(), axis: 0)
          """)
    ]),
  Variant(
    "noise-by-box-and-muller", "normal numbers made of uniform ones",
    [
      .replace(
        file: Rewritten.step3, text: "import Tensors\n",
        replacement: "import Foundation\nimport Tensors\n"),
      .replace(
        file: Rewritten.step3, text: "let noise = random.normal(shape: images.shape)",
        replacement: """
          let noise = Tensor(
                (0..<images.count).map { _ in
                  Float(sqrt(-2 * log(1 - random.uniform())) * cos(2 * .pi * random.uniform()))
                }, shape: images.shape)
          """),
    ]),
  Variant(
    "noise-always-drawn", "z is drawn at t = 1 and for σ = 0 too, and multiplied by 0",
    [
      .replace(
        file: Rewritten.step5, text: "guard timestep > 1 else { return mean }\n",
        replacement: "let z = random.normal(shape: mean.shape)\n"),
      .replace(
        file: Rewritten.step5,
        text: "return mean + variance.squareRoot() * random.normal(shape: mean.shape)",
        replacement: "return mean + (timestep > 1 ? variance.squareRoot() : 0) * z"),
      .replace(
        file: Rewritten.step5,
        text: "return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape)",
        replacement: "return mean + sigma * random.normal(shape: mean.shape)"),
    ]),
  Variant(
    "noise-drawn-first", "in a step of problem 2b z is drawn before the network is asked",
    [
      .replace(
        file: Rewritten.sampling, text: "let beta = tables.beta[t]\n",
        replacement:
          "let beta = tables.beta[t]\n        let z = random.normal(shape: images.shape)\n"),
      .replace(
        file: Rewritten.sampling,
        text: "variance.squareRoot() * random.normal(shape: images.shape)",
        replacement: "variance.squareRoot() * z"),
    ]),
  Variant(
    "numbers-thrown-away", "numbers drawn and not used, before those that are",
    [
      .replace(
        file: Rewritten.step3, text: "let noise = random.normal(shape: images.shape)",
        replacement: """
          _ = random.normal(shape: [3, 5])
              _ = random.uniform()
              let noise = random.normal(shape: images.shape)
          """),
      .replace(
        file: Rewritten.step5, text: "guard timestep > 1 else { return mean }\n",
        replacement: "_ = random.normal()\n    guard timestep > 1 else { return mean }\n"),
    ]),
  Variant(
    "start-image-by-image", "x_T drawn image by image, with labels made by flatMap",
    [
      .replace(
        file: Rewritten.sampling, text: "let labels = (0..<count).map { $0 % 10 }",
        replacement: "let labels = (0..<count / 10).flatMap { _ in Array(0...9) }"),
      .replace(
        file: Rewritten.sampling,
        text: "var images = random.normal(shape: [count] + imageShape)  // x_T",
        replacement: """
          var images = Tensor.concatenating(
                  labels.map { _ in random.normal(shape: [1] + imageShape) }, axis: 0)
          """),
    ]),
  Variant(
    "states-with-the-first", "x_T is kept as well",
    [
      .replace(
        file: Rewritten.sampling, text: "var states: [Tensor] = []",
        replacement: "var states = [images]")
    ]),
  Variant(
    "states-without-the-result", "the result is not kept among the states",
    [
      .replace(
        file: Rewritten.sampling, text: "if (t - 1).isMultiple(of: 20) { states.append(images) }",
        replacement: "if t > 1, (t - 1) % 20 == 0 { states += [images] }")
    ]),
  Variant(
    "states-counted-from-T", "every 20th state counted from T downwards",
    [
      .replace(
        file: Rewritten.sampling, text: "if (t - 1).isMultiple(of: 20) { states.append(images) }",
        replacement: "if (tables.timesteps - t + 1) % 20 == 0 { states.append(images) }")
    ]),
  Variant(
    "result-clamped", "the result of problem 2b is clamped to −1…1",
    [
      .replace(
        file: Rewritten.sampling,
        text: "return SampledImages(images: images, labels: labels, states: states)",
        replacement: """
          return SampledImages(
                  images: images.clamped(to: -1...1), labels: labels, states: states)
          """)
    ]),
  Variant(
    "gradients-on", "sampling without `withoutGradients`: slower, and right",
    [
      .replace(
        file: Rewritten.sampling, text: "withoutGradients {\n      let labels",
        replacement: "do {\n      let labels"),
      .replace(
        file: Rewritten.step5, text: "withoutGradients {\n      var images",
        replacement: "do {\n      var images"),
    ]),
]
