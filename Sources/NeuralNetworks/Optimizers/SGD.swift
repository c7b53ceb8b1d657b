import Tensors

/// Stochastic gradient descent with momentum μ and weight decay. With gradient g:
///
///     g ← g + weightDecay · p
///     b ← μ b + g          (b = g in the first step)
///     p ← p − learningRate · b
public final class SGD: Optimizer {
  public let parameters: [Parameter]
  public var learningRate: Float
  public let momentum: Float
  public let weightDecay: Float
  private var stepCount = 0
  /// b of each parameter, from 0: μ · 0 + g is g in the first step.
  private var velocities: [[Float]]

  public init(
    _ parameters: [Parameter], learningRate: Float, momentum: Float = 0, weightDecay: Float = 0
  ) {
    self.parameters = parameters
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    velocities = parameters.map { [Float](repeating: 0, count: $0.value.count) }
  }

  public func step() {
    stepCount += 1
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = parameter.gradient else { continue }
      let count = gradient.count
      parameter.withUnsafeMutableScalars { values in
        gradient.withUnsafeScalars { gradients in
          velocities[index].withUnsafeMutableBufferPointer { velocity in
            let (p, g, b) = (values.baseAddress!, gradients.baseAddress!, velocity.baseAddress!)
            for i in 0..<count {
              b[i] = momentum * b[i] + (g[i] + weightDecay * p[i])
              p[i] -= learningRate * b[i]
            }
          }
        }
      }
    }
  }

  public var state: OptimizerState {
    OptimizerState(step: stepCount, slots: [.init(name: "momentum", values: velocities)])
  }

  public func restore(_ state: OptimizerState) throws(OptimizerStateError) {
    velocities = try state.values(of: ["momentum"], for: parameters)[0]
    stepCount = state.step
  }
}
