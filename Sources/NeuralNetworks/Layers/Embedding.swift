import Tensors

/// Linear, GELU, linear: a vector for each image, shaped to scale or shift channels,
/// [B, I] → [B, O, 1, 1].
public final class Embedding: CompositeNetwork {
  private let first: Linear
  private let second: Linear
  private let outputs: Int

  public init(inputs: Int, outputs: Int, using random: RandomSource) {
    first = Linear(inputs: inputs, outputs: outputs, using: random)
    second = Linear(inputs: outputs, outputs: outputs, using: random)
    self.outputs = outputs
  }

  public var children: [(name: String, child: any Network)] {
    [("model.0", first), ("model.2", second)]
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    second(first(x).gelu()).reshaped(to: [x.shape[0], outputs, 1, 1])
  }
}
