import DiffusionCourse
import NeuralNetworks
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Predicts the noise in latents, told the time and the text: a U-Net of two sizes. Each block is told time and
/// the text's mean (Podell et al. 2023, section 2.2), and places attend to its words (Rombach et al. 2022,
/// section 3.3).
///
///     conv_in   8 → F, a vector for each place added               // [B, F, 8, 8]
///     down      residual block, attention; residual block          // [B, F, 8, 8]
///     middle    average pool 2, residual block F → 2F, attention,
///               residual block 2F → 2F                             // [B, 2F, 4, 4]
///     up        transposed convolution 2F → F, join with down;
///               residual block 2F → F, attention; residual block   // [B, F, 8, 8]
///     out       normalise, SiLU, convolution F → 8                 // [B, 8, 8, 8]
///
/// What comes out is the velocity v = √ᾱ ε − √(1 − ᾱ) x₀ (Salimans and Ho 2022, appendix D), which is as hard to
/// learn at each time; the noise follows from it: ε = √(1 − ᾱ) x_t + √ᾱ v.
public final class LatentUnet: CompositeNetwork, TextConditionedNetwork {
  private static let timeWidth = 128

  private let width: Int
  private let time: (first: Linear, second: Linear)
  private let caption: Linear
  private let start: Convolution
  private let places: TokenEmbedding
  private let down: (first: ResidualBlock, attention: TextAttention, second: ResidualBlock)
  private let middle: (first: ResidualBlock, attention: TextAttention, second: ResidualBlock)
  private let growth: TransposedConvolution
  private let up: (first: ResidualBlock, attention: TextAttention, second: ResidualBlock)
  private let out: (normalization: GroupNormalization, convolution: Convolution)

  /// - Parameters:
  ///   - width: F, a multiple of 16.
  ///   - textWidth: D, the width of the text's tokens.
  public init(width: Int, textWidth: Int, using random: RandomSource) {
    self.width = width
    func block(_ inputs: Int, _ outputs: Int) -> ResidualBlock {
      ResidualBlock(
        inChannels: inputs, outChannels: outputs, timeWidth: Self.timeWidth, using: random)
    }
    func attention(_ channels: Int) -> TextAttention {
      TextAttention(channels: channels, textWidth: textWidth, using: random)
    }
    time = (
      Linear(inputs: width, outputs: Self.timeWidth, using: random),
      Linear(inputs: Self.timeWidth, outputs: Self.timeWidth, using: random)
    )
    caption = Linear(inputs: textWidth, outputs: Self.timeWidth, using: random)
    start = Convolution(inChannels: LatentSize.channels, outChannels: width, using: random)
    places = TokenEmbedding(
      vocabulary: LatentSize.side * LatentSize.side, width: width, using: random)
    down = (block(width, width), attention(width), block(width, width))
    middle = (block(width, 2 * width), attention(2 * width), block(2 * width, 2 * width))
    growth = TransposedConvolution(
      inChannels: 2 * width, outChannels: width, kernelSize: 2, using: random)
    up = (block(2 * width, width), attention(width), block(width, width))
    out = (
      GroupNormalization(groups: 8, channels: width, activation: .silu),
      Convolution(inChannels: width, outChannels: LatentSize.channels, using: random)
    )
  }

  public var children: [(name: String, child: any Network)] {
    [
      ("time_embedding.linear_1", time.first), ("time_embedding.linear_2", time.second),
      ("text_embedding", caption), ("conv_in", start), ("position_embedding", places),
      ("down.0", down.first), ("down.1", down.attention), ("down.2", down.second),
      ("middle.0", middle.first), ("middle.1", middle.attention), ("middle.2", middle.second),
      ("growth", growth),
      ("up.0", up.first), ("up.1", up.attention), ("up.2", up.second),
      ("out.0", out.normalization), ("out.1", out.convolution),
    ]
  }

  public func predictNoise(in latents: Tensor, at timesteps: [Int], text: Tensor) -> Tensor {
    let velocity = predictVelocity(in: latents, at: timesteps, text: text)
    return latents * Painter.noiseLevels.gathered(at: timesteps)
      + velocity * Painter.signalLevels.gathered(at: timesteps)
  }

  /// v of each latent, [B, 8, 8, 8].
  func predictVelocity(in latents: Tensor, at timesteps: [Int], text: Tensor) -> Tensor {
    guard latents.rank == 4, Array(latents.shape[1...]) == LatentSize.shape else {
      fatalError("LatentUnet: latents [B, 8, 8, 8] expected, found \(latents.shape)")
    }
    guard timesteps.count == latents.shape[0], text.rank == 3, text.shape[0] == timesteps.count
    else {
      fatalError(
        "LatentUnet: \(timesteps.count) timesteps and text \(text.shape) for latents "
          + "\(latents.shape); one of each for each picture expected")
    }
    let waves = sinusoids(of: timesteps, width: width)  // [B, F]
    let told = caption(text.mean(axes: [1]))  // [B, 128]
    let times = (time.second(time.first(waves).silu()) + told).silu()  // [B, 128]
    let place = places([Array(0..<LatentSize.side * LatentSize.side)])
      .tokensAsPixels(height: LatentSize.side, width: LatentSize.side)  // [1, F, 8, 8]
    var x = down.first(start(latents) + place, timeEmbedding: times)
    x = down.second(down.attention(x, text: text), timeEmbedding: times)  // [B, F, 8, 8]
    var y = middle.first(x.averagePooled(size: 2), timeEmbedding: times)
    y = middle.second(middle.attention(y, text: text), timeEmbedding: times)  // [B, 2F, 4, 4]
    var z = Tensor.concatenating([growth(y), x], axis: 1)  // [B, 2F, 8, 8]
    z = up.first(z, timeEmbedding: times)
    z = up.second(up.attention(z, text: text), timeEmbedding: times)  // [B, F, 8, 8]
    return out.convolution(out.normalization(z))
  }
}

/// A timestep as waves of many lengths, [B] → [B, width]: sines, then cosines, of t / 10000^(i / (width / 2))
/// (Vaswani et al. 2017, section 3.5).
func sinusoids(of timesteps: [Int], width: Int) -> Tensor {
  let half = width / 2
  // The system's sine may differ in the last bit from one system to the next; Float32 hides most of it.
  let values = timesteps.flatMap { timestep -> [Float] in
    let angles = (0..<half).map { Double(timestep) * exp(-log(10_000) * Double($0) / Double(half)) }
    return angles.map { Float(sin($0)) } + angles.map { Float(cos($0)) }
  }
  return Tensor(values, shape: [timesteps.count, width])
}
