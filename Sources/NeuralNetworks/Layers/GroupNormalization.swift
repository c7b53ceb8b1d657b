import Tensors

/// Normalises each image's groups of channels by their own mean and variance, then applies an
/// activation:
///
///     y = activation((x − mean) / √(variance + 1e-5) · weight + bias)
///
/// Works the same in training and sampling (Wu and He 2018).
public final class GroupNormalization: Network {
  /// The scale, [C].
  public let weight: Parameter
  /// The shift, [C].
  public let bias: Parameter
  public let groups: Int
  public let activation: FusedActivation
  public var isTraining = true

  /// - Parameter groups: Divides `channels`.
  public init(groups: Int, channels: Int, activation: FusedActivation = .none) {
    if groups < 1 || channels % groups != 0 {
      fatalError("GroupNormalization: \(channels) channels do not divide into \(groups) groups")
    }
    weight = Parameter(.ones([channels]))
    bias = Parameter(.zeros([channels]))
    self.groups = groups
    self.activation = activation
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.groupNormalized(
      groups: groups, scale: weight.value, shift: bias.value, activation: activation)
  }
}
