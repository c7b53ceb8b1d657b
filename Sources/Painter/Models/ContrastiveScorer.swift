import CaptionedPictures
import DiffusionCourse
import NeuralNetworks
import Tensors

/// Pictures and prompts in one space, where what belongs together points the same way (CLIP, Radford et al.
/// 2021).
public final class ContrastiveScorer: CompositeNetwork {
  /// D, of both embeddings.
  public static let width = 64

  /// Of the text encoder's tokens.
  static let textWidth = 48

  private let stages: [ResidualBlock]
  private let start: Convolution
  private let normalization: GroupNormalization
  private let pictureHead: Linear
  /// Reads captions; a painter that is to be trained starts with it.
  let text: TextEncoder
  private let textHead: Linear
  /// ln of what cosines are multiplied by in training, shape [].
  private let scale: ScaleParameter

  public init(using random: RandomSource) {
    start = Convolution(inChannels: 3, outChannels: 16, using: random)
    stages = [(16, 24), (24, 40), (40, 56)].map {
      ResidualBlock(inChannels: $0, outChannels: $1, using: random)
    }
    normalization = GroupNormalization(groups: 8, channels: 56, activation: .silu)
    pictureHead = Linear(inputs: 56 * 4, outputs: Self.width, using: random)
    text = Self.textEncoder(using: random)
    textHead = Linear(inputs: Self.textWidth, outputs: Self.width, using: random)
    // CLIP starts at 1 / 0.07.
    scale = ScaleParameter(2.659)
  }

  /// The scorer with its weights.
  ///
  /// - Throws: `WeightsError` for weights that are missing, broken or of another network.
  public convenience init(weights: PainterWeights) throws(WeightsError) {
    self.init(using: RandomSource(seed: 0))
    try weights.load(self, from: .scorer)
  }

  /// A text encoder as the scorer has one, untrained.
  static func textEncoder(using random: RandomSource) -> TextEncoder {
    TextEncoder(width: textWidth, layers: 2, heads: 4, using: random)
  }

  public var children: [(name: String, child: any Network)] {
    [("start", start)] + stages.enumerated().map { (name: "stages.\($0)", child: $1) }
      + [
        ("normalization", normalization), ("visual_projection", pictureHead), ("text_model", text),
        ("text_projection", textHead), ("logit", scale),
      ]
  }

  /// What cosines are multiplied by in training, shape [].
  var logitScale: Tensor { scale.value.clamped(to: 0...4.6).exponential() }

  /// - Parameter pictures: [B, 3, 32, 32], values in −1…1.
  /// - Returns: [B, 64], not normalised.
  public func embedding(of pictures: Tensor) -> Tensor {
    var x = start(pictures)
    for stage in stages { x = stage(x).averagePooled(size: 2) }  // [B, 56, 4, 4]
    x = normalization(x).averagePooled(size: 2)  // [B, 56, 2, 2]
    return pictureHead(x.reshaped(to: [x.shape[0], 56 * 4]))
  }

  /// - Parameter prompts: [B] prompts of `Tokenizer.length` tokens each.
  /// - Returns: [B, 64], not normalised.
  public func embedding(of prompts: [[Int]]) -> Tensor {
    textHead(text(prompts).mean(axes: [1]))
  }

  /// The CLIP score of one picture with each of several prompts.
  ///
  /// - Parameter picture: [1, 3, 32, 32], values in −1…1.
  public func scores(
    of picture: Tensor, for prompts: [String], by assignment: any TextToImageAssignment.Type
  ) -> [Float] {
    withoutGradients {
      let seen = embedding(of: picture)  // [1, D]
      let read = embedding(of: prompts.map { Tokenizer.tokenize($0).ids })  // [B, D]
      return assignment.clipScores(
        imageEmbeddings: .concatenating(prompts.map { _ in seen }, axis: 0), textEmbeddings: read)
    }.scalars
  }
}

/// One number that is trained.
final class ScaleParameter: Network {
  private let parameter: Parameter
  var isTraining = true

  init(_ value: Float) { parameter = Parameter(Tensor(value)) }

  var value: Tensor { parameter.value }
  var parameters: [(name: String, parameter: Parameter)] { [("scale", parameter)] }
  var buffers: [(name: String, buffer: Buffer)] { [] }
}
