import DiffusionCourse
import Foundation

extension ImageGeneration {
  /// Problem 1a: how much noise each step of the forward process adds.
  ///
  /// Linear (DDPM, section 4): β rises in equal steps from β₁ at t = 1 to β_T at t = T.
  ///
  /// Cosine (Improved DDPM, equation 17), with s = 0.008 so that β is not too small near t = 0:
  ///
  ///     f(t) = cos²(((t/T) + s)/(1 + s) · π/2)
  ///     ᾱ_t = f(t)/f(0)
  ///     β_t = min(1 − ᾱ_t/ᾱ_{t−1}, 0.999)
  ///
  /// - Parameters:
  ///   - beta1: β₁, for example 1e-4. Cosine does not use it.
  ///   - beta2: β_T, for example 0.02. Cosine does not use it.
  ///   - timesteps: T, 2 or more.
  ///   - schedule: Linear or cosine.
  /// - Returns: β_t for t = 0…T: T + 1 entries, β₀ = 0.
  public static func betaSchedule(
    beta1: Double, beta2: Double, timesteps: Int, schedule: NoiseSchedule
  ) -> [Double] {
    // BEGIN SOLUTION TODO 1a: compute β_1…β_T for either schedule and put β₀ = 0 before them.
    // | Hint: T values have T − 1 steps between them. In ᾱ_t/ᾱ_{t−1}, f(0) cancels.
    let betas: [Double]
    switch schedule {
    case .linear:
      betas = (1...timesteps).map { t in
        beta1 + (beta2 - beta1) * Double(t - 1) / Double(timesteps - 1)
      }
    case .cosine:
      let s = 0.008
      func f(_ t: Int) -> Double {
        let angle = (Double(t) / Double(timesteps) + s) / (1 + s) * Double.pi / 2
        return cos(angle) * cos(angle)
      }
      betas = (1...timesteps).map { t in min(1 - f(t) / f(t - 1), 0.999) }
    }
    return [0] + betas
    // END SOLUTION
  }

  /// Problem 1b: what training and sampling look up, computed once (`ScheduleTables` has the
  /// formulas).
  ///
  ///     α_t = 1 − β_t,   ᾱ_t = α_1 · α_2 · … · α_t
  ///
  /// - Parameter betas: β_t for t = 0…T; β₀ = 0.
  /// - Returns: Eight tables of T + 1 entries. β₀/√(1 − ᾱ₀) would be 0/0: that entry is never read.
  public static func scheduleTables(betas: [Double]) -> ScheduleTables {
    // BEGIN SOLUTION TODO 1b: α and its running product ᾱ first; the others follow from them.
    // | Hint: `table.map { … }` computes a table from a table. ᾱ₀ = 1. ᾱ is the product of the
    // | α that you were given, for the cosine schedule too: its β were cut off at 0.999.
    let alpha = betas.map { 1 - $0 }
    var alphaBar = [1.0]
    for factor in alpha.dropFirst() {
      alphaBar.append(alphaBar.last! * factor)
    }
    return ScheduleTables(
      beta: betas,
      sqrtBeta: betas.map { $0.squareRoot() },
      alpha: alpha,
      alphaBar: alphaBar,
      sqrtAlphaBar: alphaBar.map { $0.squareRoot() },
      oneOverSqrtAlpha: alpha.map { 1 / $0.squareRoot() },
      sqrtOneMinusAlphaBar: alphaBar.map { (1 - $0).squareRoot() },
      betaOverSqrtOneMinusAlphaBar: [0]
        + zip(betas, alphaBar).dropFirst().map { $0 / (1 - $1).squareRoot() }
    )
    // END SOLUTION
  }
}
