import NeuralNetworks
import Tensors

/// Reads digits, and says which are clear.
public final class ClarityClassifier: Sendable {
  /// The least probability of a clear digit.
  public static let threshold = 0.9

  /// Never changed after the initialiser, hence safe to use from several threads.
  private nonisolated(unsafe) let network: ClarityNetwork
  private let temperature: Double

  /// The classifier with committed weights (`Grader/clarity-classifier.safetensors`).
  ///
  /// - Throws: `ClarityError` for a file that is missing, broken or of another network.
  public init(weightsAt path: String) throws(ClarityError) {
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    let state: StateDictionary
    do { state = try SafeTensors.read(path, maximumBytes: 16 << 20) } catch {
      throw .weights(error)
    }
    do { try network.load(state) } catch { throw .otherNetwork(path: path, error) }
    guard state.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
      throw .brokenWeights(path: path, reason: "some weights are infinite or undefined")
    }
    guard let text = state.metadata["temperature"], let temperature = Double(text),
      (0.01...100).contains(temperature)
    else { throw .brokenWeights(path: path, reason: "its metadata lack a usable temperature") }
    network.isTraining = false
    self.network = network
    self.temperature = temperature
  }

  init(_ network: ClarityNetwork, temperature: Double) {
    network.isTraining = false
    self.network = network
    self.temperature = temperature
  }

  /// Judges images.
  ///
  /// - Parameters:
  ///   - images: [count, 1, 28, 28], row by row; values in −1…1, those beyond are held within, and
  ///     what is not a number counts as black.
  ///   - requested: The digit that each image was drawn for, [count], 0…9.
  public func verdicts(
    images: [Float], count: Int, requested: [Int]
  ) -> [ClarityVerdict] {
    if requested.count != count {
      fatalError("verdicts: \(requested.count) requested digits for \(count) images")
    }
    return zip(readings(images: images, count: count), requested).map {
      ClarityVerdict(
        requested: $1, predicted: $0.label, probability: $0.probability,
        threshold: ClarityClassifier.threshold)
    }
  }

  /// For each image, whether it shows the digit that it was drawn for, clearly.
  public func clear(images: [Float], count: Int, requested: [Int]) -> [Bool] {
    verdicts(images: images, count: count, requested: requested).map(\.isClear)
  }

  /// The likeliest class of each image (nil: not a clear digit) and its probability.
  func readings(images: [Float], count: Int) -> [(label: Int?, probability: Double)] {
    if images.count != count * 784 {
      fatalError("readings: \(images.count) values do not make \(count) images of 28 × 28")
    }
    var result: [(label: Int?, probability: Double)] = []
    result.reserveCapacity(count)
    for first in stride(from: 0, to: count, by: 100) {
      let size = min(100, count - first)
      let values = images[first * 784..<(first + size) * 784].map {
        // A NaN compares as false with everything.
        $0 >= -1 ? min($0, 1) : -1
      }
      let logits = withoutGradients {
        network(Tensor(values, shape: [size, 1, 28, 28])).scalars
      }
      for row in 0..<size {
        let classes = ClarityNetwork.classes
        let probabilities = Calibration.softmax(
          logits[row * classes..<(row + 1) * classes], temperature: temperature)
        let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] }!
        result.append((best == ClarityNetwork.unclear ? nil : best, probabilities[best]))
      }
    }
    return result
  }
}
