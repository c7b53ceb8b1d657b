import NeuralNetworks
import Tensors

/// Tells digits apart, and from what is no clear digit: a class for each digit, then for each way not to be one.
///
///     convolution 5 × 5 (1 → a), max pool 2          // [B, a, 14, 14]
///     convolution 3 × 3 (→ b), max pool 2            // [B, b, 7, 7]
///     convolution 3 × 3 (→ c), in wide ones only     // [B, c, 7, 7]
///     convolution 3 × 3 without padding (→ d)        // [B, d, 5, 5]
///     convolution 3 × 3 without padding (→ e)        // [B, e, 3, 3]
///     dropout, linear (→ h), ReLU                    // [B, h]
///     linear                                         // [B, 28]
///
/// Each convolution is followed by batch normalisation and ReLU. The first linear layer sees where the parts
/// of a shape lie; a mean over the image in its place let half as many again of the unclear pictures pass.
final class ClarityNetwork: CompositeNetwork {
  /// How wide a network is.
  struct Form: Sendable {
    /// Channels of each convolution.
    var channels: [Int]
    /// h.
    var hidden: Int
    /// The share of features that a step of training does without (Srivastava et al. 2014).
    var dropout: Float

    /// The one that grades: 5.2 MFLOP an image.
    static let judge = Form(channels: [16, 40, 64, 96], hidden: 96, dropout: 0.1)
    /// The ones that it learns from: 27 MFLOP an image.
    static let teacher = Form(channels: [32, 64, 128, 128, 192], hidden: 128, dropout: 0.4)
  }

  /// 0…9, the kinds of unclear pictures, and digits that a viewer found unclear, in that order. One class for
  /// all that is no digit has been tried: it took half as many again of the real digits for such.
  static let classes = 10 + UnclearImages.Kind.allCases.count + 1
  /// The class of a generated digit that a viewer found unclear.
  static let malformed = classes - 1

  /// Whether a class is a digit's; all others together mean "not a clear digit".
  static func isDigit(_ label: Int) -> Bool { label < 10 }

  /// The class of a kind of unclear picture.
  static func label(of kind: UnclearImages.Kind) -> Int {
    10 + UnclearImages.Kind.allCases.firstIndex(of: kind)!
  }

  private let stages: [(convolution: Convolution, normalization: BatchNormalization)]
  private let hidden: Linear
  private let head: Linear
  private let dropout: Float
  /// What decides which features a step does without.
  private let random: RandomSource

  init(_ form: Form = .judge, using random: RandomSource) {
    let last = form.channels.count - 1
    stages = form.channels.enumerated().map { index, outputs in
      (
        Convolution(
          inChannels: index == 0 ? 1 : form.channels[index - 1], outChannels: outputs,
          kernelSize: index == 0 ? 5 : 3, padding: index == 0 ? 2 : index < last - 1 ? 1 : 0,
          using: random),
        BatchNormalization(channels: outputs, activation: .relu)
      )
    }
    hidden = Linear(inputs: form.channels[last] * 3 * 3, outputs: form.hidden, using: random)
    head = Linear(inputs: form.hidden, outputs: ClarityNetwork.classes, using: random)
    dropout = form.dropout
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
  /// - Returns: A logit for each class, [B, 28].
  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = x
    for (index, stage) in stages.enumerated() {
      x = stage.normalization(after: stage.convolution, of: x)
      if index < 2 { x = x.maxPooled(size: 2) }
    }
    x = x.reshaped(to: [x.shape[0], x.count / x.shape[0]])
    if isTraining { x = x * mask(x.shape) }
    return head(hidden(x).relu())  // [B, 28]
  }

  /// 0 for features that a step does without; the others make up for them.
  private func mask(_ shape: [Int]) -> Tensor {
    let kept = 1 / (1 - dropout)
    return Tensor(
      random.uniform(shape: shape).scalars.map { $0 < dropout ? 0 : kept }, shape: shape)
  }
}
