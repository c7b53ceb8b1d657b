// Steps of optimizers: one sweep over parameters, gradients and running means, 16 at a time. Memory traffic
// is the cost.

/// What a step of Adam needs to know besides the arrays.
public struct AdamStep: Sendable {
  /// learningRate / (1 − β₁ᵗ).
  public var rate: Float
  /// 1 / √(1 − β₂ᵗ).
  public var inverseRoot: Float
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Float
  /// The share of each parameter that is kept before the step.
  public var kept: Float
  /// The share of each parameter that is added to its gradient.
  public var gradientDecay: Float

  public init(
    rate: Float, inverseRoot: Float, beta1: Double, beta2: Double, epsilon: Float, kept: Float,
    gradientDecay: Float
  ) {
    self.rate = rate
    self.inverseRoot = inverseRoot
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.kept = kept
    self.gradientDecay = gradientDecay
  }
}

/// One step of Adam (Kingma and Ba 2015). With p ← kept · p and g ← g + gradientDecay · p:
/// m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − rate · m / (√v · inverseRoot + ε).
public func adamStep(
  _ step: AdamStep, count: Int, parameters: UnsafeMutablePointer<Float>,
  gradients: UnsafePointer<Float>, means: UnsafeMutablePointer<Float>,
  squares: UnsafeMutablePointer<Float>
) {
  let (beta1, fresh1) = (Float(step.beta1), Float(1 - step.beta1))
  let (beta2, fresh2) = (Float(step.beta2), Float(1 - step.beta2))
  parallelRanges(count, grain: 1 << 14) { range in
    var i = range.lowerBound
    while i < range.upperBound {
      let lanes = min(vectorWidth, range.upperBound - i)
      let weight = load(parameters + i, lanes: lanes) * step.kept
      let gradient = load(gradients + i, lanes: lanes) + weight * step.gradientDecay
      let mean = load(means + i, lanes: lanes) * beta1 + gradient * fresh1
      let square =
        load(squares + i, lanes: lanes) * beta2 + gradient * gradient * fresh2
      store(mean, to: means + i, lanes: lanes)
      store(square, to: squares + i, lanes: lanes)
      let deviation = square.squareRoot() * step.inverseRoot + step.epsilon
      store(weight - mean * step.rate / deviation, to: parameters + i, lanes: lanes)
      i += vectorWidth
    }
  }
}

/// averages ← kept · averages + fresh · values.
public func mixInto(
  _ averages: UnsafeMutablePointer<Float>, kept: Float, _ values: UnsafePointer<Float>,
  fresh: Float, count: Int
) {
  mapVectors(averages, values, count, averages) { $0 * kept + $1 * fresh }
}
