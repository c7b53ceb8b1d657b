import NeuralNetworks
import Tensors

/// Tells digits apart, and from what is no clear digit: 10 classes and an eleventh, in that order.
///
///     convolution 5 × 5 (1 → 24), max pool 2               // [B, 24, 14, 14]
///     convolution 3 × 3 (→ 48), max pool 2                 // [B, 48, 7, 7]
///     convolution 3 × 3 (→ 96), one without padding (→ 96) // [B, 96, 5, 5]
///     convolution 3 × 3 without padding (→ 160)            // [B, 160, 3, 3]
///     mean over the image, linear                          // [B, 11]
///
/// Each convolution is followed by batch normalisation and ReLU. 276,667 parameters.
final class ClarityNetwork: CompositeNetwork {
  /// The digits and "not a clear digit".
  static let classes = 11
  /// The class that means "not a clear digit".
  static let unclear = 10

  private let stages: [(convolution: Convolution, normalization: BatchNormalization)]
  private let head: Linear

  init(using random: RandomSource) {
    func stage(
      _ inputs: Int, _ outputs: Int, kernelSize: Int = 3, padding: Int = 1
    ) -> (convolution: Convolution, normalization: BatchNormalization) {
      (
        Convolution(
          inChannels: inputs, outChannels: outputs, kernelSize: kernelSize, padding: padding,
          using: random),
        BatchNormalization(channels: outputs, activation: .relu)
      )
    }
    stages = [
      stage(1, 24, kernelSize: 5, padding: 2), stage(24, 48), stage(48, 96),
      stage(96, 96, padding: 0), stage(96, 160, padding: 0),
    ]
    head = Linear(inputs: 160, outputs: ClarityNetwork.classes, using: random)
  }

  var children: [(name: String, child: any Network)] {
    stages.enumerated().flatMap { index, stage -> [(name: String, child: any Network)] in
      [
        ("stage\(index + 1).convolution", stage.convolution),
        ("stage\(index + 1).normalization", stage.normalization),
      ]
    } + [("head", head)]
  }

  /// - Parameter x: Images, [B, 1, 28, 28], values in −1…1.
  /// - Returns: A logit for each class, [B, 11].
  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for (index, stage) in stages.enumerated() {
      x = stage.normalization(after: stage.convolution, of: x)
      if index < 2 { x = x.maxPooled(size: 2) }
    }
    return head(x.mean(axes: [2, 3]))
  }
}
