import NeuralNetworks
import Tensors

/// Two convolutions beside a path that leaves x as it is, told the time between them,
/// [B, I, h, w] → [B, O, h, w]:
///
///     y = convolution(SiLU(normalise(x))) + linear(time)
///     x + convolution(SiLU(normalise(y)))
///
/// Where I and O differ, x goes through a convolution 1 × 1. Without times the linear layer is left
/// out.
final class ResidualBlock: CompositeNetwork {
  private let firstNormalization: GroupNormalization
  private let first: Convolution
  private let time: Linear?
  private let secondNormalization: GroupNormalization
  private let second: Convolution
  private let shortcut: Convolution?

  init(inChannels: Int, outChannels: Int, timeWidth: Int? = nil, using random: RandomSource) {
    firstNormalization = GroupNormalization(groups: 8, channels: inChannels, activation: .silu)
    first = Convolution(inChannels: inChannels, outChannels: outChannels, using: random)
    time = timeWidth.map { Linear(inputs: $0, outputs: outChannels, using: random) }
    secondNormalization = GroupNormalization(groups: 8, channels: outChannels, activation: .silu)
    second = Convolution(inChannels: outChannels, outChannels: outChannels, using: random)
    shortcut =
      inChannels == outChannels
      ? nil
      : Convolution(
        inChannels: inChannels, outChannels: outChannels, kernelSize: 1, padding: 0, using: random)
  }

  var children: [(name: String, child: any Network)] {
    var parts: [(name: String, child: any Network)] = [
      ("norm1", firstNormalization), ("conv1", first), ("norm2", secondNormalization),
      ("conv2", second),
    ]
    if let time { parts.append(("time_emb_proj", time)) }
    if let shortcut { parts.append(("conv_shortcut", shortcut)) }
    return parts
  }

  /// - Parameters:
  ///   - x: [B, I, h, w].
  ///   - timeEmbedding: [B, timeWidth]; only for blocks that are told the time.
  func callAsFunction(_ x: Tensor, timeEmbedding: Tensor? = nil) -> Tensor {
    var y = first(firstNormalization(x))  // [B, O, h, w]
    if let time, let timeEmbedding {
      let shift = time(timeEmbedding)  // [B, O]
      y = y + shift.reshaped(to: shift.shape + [1, 1])
    }
    return (shortcut?(x) ?? x) + second(secondNormalization(y))
  }
}
