import DiffusionCourse
import NeuralNetworks
import Tensors

/// The latents that pictures are encoded to.
public enum LatentSize {
  /// Numbers at each place.
  public static let channels = 8
  /// Places in a row, and rows.
  public static let side = 8
  /// [C, h, w].
  public static let shape = [channels, side, side]
}

/// Pictures to latents of a sixth of their numbers, and back (Rombach et al. 2022, section 3.1).
///
///     encode [B, 3, 32, 32] → [B, 8, 8, 8]      decode [B, 8, 8, 8] → [B, 3, 32, 32]
///
/// What a denoising network has to learn is the latents' distribution: 512 numbers a picture, not
/// 3,072, and none that only say how an edge looks.
public final class LatentAutoencoder: CompositeNetwork, LatentDecoder {
  private let encoder: PictureEncoder
  private let decoder: PictureDecoder

  public init(using random: RandomSource) {
    encoder = PictureEncoder(using: random)
    decoder = PictureDecoder(using: random)
  }

  public var children: [(name: String, child: any Network)] {
    [("encoder", encoder), ("decoder", decoder)]
  }

  /// - Parameter pictures: [B, 3, 32, 32], values in −1…1.
  /// - Returns: Latents, [B, 8, 8, 8], not scaled.
  public func encode(_ pictures: Tensor) -> Tensor { encoder(pictures) }

  /// - Parameter latents: [B, 8, 8, 8], not scaled.
  /// - Returns: Pictures, [B, 3, 32, 32], values about −1…1.
  public func decode(_ latents: Tensor) -> Tensor { decoder(latents) }
}

/// The first half: half the side and half again, then down to the latents' channels.
final class PictureEncoder: CompositeNetwork {
  private let start: Convolution
  private let fine: ResidualBlock
  private let middle: ResidualBlock
  private let coarse: ResidualBlock
  private let normalization: GroupNormalization
  private let out: Convolution

  init(using random: RandomSource) {
    start = Convolution(inChannels: 3, outChannels: 24, using: random)
    fine = ResidualBlock(inChannels: 24, outChannels: 24, using: random)
    middle = ResidualBlock(inChannels: 24, outChannels: 48, using: random)
    coarse = ResidualBlock(inChannels: 48, outChannels: 64, using: random)
    normalization = GroupNormalization(groups: 8, channels: 64, activation: .silu)
    out = Convolution(inChannels: 64, outChannels: LatentSize.channels, using: random)
  }

  var children: [(name: String, child: any Network)] {
    [
      ("start", start), ("fine", fine), ("middle", middle), ("coarse", coarse),
      ("normalization", normalization), ("out", out),
    ]
  }

  func callAsFunction(_ pictures: Tensor) -> Tensor {
    let x = fine(start(pictures)).averagePooled(size: 2)  // [B, 24, 16, 16]
    let y = middle(x).averagePooled(size: 2)  // [B, 48, 8, 8]
    return out(normalization(coarse(y)))  // [B, 8, 8, 8]
  }
}

/// The second half: twice the side and twice again.
final class PictureDecoder: CompositeNetwork {
  private let start: Convolution
  private let coarse: ResidualBlock
  private let firstGrowth: TransposedConvolution
  private let middle: ResidualBlock
  private let secondGrowth: TransposedConvolution
  private let fine: ResidualBlock
  private let normalization: GroupNormalization
  private let out: Convolution

  init(using random: RandomSource) {
    start = Convolution(inChannels: LatentSize.channels, outChannels: 64, using: random)
    coarse = ResidualBlock(inChannels: 64, outChannels: 64, using: random)
    firstGrowth = TransposedConvolution(
      inChannels: 64, outChannels: 48, kernelSize: 2, using: random)
    middle = ResidualBlock(inChannels: 48, outChannels: 48, using: random)
    secondGrowth = TransposedConvolution(
      inChannels: 48, outChannels: 32, kernelSize: 2, using: random)
    fine = ResidualBlock(inChannels: 32, outChannels: 32, using: random)
    normalization = GroupNormalization(groups: 8, channels: 32, activation: .silu)
    out = Convolution(inChannels: 32, outChannels: 3, using: random)
  }

  var children: [(name: String, child: any Network)] {
    [
      ("start", start), ("coarse", coarse), ("first_growth", firstGrowth), ("middle", middle),
      ("second_growth", secondGrowth), ("fine", fine), ("normalization", normalization),
      ("out", out),
    ]
  }

  func callAsFunction(_ latents: Tensor) -> Tensor {
    let x = firstGrowth(coarse(start(latents)))  // [B, 48, 16, 16]
    let y = secondGrowth(middle(x))  // [B, 32, 32, 32]
    return out(normalization(fine(y)))  // [B, 3, 32, 32]
  }
}
