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
    // TODO 1a: compute β_1…β_T for either schedule and put β₀ = 0 before them.
    // Hint: T values have T − 1 steps between them. In ᾱ_t/ᾱ_{t−1}, f(0) cancels.
    fatalError("TODO 1a: \(#function)")
  }

  /// Problem 1b: what training and sampling look up, computed once (`ScheduleTables` has the
  /// formulas).
  ///
  ///     α_t = 1 − β_t,   ᾱ_t = α_1 · α_2 · … · α_t
  ///
  /// - Parameter betas: β_t for t = 0…T; β₀ = 0.
  /// - Returns: Eight tables of T + 1 entries. β₀/√(1 − ᾱ₀) would be 0/0: that entry is never read.
  public static func scheduleTables(betas: [Double]) -> ScheduleTables {
    // TODO 1b: α and its running product ᾱ first; the others follow from them.
    // Hint: `table.map { … }` computes a table from a table. ᾱ₀ = 1. ᾱ is the product of the
    // α that you were given, for the cosine schedule too: its β were cut off at 0.999.
    fatalError("TODO 1b: \(#function)")
  }
}
