import CaptionedPictures
import NeuralNetworks
import Tensors

/// Tokens to vectors that know their neighbours, [B, L] → [B, L, D]: a vector for each word and each
/// place, then transformer blocks (Radford et al. 2021, section 2.4). Padding is read as a word like any other.
public final class TextEncoder: CompositeNetwork {
  /// Rows of the table of words: room for some that the vocabulary does not have yet.
  private static let vocabularyRows = 192

  private let tokens: TokenEmbedding
  private let places: TokenEmbedding
  private let blocks: [TransformerBlock]
  private let normalization: LayerNormalization

  /// - Parameters:
  ///   - width: D.
  ///   - layers: Transformer blocks.
  ///   - heads: Divides D.
  public init(width: Int, layers: Int, heads: Int, using random: RandomSource) {
    tokens = TokenEmbedding(vocabulary: Self.vocabularyRows, width: width, using: random)
    places = TokenEmbedding(vocabulary: Tokenizer.length, width: width, using: random)
    blocks = (0..<layers).map { _ in TransformerBlock(width: width, heads: heads, using: random) }
    normalization = LayerNormalization(width: width)
  }

  public var children: [(name: String, child: any Network)] {
    [("token_embedding", tokens), ("position_embedding", places)]
      + blocks.enumerated().map { (name: "layers.\($0)", child: $1) }
      + [("final_layer_norm", normalization)]
  }

  /// - Parameter ids: [B] prompts of `Tokenizer.length` tokens each.
  /// - Returns: [B, L, D].
  public func callAsFunction(_ ids: [[Int]]) -> Tensor {
    let place = places([Array(0..<Tokenizer.length)])  // [1, L, D]
    var x = tokens(ids) + place  // [B, L, D]
    for block in blocks { x = block(x) }
    return normalization(x)
  }
}
