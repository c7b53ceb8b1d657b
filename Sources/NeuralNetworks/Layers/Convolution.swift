import Tensors

/// Convolution with stride 1: [B, I, H, W] → [B, O, H + 2p − k + 1, W + 2p − k + 1].
public final class Convolution: Network {
  /// [O, I, k, k].
  public let weight: Parameter
  /// [O].
  public let bias: Parameter
  /// p, zeros around the image.
  public let padding: Int
  public var isTraining = true

  public init(
    inChannels: Int, outChannels: Int, kernelSize: Int = 3, padding: Int = 1,
    using random: RandomSource
  ) {
    let fanIn = inChannels * kernelSize * kernelSize
    weight = defaultInitialization(
      shape: [outChannels, inChannels, kernelSize, kernelSize], fanIn: fanIn, using: random)
    bias = defaultInitialization(shape: [outChannels], fanIn: fanIn, using: random)
    self.padding = padding
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convolved(with: weight.value, bias: bias.value, padding: padding)
  }

  /// Of two inputs, [B, I₁, H, W] and [B, I₂, H, W] with I₁ + I₂ = I, as if concatenated.
  public func callAsFunction(_ x: Tensor, _ more: Tensor) -> Tensor {
    x.convolved(joinedWith: more, with: weight.value, bias: bias.value, padding: padding)
  }
}

/// Transposed convolution whose stride is its kernel's size: each pixel becomes a k × k square,
/// [B, I, H, W] → [B, O, k · H, k · W].
public final class TransposedConvolution: Network {
  /// [I, O, k, k].
  public let weight: Parameter
  /// [O].
  public let bias: Parameter
  public var isTraining = true

  public init(inChannels: Int, outChannels: Int, kernelSize: Int, using random: RandomSource) {
    // PyTorch takes the second axis for the inputs here too.
    let fanIn = outChannels * kernelSize * kernelSize
    weight = defaultInitialization(
      shape: [inChannels, outChannels, kernelSize, kernelSize], fanIn: fanIn, using: random)
    bias = defaultInitialization(shape: [outChannels], fanIn: fanIn, using: random)
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    [("weight", weight), ("bias", bias)]
  }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.transposeConvolved(with: weight.value, bias: bias.value)
  }

  /// Of two inputs, [B, I₁, H, W] and [B, I₂, H, W] with I₁ + I₂ = I, as if concatenated.
  public func callAsFunction(_ x: Tensor, _ more: Tensor) -> Tensor {
    x.transposeConvolved(joinedWith: more, with: weight.value, bias: bias.value)
  }
}
