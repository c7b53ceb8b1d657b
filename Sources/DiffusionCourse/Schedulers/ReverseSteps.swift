import Tensors

/// The timesteps that a reverse process visits, and how far it has come.
///
/// With S steps these are spread evenly and begin at T ("trailing" spacing, Lin et al. 2024, table 2):
///
///     tᵢ = round(T · (1 − i/S)),  i = 0…S − 1,  halves to the even number
///
/// A step leads from one to the next, the last to t = 0. Where S does not divide T, steps differ by one.
struct ReverseSteps {
  let timesteps: [Int]
  private let alphaBars: [Double]
  private var taken = 0

  /// - Parameters:
  ///   - alphaBars: ᾱ_t for t = 0…T, from 1 strictly down, never 0.
  ///   - steps: S, 1…T.
  init(alphaBars: [Double], steps: Int) {
    let last = alphaBars.count - 1
    guard last >= 1, alphaBars[0] == 1, alphaBars[last] > 0,
      zip(alphaBars, alphaBars.dropFirst()).allSatisfy({ $0 > $1 })
    else {
      fatalError("scheduler: alphaBars must be T + 1 numbers from 1 strictly down, all above 0")
    }
    guard (1...last).contains(steps) else {
      fatalError("scheduler: \(steps) steps of \(last) timesteps; expected 1…\(last)")
    }
    self.alphaBars = alphaBars
    timesteps = (0..<steps).map { step in
      Int((Double(last * (steps - step)) / Double(steps)).rounded(.toNearestOrEven))
    }
  }

  /// The step from `timestep`, which must be the next to visit.
  mutating func next(at timestep: Int) -> ReverseStep {
    guard taken < timesteps.count else {
      fatalError("scheduler: step at \(timestep) after all \(timesteps.count) have been taken")
    }
    guard timestep == timesteps[taken] else {
      fatalError(
        "scheduler: step at \(timestep), but timestep \(timesteps[taken]) is the next "
          + "(number \(taken + 1) of \(timesteps.count))")
    }
    taken += 1
    let target = taken < timesteps.count ? timesteps[taken] : 0
    return ReverseStep(from: Level(alphaBars[timestep]), to: Level(alphaBars[target]))
  }
}

/// How much signal and how much noise is in z_t = a · z₀ + b · ε.
struct Level {
  /// a = √ᾱ_t.
  let signal: Double
  /// b = √(1 − ᾱ_t).
  let noise: Double

  init(_ alphaBar: Double) {
    signal = alphaBar.squareRoot()
    noise = (1 - alphaBar).squareRoot()
  }
}

/// A step from level (a, b) to a cleaner one, (a′, b′).
struct ReverseStep {
  let from: Level
  let to: Level

  /// r = (a / b) · (b′ / a′): the signal-to-noise ratio's root before the step by that after it; 0 where
  /// the step leads to clean latents. −ln r is DPM-Solver's step h in λ = ln(a / b).
  var ratio: Double { from.signal * to.noise / (from.noise * to.signal) }

  var isLast: Bool { to.noise == 0 }

  /// ẑ₀: what is left of z_t = a · z₀ + b · ε when the predicted noise is taken away.
  func cleanLatents(in latents: Tensor, predictedNoise: Tensor) -> Tensor {
    if latents.shape != predictedNoise.shape {
      fatalError("scheduler: latents \(latents.shape), predicted noise \(predictedNoise.shape)")
    }
    return (latents - from.noise * predictedNoise) * (1 / from.signal)
  }

  /// ẑ₀ put at the level (a′, b′) with noise that is partly the predicted, partly fresh:
  ///
  ///     z = a′ · ẑ₀ + b′ · (√(1 − f) · ε̂ + √f · ξ),   f = η² · (1 − r²),   ξ ~ N(0, 1)
  ///
  /// It has the level's variance whatever f is (DDIM, section 4.1 and equation 7). With η = 0 no noise is fresh;
  /// with η = 1 it is a draw from q(z_s | z_t, ẑ₀), DDPM's posterior (DDPM, equations 6 and 7).
  func renoised(
    _ latents: Tensor, predictedNoise: Tensor, eta: Double, freshNoise: () -> Tensor
  ) -> Tensor {
    let clean = cleanLatents(in: latents, predictedNoise: predictedNoise)
    if isLast { return clean }
    let fresh = eta * eta * (1 - ratio * ratio)
    let kept = to.signal * clean + (to.noise * (1 - fresh).squareRoot()) * predictedNoise
    return fresh == 0 ? kept : kept + (to.noise * fresh.squareRoot()) * freshNoise()
  }
}
