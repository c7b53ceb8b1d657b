import Tensors

/// Normalises along the last axis, [..., D] → [..., D]:
///
///     y = (x − mean) / √(variance + 1e-5) · weight + bias
///
/// (Ba, Kiros and Hinton 2016).
public final class LayerNormalization: Network {
  /// The scale, [D].
  public let weight: Parameter
  /// The shift, [D].
  public let bias: Parameter
  public var isTraining = true

  /// - Parameter width: D.
  public init(width: Int) {
    weight = Parameter(.ones([width]))
    bias = Parameter(.zeros([width]))
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNormalized(scale: weight.value, shift: bias.value)
  }
}
