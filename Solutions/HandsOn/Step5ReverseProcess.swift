import DiffusionCourse
import Tensors

extension HandsOn {
  /// One step of DDPM's reverse process, from x_t to x_{t−1} (DDPM, algorithm 2).
  ///
  ///     x_{t−1} = 1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ) + √β̃_t · z,   z ~ N(0, 1)
  ///     β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t
  ///
  /// The variance β_t in place of β̃_t works as well. The last step, t = 1, adds no noise.
  ///
  /// - Parameters:
  ///   - noisyImages: x_t, [B, C, H, W].
  ///   - predictedNoise: ε_θ(x_t, t), [B, C, H, W].
  ///   - timestep: t, in 1…T, the same for all images.
  ///   - betas: β_t for t = 0…T.
  ///   - alphaBars: ᾱ_t for t = 0…T.
  ///   - random: Where every random number comes from.
  /// - Returns: x_{t−1}, [B, C, H, W].
  public static func ddpmStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, betas: [Double],
    alphaBars: [Double], using random: RandomSource
  ) -> Tensor {
    // BEGIN SOLUTION TODO 5: the mean, and noise on top of it unless t = 1.
    // | Hint: mind the bars. α_t = 1 − β_t is one step's factor, ᾱ_t is that of all steps so far.
    let beta = betas[timestep]
    let (alphaBar, previousAlphaBar) = (alphaBars[timestep], alphaBars[timestep - 1])
    let noiseShare = beta / (1 - alphaBar).squareRoot()
    let mean = (noisyImages - noiseShare * predictedNoise) / (1 - beta).squareRoot()
    guard timestep > 1 else { return mean }
    let variance = (1 - previousAlphaBar) / (1 - alphaBar) * beta  // β̃_t
    return mean + variance.squareRoot() * random.normal(shape: mean.shape)
    // END SOLUTION
  }

  /// One step of DDIM's reverse process, from x_t to x_{t−1} (DDIM, equations 12 and 16).
  ///
  ///     x̂₀ = (x_t − √(1 − ᾱ_t) · ε_θ) / √ᾱ_t                                  predicted x₀
  ///     σ_t = η · √((1 − ᾱ_{t−1})/(1 − ᾱ_t)) · √(1 − ᾱ_t/ᾱ_{t−1})
  ///     x_{t−1} = √ᾱ_{t−1} · x̂₀ + √(1 − ᾱ_{t−1} − σ_t²) · ε_θ + σ_t · z,   z ~ N(0, 1)
  ///
  /// The DDIM paper writes α for what is ᾱ here and in DDPM.
  ///
  /// - Parameters:
  ///   - noisyImages: x_t, [B, C, H, W].
  ///   - predictedNoise: ε_θ(x_t, t), [B, C, H, W].
  ///   - timestep: t, in 1…T, the same for all images.
  ///   - alphaBars: ᾱ_t for t = 0…T.
  ///   - eta: η in 0…1. With 0 the step is deterministic; with 1 it has DDPM's variance β̃_t.
  ///   - random: Where every random number comes from.
  /// - Returns: x_{t−1}, [B, C, H, W].
  public static func ddimStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, alphaBars: [Double],
    eta: Double, using random: RandomSource
  ) -> Tensor {
    // BEGIN SOLUTION TODO 5: predict x₀, go back towards x_t, add noise of deviation σ_t.
    // | Hint: at t = 1, ᾱ_{t−1} = ᾱ₀ = 1, so σ₁ = 0 and the result is x̂₀.
    let (alphaBar, previousAlphaBar) = (alphaBars[timestep], alphaBars[timestep - 1])
    let predictedImages =
      (noisyImages - (1 - alphaBar).squareRoot() * predictedNoise) / alphaBar.squareRoot()
    let sigma =
      eta * ((1 - previousAlphaBar) / (1 - alphaBar)).squareRoot()
      * (1 - alphaBar / previousAlphaBar).squareRoot()
    let direction = (1 - previousAlphaBar - sigma * sigma).squareRoot() * predictedNoise
    let mean = previousAlphaBar.squareRoot() * predictedImages + direction
    return sigma == 0 ? mean : mean + sigma * random.normal(shape: mean.shape)
    // END SOLUTION
  }

  /// Draws images from nothing but noise: x_T ~ N(0, 1), then the steps t = T, T − 1, …, 1.
  ///
  /// - Parameters:
  ///   - network: ε_θ. `network.predict(x, at: timesteps)` returns the noise it sees.
  ///   - shape: [B, C, H, W].
  ///   - betas: β_t for t = 0…T, hence T + 1 entries.
  ///   - alphaBars: ᾱ_t for t = 0…T.
  ///   - process: `ddpmStep`, or `ddimStep` with its η.
  ///   - random: Where every random number comes from.
  /// - Returns: x₀ clamped to −1…1, [B, C, H, W].
  public static func sampleImages(
    network: any DenoisingNetwork, shape: [Int], betas: [Double], alphaBars: [Double],
    process: ReverseProcess, using random: RandomSource
  ) -> Tensor {
    // BEGIN SOLUTION TODO 5: all T steps, from the noisiest to the clean image.
    // | (1) x_T is noise of the given shape.
    // | (2) For t = T, …, 1: predict the noise (`predict` wants t once per image), take one step.
    // | (3) Clamp the result: `clamped(to: -1...1)`.
    // | Hint: wrap it all in `withoutGradients { … }`, or the tape grows with every step.
    withoutGradients {
      var images = random.normal(shape: shape)  // x_T
      for t in stride(from: betas.count - 1, through: 1, by: -1) {
        let noise = network.predict(images, at: Array(repeating: t, count: shape[0]))
        switch process {
        case .ddpm:
          images = ddpmStep(
            from: images, predictedNoise: noise, at: t, betas: betas, alphaBars: alphaBars,
            using: random)
        case .ddim(let eta):
          images = ddimStep(
            from: images, predictedNoise: noise, at: t, alphaBars: alphaBars, eta: eta,
            using: random)
        }
      }
      return images.clamped(to: -1...1)
    }
    // END SOLUTION
  }
}
