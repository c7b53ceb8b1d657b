import CaptionedPictures
import Foundation
import NeuralNetworks
import Tensors

/// Reads from pictures what is to be seen in them. Trained apart from everything that paints.
public final class AttributeReader: Sendable {
  private static let batchSize = 64

  /// Never changed after the initialiser, hence safe to use from several threads.
  private nonisolated(unsafe) let network: AttributeNetwork

  /// The reader with committed weights (`Grader/attribute-reader.safetensors`).
  ///
  /// - Throws: `WeightsError` for a file that is missing, broken or of another network.
  public convenience init(weightsAt path: String) throws(WeightsError) {
    let network = AttributeNetwork(using: RandomSource(seed: 0))
    try network.load(weightsAt: path)
    self.init(network)
  }

  init(_ network: AttributeNetwork) {
    network.isTraining = false
    self.network = network
  }

  /// What each picture shows most likely.
  ///
  /// - Parameter pictures: [count, 3, 32, 32], values in −1…1; those beyond are held within, and what
  ///   is not a number counts as −1.
  public func scenes(in pictures: [Float], count: Int) -> [Scene] {
    if pictures.count != count * PictureSize.values {
      fatalError("scenes: \(pictures.count) values do not make \(count) pictures of 3 × 32 × 32")
    }
    return stride(from: 0, to: count, by: AttributeReader.batchSize).flatMap { first in
      let last = min(first + AttributeReader.batchSize, count)
      return scenes(in: pictures[first * PictureSize.values..<last * PictureSize.values])
    }
  }

  private func scenes(in pictures: ArraySlice<Float>) -> [Scene] {
    let count = pictures.count / PictureSize.values
    // A NaN compares as false with everything.
    let held = pictures.map { $0 >= -1 ? min($0, 1) : -1 }
    let logits = withoutGradients {
      network(
        Tensor(held, shape: [count, PictureSize.channels, PictureSize.side, PictureSize.side])
      ).map(\.scalars)
    }
    return (0..<count).map { picture in
      var answers: [AttributeHead: Int] = [:]
      var likelihoods: [AttributeHead: Double] = [:]
      for (head, logits) in zip(AttributeHead.allCases, logits) {
        let row = logits[picture * head.classes..<(picture + 1) * head.classes].map(Double.init)
        let highest = row.max()!
        let total = row.reduce(0) { $0 + exp($1 - highest) }
        // 0 means "there is none", which the number of things decides, for all heads together.
        let candidates = head == .background ? row[...] : row.dropFirst()
        let best = candidates.indices.max { candidates[$0] < candidates[$1] }!
        answers[head] = best
        likelihoods[head] = row[best] - highest - log(total)
      }
      func likelihood(of heads: [AttributeHead]) -> Double {
        heads.reduce(0) { $0 + likelihoods[$1]! }
      }
      let hasTwo =
        likelihood(of: AttributeHead.ofTwo) > likelihood(of: AttributeHead.ofOne)
      return AttributeHead.scene(hasTwo: hasTwo) { answers[$0]! }
    }
  }
}
