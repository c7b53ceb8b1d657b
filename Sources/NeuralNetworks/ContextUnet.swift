import Tensors

/// The class-conditional U-Net for 28 × 28 digits that PyTorch tutorials made a classic; with its
/// names of the weights, so that they move to and from its PyTorch form.
///
/// With F features (28 × 28 at the top, then 14, 7 and 1):
///
///     start  = residual Block(C → F)                        // [B, F, 28, 28]
///     down1  = Block(F → F), max pool 2                     // [B, F, 14, 14]
///     down2  = Block(F → 2F), max pool 2                    // [B, 2F, 7, 7]
///     vector = average pool 7, GELU                         // [B, 2F, 1, 1]
///     up0    = transposed convolution 7, group norm 8, ReLU // [B, 2F, 7, 7]
///     up1    = Up(label₁ · up0 + time₁, down2)              // [B, F, 14, 14]
///     up2    = Up(label₂ · up1 + time₂, down1)              // [B, F, 28, 28]
///     out    = convolution, group norm 8, ReLU, convolution of (up2, start)
///
/// Up concatenates its two inputs, doubles their size by a transposed convolution 2, and applies two
/// plain Blocks. The time t/T and the one-hot label enter through embeddings of their own.
public final class ContextUnet: CompositeNetwork {
  /// C, the channels of the images.
  public let inChannels: Int
  /// F, the width of the network.
  public let features: Int
  public let classes: Int

  private let start: ConvolutionBlock
  private let down1: ConvolutionBlock
  private let down2: ConvolutionBlock
  private let time1: Embedding
  private let time2: Embedding
  private let label1: Embedding
  private let label2: Embedding
  private let up0: (convolution: TransposedConvolution, normalization: GroupNormalization)
  private let up1: UpBlock
  private let up2: UpBlock
  private let out: (first: Convolution, normalization: GroupNormalization, last: Convolution)

  /// A network with PyTorch's default initialisation.
  ///
  /// - Parameters:
  ///   - inChannels: C, the channels of the images.
  ///   - features: F, a multiple of 8 (the groups of the normalisation).
  ///   - classes: The length of the one-hot label.
  ///   - random: Draws the weights.
  public init(inChannels: Int, features: Int, classes: Int, using random: RandomSource) {
    if inChannels < 1 || classes < 1 || features < 8 || features % 8 != 0 {
      fatalError(
        "ContextUnet: \(inChannels) channels, \(features) features (a multiple of 8 is needed), "
          + "\(classes) classes")
    }
    self.inChannels = inChannels
    self.features = features
    self.classes = classes
    let double = 2 * features
    start = ConvolutionBlock(
      inChannels: inChannels, outChannels: features, isResidual: true, using: random)
    down1 = ConvolutionBlock(inChannels: features, outChannels: features, using: random)
    down2 = ConvolutionBlock(inChannels: features, outChannels: double, using: random)
    time1 = Embedding(inputs: 1, outputs: double, using: random)
    time2 = Embedding(inputs: 1, outputs: features, using: random)
    label1 = Embedding(inputs: classes, outputs: double, using: random)
    label2 = Embedding(inputs: classes, outputs: features, using: random)
    up0 = (
      TransposedConvolution(
        inChannels: double, outChannels: double, kernelSize: 7, using: random),
      GroupNormalization(groups: 8, channels: double, activation: .relu)
    )
    up1 = UpBlock(inChannels: 2 * double, outChannels: features, using: random)
    up2 = UpBlock(inChannels: double, outChannels: features, using: random)
    out = (
      Convolution(inChannels: double, outChannels: features, using: random),
      GroupNormalization(groups: 8, channels: features, activation: .relu),
      Convolution(inChannels: features, outChannels: inChannels, using: random)
    )
  }

  public var children: [(name: String, child: any Network)] {
    [
      ("init_conv", start), ("down1.model.0", down1), ("down2.model.0", down2),
      ("timeembed1", time1), ("timeembed2", time2),
      ("contextembed1", label1), ("contextembed2", label2),
      ("up0.0", up0.convolution), ("up0.1", up0.normalization), ("up1", up1), ("up2", up2),
      ("out.0", out.first), ("out.1", out.normalization), ("out.3", out.last),
    ]
  }

  /// Predicts noise or clean images, whichever it was trained for.
  ///
  /// - Parameters:
  ///   - x: Noisy images, [B, C, 28, 28].
  ///   - time: t/T for each image, [B], each in 0…1.
  ///   - context: One-hot labels, [B, classes]; a row of zeros where the label is dropped.
  /// - Returns: [B, C, 28, 28].
  public func callAsFunction(_ x: Tensor, time: [Float], context: Tensor) -> Tensor {
    guard x.rank == 4, x.shape[1...] == [inChannels, 28, 28] else {
      fatalError("ContextUnet: images [B, \(inChannels), 28, 28] expected, found \(x.shape)")
    }
    guard time.count == x.shape[0], context.shape == [x.shape[0], classes] else {
      fatalError(
        "ContextUnet: \(time.count) times and labels \(context.shape) for images \(x.shape); "
          + "[\(x.shape[0])] and [\(x.shape[0]), \(classes)] expected")
    }
    let times = Tensor(time, shape: [time.count, 1])  // [B, 1]
    let top = start(x)  // [B, F, 28, 28]
    let half = down1(top).maxPooled(size: 2)  // [B, F, 14, 14]
    let quarter = down2(half).maxPooled(size: 2)  // [B, 2F, 7, 7]
    let vector = quarter.averagePooled(size: 7).gelu()  // [B, 2F, 1, 1]

    let bottom = up0.normalization(up0.convolution(vector))  // [B, 2F, 7, 7]
    let middle = up1(
      bottom.channelsScaled(by: label1(context), plus: time1(times)), quarter)  // [B, F, 14, 14]
    let upper = up2(
      middle.channelsScaled(by: label2(context), plus: time2(times)), half)  // [B, F, 28, 28]
    return out.last(out.normalization(out.first(upper, top)))  // [B, C, 28, 28]
  }
}

/// Doubles an image's size: joins two inputs of half the size, a transposed convolution 2 × 2, two
/// plain Blocks; [B, I₁, H, W] and [B, I₂, H, W] → [B, O, 2H, 2W] with I₁ + I₂ = I.
final class UpBlock: CompositeNetwork {
  private let growth: TransposedConvolution
  private let first: ConvolutionBlock
  private let second: ConvolutionBlock

  init(inChannels: Int, outChannels: Int, using random: RandomSource) {
    growth = TransposedConvolution(
      inChannels: inChannels, outChannels: outChannels, kernelSize: 2, using: random)
    first = ConvolutionBlock(inChannels: outChannels, outChannels: outChannels, using: random)
    second = ConvolutionBlock(inChannels: outChannels, outChannels: outChannels, using: random)
  }

  var children: [(name: String, child: any Network)] {
    [("model.0", growth), ("model.1", first), ("model.2", second)]
  }

  func callAsFunction(_ x: Tensor, _ skipped: Tensor) -> Tensor {
    second(first(growth(x, skipped)))
  }
}
