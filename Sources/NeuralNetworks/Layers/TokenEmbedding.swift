import Tensors

/// A vector for each token of a vocabulary: B sequences of L ids → [B, L, D].
public final class TokenEmbedding: Network {
  /// [V, D].
  public let weight: Parameter
  public var isTraining = true

  /// Starts from N(0, 0.02²), as transformers do (Radford et al. 2018); PyTorch's own layer starts
  /// from N(0, 1).
  ///
  /// - Parameters:
  ///   - vocabulary: V.
  ///   - width: D.
  public init(vocabulary: Int, width: Int, using random: RandomSource) {
    weight = Parameter(random.normal(shape: [vocabulary, width]) * 0.02)
  }

  public var parameters: [(name: String, parameter: Parameter)] { [("weight", weight)] }

  public var buffers: [(name: String, buffer: Buffer)] { [] }

  /// - Parameter ids: Sequences of one length, each id in 0..<V.
  public func callAsFunction(_ ids: [[Int]]) -> Tensor {
    weight.value.embedded(ids: ids)
  }
}
