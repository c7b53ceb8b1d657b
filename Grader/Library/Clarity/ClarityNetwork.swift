import NeuralNetworks
import Tensors

/// Tells digits apart, and from what is no clear digit: 10 classes and an eleventh, in that order.
///
///     convolution 5 × 5 (1 → 16), max pool 2         // [B, 16, 14, 14]
///     convolution 3 × 3 (→ 40), max pool 2           // [B, 40, 7, 7]
///     convolution 3 × 3 without padding (→ 64)       // [B, 64, 5, 5]
///     convolution 3 × 3 without padding (→ 96)       // [B, 96, 3, 3]
///     dropout, linear (→ 96), ReLU                   // [B, 96]
///     linear                                         // [B, 11]
///
/// Each convolution is followed by batch normalisation and ReLU. 169,251 parameters, 5.2 MFLOP an image.
/// The first linear layer sees where the parts of a shape lie. A mean over the image in place of it let
/// half as many again of the unclear pictures pass after as much training; all of 7 × 7 places instead of
/// 3 × 3 told them apart best, but learnt the training digits by heart and refused others.
final class ClarityNetwork: CompositeNetwork {
  /// The digits and "not a clear digit".
  static let classes = 11
  /// The class that means "not a clear digit".
  static let unclear = 10
  /// The share of features that a step of training does without (Srivastava et al. 2014).
  static let dropout: Float = 0.25

  private let stages: [(convolution: Convolution, normalization: BatchNormalization)]
  private let hidden: Linear
  private let head: Linear
  /// What decides which features a step does without.
  private let random: RandomSource

  init(using random: RandomSource) {
    func stage(
      _ inputs: Int, _ outputs: Int, kernelSize: Int = 3, padding: Int
    ) -> (convolution: Convolution, normalization: BatchNormalization) {
      (
        Convolution(
          inChannels: inputs, outChannels: outputs, kernelSize: kernelSize, padding: padding,
          using: random),
        BatchNormalization(channels: outputs, activation: .relu)
      )
    }
    stages = [
      stage(1, 16, kernelSize: 5, padding: 2), stage(16, 40, padding: 1),
      stage(40, 64, padding: 0), stage(64, 96, padding: 0),
    ]
    hidden = Linear(inputs: 96 * 3 * 3, outputs: 96, using: random)
    head = Linear(inputs: 96, outputs: ClarityNetwork.classes, using: random)
    self.random = random
  }

  var children: [(name: String, child: any Network)] {
    stages.enumerated().flatMap { index, stage -> [(name: String, child: any Network)] in
      [
        ("stage\(index + 1).convolution", stage.convolution),
        ("stage\(index + 1).normalization", stage.normalization),
      ]
    } + [("hidden", hidden), ("head", head)]
  }

  /// - Parameter x: Images, [B, 1, 28, 28], values in −1…1.
  /// - Returns: A logit for each class, [B, 11].
  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for (index, stage) in stages.enumerated() {
      x = stage.normalization(after: stage.convolution, of: x)
      if index < 2 { x = x.maxPooled(size: 2) }
    }
    x = x.reshaped(to: [x.shape[0], 96 * 3 * 3])
    if isTraining { x = x * mask(x.shape) }
    return head(hidden(x).relu())  // [B, 11]
  }

  /// 0 for features that a step does without; the others make up for them.
  private func mask(_ shape: [Int]) -> Tensor {
    let kept = 1 / (1 - ClarityNetwork.dropout)
    return Tensor(
      random.uniform(shape: shape).scalars.map { $0 < ClarityNetwork.dropout ? 0 : kept },
      shape: shape)
  }
}
