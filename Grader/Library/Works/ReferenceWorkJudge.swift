import NeuralNetworks
import Painter
import Synchronization
import Tensors
import TextToImageSolution

/// Paints with the reference solution and the committed weights, in the grader's own process: no code
/// of a submission has a part in it.
public final class ReferenceWorkJudge: WorkJudging {
  public let weightsKey: String
  /// The networks are not made for several threads.
  private let networks: Mutex<Networks>

  private struct Networks: @unchecked Sendable {
    let painter: Painter
    let scorer: ContrastiveScorer
  }

  /// - Throws: `WeightsError` for weights that are missing or broken.
  public init(weights: PainterWeights = .committed) throws(WeightsError) {
    let painter = try Painter(weights: weights)
    let scorer = try ContrastiveScorer(weights: weights)
    weightsKey = painter.weightsKey
    networks = Mutex(Networks(painter: painter, scorer: scorer))
  }

  public func picture(of settings: PaintingSettings) -> [Float] {
    networks.withLock {
      $0.painter.paint([settings.prompt], settings, by: TextToImage.self).scalars
    }
  }

  public func score(of picture: [Float], for prompt: String) -> Double {
    // The scorer sees −1…1.
    let values = Tensor(picture.map { 2 * $0 - 1 }, shape: [1, 3, 32, 32])
    return networks.withLock {
      Double($0.scorer.scores(of: values, for: [prompt], by: TextToImage.self)[0])
    }
  }
}
