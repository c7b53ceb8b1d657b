import Tensors

/// Attention of several heads: what each token of x takes from the tokens of a context (or of x itself)
/// is weighted by how well its query fits their keys, [B, N, D] → [B, N, D]:
///
///     output(softmax(query(x) · key(context)ᵀ / √(D / heads)) · value(context))
///
/// (Vaswani et al. 2017, section 3.2.2). The names of its parts are those of diffusers' attention.
public final class MultiHeadAttention: CompositeNetwork {
  public let heads: Int
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear

  /// - Parameters:
  ///   - width: D.
  ///   - contextWidth: The width of the context's tokens, if it is not D.
  ///   - heads: Divides D.
  public init(width: Int, contextWidth: Int? = nil, heads: Int, using random: RandomSource) {
    if heads < 1 || width % heads != 0 {
      fatalError("MultiHeadAttention: a width of \(width) does not divide into \(heads) heads")
    }
    self.heads = heads
    query = Linear(inputs: width, outputs: width, using: random)
    key = Linear(inputs: contextWidth ?? width, outputs: width, using: random)
    value = Linear(inputs: contextWidth ?? width, outputs: width, using: random)
    output = Linear(inputs: width, outputs: width, using: random)
  }

  public var children: [(name: String, child: any Network)] {
    [("to_q", query), ("to_k", key), ("to_v", value), ("to_out.0", output)]
  }

  /// - Parameters:
  ///   - x: [B, N, D].
  ///   - context: [B, M, contextWidth]; nil for x itself.
  public func callAsFunction(_ x: Tensor, context: Tensor? = nil) -> Tensor {
    let source = context ?? x
    return output(
      query(x).attention(keys: key(source), values: value(source), heads: heads))
  }
}
