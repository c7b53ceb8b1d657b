import NeuralNetworks
import Tensors

/// Places of an image look at each other, then at the words of a text, then each thinks for itself; all beside a
/// path that leaves x as it is, [B, C, h, w] → [B, C, h, w]:
///
///     x ← x + attention(normalise(x))
///     x ← x + attention(normalise(x), text)
///     x ← x + linear(GELU(linear(normalise(x))))
final class TextAttention: CompositeNetwork {
  private static let heads = 4

  private let normalizations: [LayerNormalization]
  private let own: MultiHeadAttention
  private let text: MultiHeadAttention
  private let widening: Linear
  private let narrowing: Linear

  init(channels: Int, textWidth: Int, using random: RandomSource) {
    normalizations = (0..<3).map { _ in LayerNormalization(width: channels) }
    own = MultiHeadAttention(width: channels, heads: Self.heads, using: random)
    text = MultiHeadAttention(
      width: channels, contextWidth: textWidth, heads: Self.heads, using: random)
    widening = Linear(inputs: channels, outputs: 2 * channels, using: random)
    narrowing = Linear(inputs: 2 * channels, outputs: channels, using: random)
  }

  var children: [(name: String, child: any Network)] {
    [
      ("norm1", normalizations[0]), ("attn1", own), ("norm2", normalizations[1]), ("attn2", text),
      ("norm3", normalizations[2]), ("ff.0", widening), ("ff.2", narrowing),
    ]
  }

  /// - Parameters:
  ///   - x: [B, C, h, w].
  ///   - text: [B, L, D].
  func callAsFunction(_ x: Tensor, text tokens: Tensor) -> Tensor {
    var y = x.pixelsAsTokens()  // [B, h · w, C]
    y = y + own(normalizations[0](y))
    y = y + text(normalizations[1](y), context: tokens)
    y = y + narrowing(widening(normalizations[2](y)).gelu())
    return y.tokensAsPixels(height: x.shape[2], width: x.shape[3])
  }
}
