import NeuralNetworks
import Tensors

/// Reads the small world's attributes: an answer to each of `AttributeHead`.
///
///     convolution (3 → 24), max pool 2       // [B, 24, 16, 16]
///     convolution (→ 40), max pool 2         // [B, 40, 8, 8]
///     convolutions (→ 56, → 40), max pool 2  // [B, 40, 4, 4]
///     linear (640 → 104), ReLU               // [B, 104]
///     a linear head for each question
///
/// Convolutions are 3 × 3, each followed by batch normalisation and ReLU. What is where matters, so
/// places are not averaged over.
final class AttributeNetwork: CompositeNetwork {
  private let stages: [(convolution: Convolution, normalization: BatchNormalization)]
  private let hidden: Linear
  private let heads: [Linear]

  init(using random: RandomSource) {
    let widths = [3, 24, 40, 56, 40]
    stages = (1..<widths.count).map { index in
      (
        Convolution(
          inChannels: widths[index - 1], outChannels: widths[index], kernelSize: 3, padding: 1,
          using: random),
        BatchNormalization(channels: widths[index], activation: .relu)
      )
    }
    let features = 104
    hidden = Linear(inputs: widths[4] * 16, outputs: features, using: random)
    heads = AttributeHead.allCases.map {
      Linear(inputs: features, outputs: $0.classes, using: random)
    }
  }

  var children: [(name: String, child: any Network)] {
    typealias Child = (name: String, child: any Network)
    let stages = stages.enumerated().flatMap { index, stage -> [Child] in
      [
        ("stage\(index + 1).convolution", stage.convolution),
        ("stage\(index + 1).normalization", stage.normalization),
      ]
    }
    return stages + [("hidden", hidden)]
      + zip(AttributeHead.allCases, heads).map { ("head.\($0.rawValue)", $1) }
  }

  /// - Parameter x: Pictures, [B, 3, 32, 32], values in −1…1.
  /// - Returns: Logits of each head, [B, its classes].
  func callAsFunction(_ x: Tensor) -> [Tensor] {
    var x = x
    for (index, stage) in stages.enumerated() {
      x = stage.normalization(after: stage.convolution, of: x)
      if index != 2 { x = x.maxPooled(size: 2) }
    }
    let features = hidden(x.reshaped(to: [x.shape[0], x.count / x.shape[0]])).relu()  // [B, 104]
    return heads.map { $0(features) }
  }
}
