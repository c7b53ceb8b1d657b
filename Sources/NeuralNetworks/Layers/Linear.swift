import Tensors

/// y = x · weightᵀ + bias along the last axis: [..., I] → [..., O].
public final class Linear: Network {
  /// [O, I].
  public let weight: Parameter
  /// [O].
  public let bias: Parameter
  public var isTraining = true

  public init(inputs: Int, outputs: Int, using random: RandomSource) {
    weight = defaultInitialization(shape: [outputs, inputs], fanIn: inputs, using: random)
    bias = defaultInitialization(shape: [outputs], fanIn: inputs, using: random)
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.linear(weight: weight.value, bias: bias.value)
  }
}
