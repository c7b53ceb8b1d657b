internal import NumericKernels
import Tensors

/// Adam (Kingma and Ba 2015). With gradient g at step t:
///
///     g ← g + weightDecay · p
///     m ← β₁ m + (1 − β₁) g
///     v ← β₂ v + (1 − β₂) g²
///     p ← p − learningRate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
public final class Adam: Optimizer {
  public let parameters: [Parameter]
  public var learningRate: Float
  public let weightDecay: Float
  private var moments: AdamMoments

  public init(
    _ parameters: [Parameter], learningRate: Float, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Float = 0
  ) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    moments = AdamMoments(parameters, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  public func step() {
    moments.step(
      parameters, learningRate: learningRate, shrinking: 0, gradientDecay: weightDecay)
  }

  public var state: OptimizerState { moments.state }

  public func restore(_ state: OptimizerState) throws(OptimizerStateError) {
    try moments.restore(state, for: parameters)
  }
}

/// Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019): first
/// p ← p − learningRate · weightDecay · p, then Adam's step.
public final class AdamW: Optimizer {
  public let parameters: [Parameter]
  public var learningRate: Float
  public let weightDecay: Float
  private var moments: AdamMoments

  public init(
    _ parameters: [Parameter], learningRate: Float, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Float = 0.01
  ) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    moments = AdamMoments(parameters, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  public func step() {
    moments.step(
      parameters, learningRate: learningRate,
      shrinking: Double(learningRate) * Double(weightDecay), gradientDecay: 0)
  }

  public var state: OptimizerState { moments.state }

  public func restore(_ state: OptimizerState) throws(OptimizerStateError) {
    try moments.restore(state, for: parameters)
  }
}

/// The running means m of the gradients and v of their squares, and the step that they give.
private struct AdamMoments {
  static let slotNames = ["first_moment", "second_moment"]

  let beta1: Double
  let beta2: Double
  let epsilon: Double
  var stepCount = 0
  var first: [[Float]]
  var second: [[Float]]

  init(_ parameters: [Parameter], beta1: Double, beta2: Double, epsilon: Double) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    first = parameters.map { [Float](repeating: 0, count: $0.value.count) }
    second = first
  }

  /// - Parameters:
  ///   - shrinking: The share of each parameter that is taken away first.
  ///   - gradientDecay: The share of each parameter that is added to its gradient.
  mutating func step(
    _ parameters: [Parameter], learningRate: Float, shrinking: Double, gradientDecay: Float
  ) {
    stepCount += 1
    let bias1 = 1 - power(beta1, stepCount)
    let bias2 = 1 - power(beta2, stepCount)
    let constants = AdamStep(
      rate: Float(Double(learningRate) / bias1), inverseRoot: Float(1 / bias2.squareRoot()),
      beta1: beta1, beta2: beta2, epsilon: Float(epsilon),
      kept: Float(1 - shrinking), gradientDecay: gradientDecay)
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      parameter.withUnsafeMutableScalars { values in
        gradient.withUnsafeScalars { gradients in
          first[index].withUnsafeMutableBufferPointer { means in
            second[index].withUnsafeMutableBufferPointer { squares in
              guard let start = values.baseAddress else { return }
              adamStep(
                constants, count: values.count, parameters: start,
                gradients: gradients.baseAddress!, means: means.baseAddress!,
                squares: squares.baseAddress!)
            }
          }
        }
      }
    }
  }

  var state: OptimizerState {
    OptimizerState(
      step: stepCount,
      slots: [
        .init(name: Self.slotNames[0], values: first),
        .init(name: Self.slotNames[1], values: second),
      ])
  }

  mutating func restore(
    _ state: OptimizerState, for parameters: [Parameter]
  ) throws(OptimizerStateError) {
    let values = try state.values(of: Self.slotNames, for: parameters)
    stepCount = state.step
    first = values[0]
    second = values[1]
  }
}

/// base to a whole power, by squaring: the same on every platform, unlike the system's `pow`.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, factor, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  return result
}
