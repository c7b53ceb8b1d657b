import Foundation
import Tensors

/// DPM-Solver++(2M): a solver of second order that looks at the clean latents predicted in this and in the
/// step before (Lu et al. 2022, "DPM-Solver++", algorithm 2). With λ = ln(√ᾱ / √(1 − ᾱ)), from t to s
///
///     h = λ_s − λ_t,   h₋ = the step before
///     D = ẑ₀ + h / (2 h₋) · (ẑ₀ − ẑ₀₋)
///     z_s = √((1 − ᾱ_s) / (1 − ᾱ_t)) · z_t + √ᾱ_s · (1 − e^−h) · D
///
/// The first step, which has none before it, and the last, which leads to λ = ∞, take D = ẑ₀: they are of first
/// order, as DDIM is. No noise is drawn.
public final class MultistepScheduler: NoiseScheduler {
  public var timesteps: [Int] { steps.timesteps }
  private var steps: ReverseSteps
  /// ẑ₀ of the step before, and its h.
  private var before: (clean: Tensor, stride: Double)?

  /// - Parameters:
  ///   - alphaBars: ᾱ_t for t = 0…T, from 1 strictly down, never 0.
  ///   - steps: 1…T.
  public init(alphaBars: [Double], steps: Int) {
    self.steps = ReverseSteps(alphaBars: alphaBars, steps: steps)
  }

  public func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    let step = steps.next(at: timestep)
    let clean = step.cleanLatents(in: latents, predictedNoise: predictedNoise)
    if step.isLast { return clean }
    let stride = -log(step.ratio)
    let extrapolated =
      before.map { clean + (stride / (2 * $0.stride)) * (clean - $0.clean) } ?? clean
    before = (clean.detached(), stride)
    return (step.to.noise / step.from.noise) * latents
      + (step.to.signal * (1 - step.ratio)) * extrapolated
  }
}
