import Painter

/// Paints works again and says how well a picture fits its prompt; a stand-in in tests.
public protocol WorkJudging: Sendable {
  /// `Painter.weightsKey` of the weights that it paints with.
  var weightsKey: String { get }

  /// The picture that these settings make, [3, 32, 32], values in 0…1.
  func picture(of settings: PaintingSettings) -> [Float]

  /// The CLIP score of a picture, [3, 32, 32] in 0…1, with a prompt: −1…1.
  func score(of picture: [Float], for prompt: String) -> Double
}
