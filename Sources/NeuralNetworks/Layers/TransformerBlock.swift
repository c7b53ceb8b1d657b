import Tensors

/// Self-attention, then two linear layers with GELU between, each beside a path that leaves x as it is and
/// behind a normalisation, [B, N, D] → [B, N, D]:
///
///     x ← x + attention(normalise(x))
///     x ← x + linear(GELU(linear(normalise(x))))
///
/// (Xiong et al. 2020, "pre-norm"). The names of its parts are those of timm's vision transformers.
public final class TransformerBlock: CompositeNetwork {
  private let firstNormalization: LayerNormalization
  private let attention: MultiHeadAttention
  private let secondNormalization: LayerNormalization
  private let widening: Linear
  private let narrowing: Linear

  /// - Parameters:
  ///   - width: D; four times that between the linear layers.
  ///   - heads: Divides D.
  public init(width: Int, heads: Int, using random: RandomSource) {
    firstNormalization = LayerNormalization(width: width)
    attention = MultiHeadAttention(width: width, heads: heads, using: random)
    secondNormalization = LayerNormalization(width: width)
    widening = Linear(inputs: width, outputs: 4 * width, using: random)
    narrowing = Linear(inputs: 4 * width, outputs: width, using: random)
  }

  public var children: [(name: String, child: any Network)] {
    [
      ("norm1", firstNormalization), ("attn", attention), ("norm2", secondNormalization),
      ("mlp.fc1", widening), ("mlp.fc2", narrowing),
    ]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let attended = x + attention(firstNormalization(x))
    return attended + narrowing(widening(secondNormalization(attended)).gelu())
  }
}
