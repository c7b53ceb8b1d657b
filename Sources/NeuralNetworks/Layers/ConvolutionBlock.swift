import Tensors

/// Two of [convolution 3 × 3, batch normalisation, GELU]: [B, I, H, W] → [B, O, H, W].
///
/// A plain block returns what the second gives. A residual block returns (input + second) / 1.414
/// where I = O, else (first + second) / 1.414.
public final class ConvolutionBlock: CompositeNetwork {
  public let isResidual: Bool
  private let first: (convolution: Convolution, normalization: BatchNormalization)
  private let second: (convolution: Convolution, normalization: BatchNormalization)
  private let keepsChannels: Bool

  public init(
    inChannels: Int, outChannels: Int, isResidual: Bool = false, using random: RandomSource
  ) {
    self.isResidual = isResidual
    keepsChannels = inChannels == outChannels
    first = (
      Convolution(inChannels: inChannels, outChannels: outChannels, using: random),
      BatchNormalization(channels: outChannels, activation: .gelu)
    )
    second = (
      Convolution(inChannels: outChannels, outChannels: outChannels, using: random),
      BatchNormalization(channels: outChannels, activation: .gelu)
    )
  }

  public var children: [(name: String, child: any Network)] {
    [
      ("conv1.0", first.convolution), ("conv1.1", first.normalization),
      ("conv2.0", second.convolution), ("conv2.1", second.normalization),
    ]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let once = first.normalization(after: first.convolution, of: x)
    let twice = second.normalization(after: second.convolution, of: once)
    guard isResidual else { return twice }
    return (keepsChannels ? x : once).added(to: twice, scaledBy: 1 / 1.414)
  }
}
