/// The eight tables that training and sampling look up.
///
/// Each has T + 1 entries and is indexed by the timestep t itself; t = 0 is the clean image
/// (β₀ = 0, α₀ = ᾱ₀ = 1). Entry 0 of a table that would divide by zero may hold anything.
public struct ScheduleTables: Codable, Equatable, Sendable {
  /// β_t.
  public var beta: [Double]
  /// √β_t.
  public var sqrtBeta: [Double]
  /// α_t = 1 − β_t.
  public var alpha: [Double]
  /// ᾱ_t = α_1 · α_2 · … · α_t.
  public var alphaBar: [Double]
  /// √ᾱ_t.
  public var sqrtAlphaBar: [Double]
  /// 1 / √α_t.
  public var oneOverSqrtAlpha: [Double]
  /// √(1 − ᾱ_t).
  public var sqrtOneMinusAlphaBar: [Double]
  /// β_t / √(1 − ᾱ_t). Entry 0 is never read.
  public var betaOverSqrtOneMinusAlphaBar: [Double]

  /// T, the number of timesteps.
  public var timesteps: Int { beta.count - 1 }

  public init(
    beta: [Double],
    sqrtBeta: [Double],
    alpha: [Double],
    alphaBar: [Double],
    sqrtAlphaBar: [Double],
    oneOverSqrtAlpha: [Double],
    sqrtOneMinusAlphaBar: [Double],
    betaOverSqrtOneMinusAlphaBar: [Double]
  ) {
    self.beta = beta
    self.sqrtBeta = sqrtBeta
    self.alpha = alpha
    self.alphaBar = alphaBar
    self.sqrtAlphaBar = sqrtAlphaBar
    self.oneOverSqrtAlpha = oneOverSqrtAlpha
    self.sqrtOneMinusAlphaBar = sqrtOneMinusAlphaBar
    self.betaOverSqrtOneMinusAlphaBar = betaOverSqrtOneMinusAlphaBar
  }
}
