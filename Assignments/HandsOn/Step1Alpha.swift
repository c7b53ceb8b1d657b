import DiffusionCourse

extension HandsOn {
  /// How much of the image's variance one step of the forward process keeps (DDPM, section 2).
  ///
  ///     α_t = 1 − β_t
  ///
  /// - Parameter betas: β_t for t = 0…T; β₀ = 0.
  /// - Returns: α_t for t = 0…T, as many entries as `betas`.
  public static func alphas(betas: [Double]) -> [Double] {
    // TODO 1: one α for each β.
    fatalError("TODO 1: \(#function)")
  }

  /// How much of it is left after t steps: ᾱ, "alpha bar" (DDPM, section 2).
  ///
  ///     ᾱ_t = α_1 · α_2 · … · α_t
  ///
  /// - Parameter alphas: α_t for t = 0…T; α₀ = 1.
  /// - Returns: ᾱ_t for t = 0…T, as many entries as `alphas`. ᾱ₀ = 1: the clean image.
  public static func alphaBars(alphas: [Double]) -> [Double] {
    // TODO 1: the running product of α.
    // Hint: ᾱ_t = ᾱ_{t−1} · α_t, so begin with ᾱ₀ = 1 and append one entry a step.
    fatalError("TODO 1: \(#function)")
  }
}
