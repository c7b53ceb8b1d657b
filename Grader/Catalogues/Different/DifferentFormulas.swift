/// Other algebra, other precision, other ways to the same numbers.
let differentFormulas: [Variant] = [
  Variant(
    "roots-by-power", "√ᾱ and √(1 − ᾱ) by pow, with Foundation imported",
    [
      .replace(
        file: Rewritten.step3, text: "import DiffusionCourse\n",
        replacement: "import DiffusionCourse\nimport Foundation\n"),
      .replace(
        file: Rewritten.step3, text: "{ $0.squareRoot() }", replacement: "{ pow($0, 0.5) }"),
      .replace(
        file: Rewritten.step3, text: "{ (1 - $0).squareRoot() }",
        replacement: "{ pow(1 - $0, 0.5) }"),
    ]),
  Variant(
    "ddpm-variance-beta", "β_t for the variance of a DDPM step, as the paper allows",
    [
      .replace(
        file: Rewritten.step5,
        text: "let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t",
        replacement: "let variance = beta")
    ]),
  Variant(
    "sampling-variance-beta", "β_t for the variance in problem 2b",
    [
      .replace(
        file: Rewritten.sampling,
        text: "let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t",
        replacement: "let variance = tables.sqrtBeta[t] * tables.sqrtBeta[t]")
    ]),
  Variant(
    "ddpm-minus-z", "the fresh noise of a DDPM step is taken away, not added",
    [
      .replace(
        file: Rewritten.step5, text: "return mean + variance.squareRoot()",
        replacement: "return mean - variance.squareRoot()")
    ]),
  Variant(
    "ddpm-mean-by-posterior", "DDPM's mean from the predicted x₀, by the posterior",
    [
      .replace(
        file: Rewritten.step5,
        text: "let noiseShare = beta / (1 - alphaBar).squareRoot()\n",
        replacement: """
          let x0 = (noisyImages - (1 - alphaBar).squareRoot() * predictedNoise)
            / alphaBar.squareRoot()
          let cleanShare = previousAlphaBar.squareRoot() * beta / (1 - alphaBar)
          let noisyShare = (1 - beta).squareRoot() * (1 - previousAlphaBar) / (1 - alphaBar)

          """),
      .replace(
        file: Rewritten.step5,
        text: "let mean = (noisyImages - noiseShare * predictedNoise) / (1 - beta).squareRoot()",
        replacement: "let mean = cleanShare * x0 + noisyShare * noisyImages"),
    ]),
  Variant(
    "ddpm-clipped-image", "the predicted x₀ is clipped to −1…1 before DDPM's posterior mean",
    [
      .replace(
        file: Rewritten.step5,
        text: "let noiseShare = beta / (1 - alphaBar).squareRoot()\n",
        replacement: """
          let x0 = ((noisyImages - (1 - alphaBar).squareRoot() * predictedNoise)
            / alphaBar.squareRoot()).clamped(to: -1...1)
          let cleanShare = previousAlphaBar.squareRoot() * beta / (1 - alphaBar)
          let noisyShare = (1 - beta).squareRoot() * (1 - previousAlphaBar) / (1 - alphaBar)

          """),
      .replace(
        file: Rewritten.step5,
        text: "let mean = (noisyImages - noiseShare * predictedNoise) / (1 - beta).squareRoot()",
        replacement: "let mean = cleanShare * x0 + noisyShare * noisyImages"),
    ]),
  Variant(
    "ddim-clipped-image", "DDIM with x̂₀ clipped and ε as predicted",
    [
      .replace(
        file: Rewritten.step5,
        text:
          "(noisyImages - (1 - alphaBar).squareRoot() * predictedNoise) / alphaBar.squareRoot()\n",
        replacement: """
          ((noisyImages - (1 - alphaBar).squareRoot() * predictedNoise)
            / alphaBar.squareRoot()).clamped(to: -1...1)

          """)
    ]),
  Variant(
    "ddim-clipped-consistently", "DDIM with x̂₀ clipped and the ε that follows from it",
    [
      .replace(
        file: Rewritten.step5,
        text:
          "(noisyImages - (1 - alphaBar).squareRoot() * predictedNoise) / alphaBar.squareRoot()\n",
        replacement: """
          ((noisyImages - (1 - alphaBar).squareRoot() * predictedNoise)
            / alphaBar.squareRoot()).clamped(to: -1...1)
          let noise = (noisyImages - alphaBar.squareRoot() * predictedImages)
            / (1 - alphaBar).squareRoot()

          """),
      .replace(
        file: Rewritten.step5,
        text: "(1 - previousAlphaBar - sigma * sigma).squareRoot() * predictedNoise",
        replacement: "max(0, 1 - previousAlphaBar - sigma * sigma).squareRoot() * noise"),
    ]),
  Variant(
    "ddim-sigma-from-beta", "σ_t as η √β̃_t, with β_t from two neighbours of ᾱ",
    [
      .replace(
        file: Rewritten.step5,
        text: """
          eta * ((1 - previousAlphaBar) / (1 - alphaBar)).squareRoot()
                * (1 - alphaBar / previousAlphaBar).squareRoot()
          """,
        replacement: """
          eta
                * ((1 - previousAlphaBar) / (1 - alphaBar) * (1 - alphaBar / previousAlphaBar))
                .squareRoot()
          """)
    ]),
  Variant(
    "alpha-bar-by-logarithms", "ᾱ as the exponential of a running sum of logarithms",
    Rewritten.file(
      Rewritten.step1,
      [
        (.alphas, "    betas.map { -($0 - 1) }"),
        (
          .alphaBars,
          """
              var sum = 0.0
              return alphas.map { alpha in
                sum += log(alpha)
                return exp(sum)
              }
          """
        ),
      ])),
  Variant(
    "alpha-bar-by-recursion", "ᾱ_t calls itself for ᾱ_{t−1}, a thousand deep",
    Rewritten.file(
      Rewritten.step1,
      [
        (
          .alphas,
          "    betas.isEmpty ? [] : [1 - betas[0]] + alphas(betas: Array(betas.dropFirst()))"
        ),
        (
          .alphaBars,
          """
              func bar(_ t: Int) -> Double { t == 0 ? 1 : bar(t - 1) * alphas[t] }
              return (0..<alphas.count).map(bar)
          """
        ),
      ])),
  Variant(
    "alpha-bar-recomputed", "each ᾱ_t is multiplied out from the beginning",
    Rewritten.file(
      Rewritten.step1,
      [
        (.alphas, "    zip(Array(repeating: 1.0, count: betas.count), betas).map(-)"),
        (.alphaBars, "    alphas.indices.map { t in alphas.prefix(t + 1).reduce(1, *) }"),
      ])),
  Variant(
    "tables-in-float32", "all eight tables computed in Float32",
    Rewritten.file(
      Rewritten.schedules,
      [
        (
          .betaSchedule,
          """
              let T = Float(timesteps)
              func f(_ t: Float) -> Float {
                let c = cos((t / T + 0.008) / 1.008 * Float.pi / 2)
                return c * c
              }
              let (low, high) = (Float(beta1), Float(beta2))
              return [0] + (1...timesteps).map { t -> Double in
                let t = Float(t)
                switch schedule {
                case .linear: return Double(low + (high - low) * (t - 1) / (T - 1))
                case .cosine: return Double(min(1 - f(t) / f(t - 1), 0.999))
                }
              }
          """
        ),
        (
          .scheduleTables,
          """
              let beta = betas.map { Float($0) }
              let alpha = beta.map { 1 - $0 }
              var alphaBar: [Float] = [1]
              for t in 1..<beta.count { alphaBar.append(alphaBar[t - 1] * alpha[t]) }
              func table(_ entry: (Int) -> Float) -> [Double] { beta.indices.map { Double(entry($0)) } }
              return ScheduleTables(
                beta: table { beta[$0] }, sqrtBeta: table { beta[$0].squareRoot() },
                alpha: table { alpha[$0] }, alphaBar: table { alphaBar[$0] },
                sqrtAlphaBar: table { alphaBar[$0].squareRoot() },
                oneOverSqrtAlpha: table { 1 / alpha[$0].squareRoot() },
                sqrtOneMinusAlphaBar: table { (1 - alphaBar[$0]).squareRoot() },
                betaOverSqrtOneMinusAlphaBar: table { beta[$0] / (1 - alphaBar[$0]).squareRoot() })
          """
        ),
      ])),
  Variant(
    "steps-in-float32", "every factor of steps 1 and 5 computed in Float32",
    Rewritten.file(
      Rewritten.step1,
      [
        (.alphas, "    betas.map { Double(1 - Float($0)) }"),
        (
          .alphaBars,
          """
              var bar: Float = 1
              return alphas.map { alpha in
                bar *= Float(alpha)
                return Double(bar)
              }
          """
        ),
      ])
      + Rewritten.file(
        Rewritten.step5,
        [
          (
            .ddpmStep,
            """
                let (beta, bar, last) = (
                  Float(betas[timestep]), Float(alphaBars[timestep]), Float(alphaBars[timestep - 1])
                )
                let share = beta / (1 - bar).squareRoot()
                let mean = 1 / (1 - beta).squareRoot() * (noisyImages - share * predictedNoise)
                if timestep == 1 { return mean }
                let z = random.normal(shape: noisyImages.shape)
                return mean + ((1 - last) / (1 - bar) * beta).squareRoot() * z
            """
          ),
          (
            .ddimStep,
            """
                let (bar, last) = (Float(alphaBars[timestep]), Float(alphaBars[timestep - 1]))
                let image = (noisyImages - (1 - bar).squareRoot() * predictedNoise) / bar.squareRoot()
                let sigma =
                  Float(eta) * ((1 - last) / (1 - bar)).squareRoot() * (1 - bar / last).squareRoot()
                let towards = max(0, 1 - last - sigma * sigma).squareRoot()
                let mean = last.squareRoot() * image + towards * predictedNoise
                return mean + sigma * random.normal(shape: mean.shape)
            """
          ),
          (
            .sampleImages,
            """
                withoutGradients {
                  (1..<betas.count).reversed().reduce(random.normal(shape: shape)) { x, t in
                    let noise = network.predict(x, at: Array(repeating: t, count: shape[0]))
                    if case .ddim(let eta) = process {
                      return ddimStep(
                        from: x, predictedNoise: noise, at: t, alphaBars: alphaBars, eta: eta,
                        using: random)
                    }
                    return ddpmStep(
                      from: x, predictedNoise: noise, at: t, betas: betas, alphaBars: alphaBars,
                      using: random)
                  }.clamped(to: -1...1)
                }
            """
          ),
        ])),
  Variant(
    "cosine-by-the-half-angle", "cos² x as (1 + cos 2x)/2, and ᾱ as a table of its own",
    [
      .replace(
        file: Rewritten.schedules, text: "return cos(angle) * cos(angle)",
        replacement: "return (1 + cos(2 * angle)) / 2"),
      .replace(
        file: Rewritten.schedules,
        text: "betas = (1...timesteps).map { t in min(1 - f(t) / f(t - 1), 0.999) }",
        replacement: """
          let alphaBars = (0...timesteps).map { f($0) / f(0) }
          betas = zip(alphaBars, alphaBars.dropFirst()).map { min(1 - $1 / $0, 0.999) }
          """),
    ]),
  Variant(
    "linear-by-equal-steps", "the linear schedule by adding the same step again and again",
    [
      .replace(
        file: Rewritten.schedules,
        text: """
          betas = (1...timesteps).map { t in
                  beta1 + (beta2 - beta1) * Double(t - 1) / Double(timesteps - 1)
                }
          """,
        replacement: """
          let step = (beta2 - beta1) / Double(timesteps - 1)
                betas = (1..<timesteps).reduce(into: [beta1]) { betas, _ in betas.append(betas.last! + step) }
          """)
    ]),
  Variant(
    "linear-by-weights", "the linear schedule as a weighted mean of β₁ and β₂",
    [
      .replace(
        file: Rewritten.schedules,
        text: "beta1 + (beta2 - beta1) * Double(t - 1) / Double(timesteps - 1)",
        replacement: """
          (Double(timesteps - t) * beta1 + Double(t - 1) * beta2) / Double(timesteps - 1)
          """)
    ]),
  Variant(
    "all-in-one-function", "step 4 without the functions of steps 2 and 3, image by image",
    Rewritten.file(
      Rewritten.step4,
      [
        (
          .trainingLoss,
          """
              let batch = images.shape[0]
              var timesteps: [Int] = []
              var noisy: [Tensor] = []
              var noise: [Tensor] = []
              for index in 0..<batch {
                let t = random.integer(in: 1...alphaBars.count - 1)
                let z = random.normal(shape: [1] + images.shape.dropFirst())
                timesteps.append(t)
                noise.append(z)
                noisy.append(
                  alphaBars[t].squareRoot() * images[index..<index + 1]
                    + (1 - alphaBars[t]).squareRoot() * z)
              }
              let predicted = network.predict(.concatenating(noisy, axis: 0), at: timesteps)
              let target = Tensor.concatenating(noise, axis: 0)
              switch kind {
              case .l1: return meanAbsoluteError(predicted, target)
              case .l2: return meanSquaredError(predicted, target)
              case .huber: return huberLoss(target, predicted)
              }
          """
        )
      ])),
  Variant(
    "huber-by-clamping",
    "Huber as c (e − c/2) with the error clamped to c; L1 by two ramps; L2 by a sum",
    Rewritten.file(
      Rewritten.step4,
      [
        (
          .trainingLoss,
          """
              let t = sampleTimesteps(
                count: images.shape[0], timesteps: alphaBars.count - 1, using: random)
              let (x, noise) = noiseImages(images, at: t, alphaBars: alphaBars, using: random)
              let error = noise - network.predict(x, at: t)
              switch kind {
              case .l1:
                return (error.relu() + (-error).relu()).mean()
              case .l2:
                return error.squared().sum() / Double(error.count)
              case .huber:
                let clamped = error.clamped(to: -1...1)
                return (clamped * (error - clamped / 2.0)).mean()
              }
          """
        )
      ])),
  Variant(
    "loss-image-by-image", "the mean over each image first, then over the batch",
    [
      .replace(
        file: Rewritten.loss, text: "case .epsilon: meanSquaredError(predicted, noise)",
        replacement: "case .epsilon: (noise - predicted).squared().mean(axes: [1, 2, 3]).mean()"),
      .replace(
        file: Rewritten.loss, text: "case .sample: meanSquaredError(predicted, images)",
        replacement: """
          case .sample:
                ((predicted - images) * (predicted - images)).sum(axes: [0]).sum() / Double(images.count)
          """),
    ]),
  Variant(
    "sampling-by-algorithm-2",
    "problem 2b straight from the paper: the mean from ε, nothing clipped",
    [
      .replace(
        file: Rewritten.sampling,
        text:
          "let predictedImages =  // x̂₀\n          prediction == .sample\n          ? predicted",
        replacement: """
          let predictedNoise =
                    prediction == .sample
                    ? (images - tables.sqrtAlphaBar[t] * predicted) / tables.sqrtOneMinusAlphaBar[t]
          """),
      .replace(
        file: Rewritten.sampling,
        text: ": (images - tables.sqrtOneMinusAlphaBar[t] * predicted) / tables.sqrtAlphaBar[t]",
        replacement: ": predicted"),
      .replace(
        file: Rewritten.sampling,
        text: "let cleanShare = tables.sqrtAlphaBar[t - 1] * beta / (1 - alphaBar)\n",
        replacement: ""),
      .replace(
        file: Rewritten.sampling,
        text:
          "let noisyShare = tables.alpha[t].squareRoot() * (1 - previousAlphaBar) / (1 - alphaBar)\n",
        replacement: ""),
      .replace(
        file: Rewritten.sampling,
        text: "images = cleanShare * predictedImages.clamped(to: -1...1) + noisyShare * images",
        replacement: """
          images = tables.oneOverSqrtAlpha[t]
                    * (images - tables.betaOverSqrtOneMinusAlphaBar[t] * predictedNoise)
          """),
    ]),
  Variant(
    "sampling-unclipped", "problem 2b by the posterior, with x̂₀ as it is predicted",
    [
      .replace(
        file: Rewritten.sampling, text: "cleanShare * predictedImages.clamped(to: -1...1)",
        replacement: "cleanShare * predictedImages")
    ]),
  Variant(
    "loops-over-scalars", "the forward process and the DDPM step in loops over numbers, in Double",
    Rewritten.file(
      Rewritten.step3,
      [
        (
          .noiseImages,
          """
              let clean = images.scalars
              let pixels = clean.count / images.shape[0]
              var noisy = [Float](repeating: 0, count: clean.count)
              let noise = random.normal(shape: images.shape)
              let epsilon = noise.scalars
              for image in 0..<images.shape[0] {
                let bar = alphaBars[timesteps[image]]
                for pixel in 0..<pixels {
                  let i = image * pixels + pixel
                  noisy[i] = Float(sqrt(bar) * Double(clean[i]) + sqrt(1 - bar) * Double(epsilon[i]))
                }
              }
              return (Tensor(noisy, shape: images.shape), noise)
          """
        )
      ])
      + [
        .replace(
          file: Rewritten.step5,
          text: "let mean = (noisyImages - noiseShare * predictedNoise) / (1 - beta).squareRoot()",
          replacement: """
            let mean = Tensor(
                  zip(noisyImages.scalars, predictedNoise.scalars).map { x, noise in
                    Float((Double(x) - noiseShare * Double(noise)) / (1 - beta).squareRoot())
                  }, shape: noisyImages.shape)
            """)
      ]),
]
