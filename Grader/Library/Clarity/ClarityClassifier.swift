import NeuralNetworks
import NumericKernels
import Tensors

/// Reads digits, and says which are clear.
public final class ClarityClassifier: Sendable {
  /// How many images go through the network at a time: what they become stays in the cache.
  private static let batchSize = 64

  /// The least probability of a clear digit, chosen on held-out training images.
  public let threshold: Double
  /// What the logits are divided by, so that probabilities mean what they say.
  let temperature: Double
  /// Never changed after the initialiser, hence safe to use from several threads.
  private nonisolated(unsafe) let network: ClarityNetwork

  /// The classifier with committed weights (`Grader/clarity-classifier.safetensors`).
  ///
  /// - Throws: `WeightsError` for a file that is missing, broken or of another network.
  public convenience init(weightsAt path: String) throws(WeightsError) {
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    let weights = try network.load(weightsAt: path)
    self.init(
      network, temperature: try weights.number("temperature", in: 0.01...100),
      threshold: try weights.number("threshold", in: 0.01...1))
  }

  init(_ network: ClarityNetwork, temperature: Double, threshold: Double) {
    network.isTraining = false
    self.network = network
    self.temperature = temperature
    self.threshold = threshold
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
        requested: $1, predicted: $0.label, probability: $0.probability, threshold: threshold)
    }
  }

  /// For each image, whether it shows the digit that it was drawn for, clearly.
  public func clear(images: [Float], count: Int, requested: [Int]) -> [Bool] {
    verdicts(images: images, count: count, requested: requested).map(\.isClear)
  }

  /// The likeliest class of each image (nil: not a clear digit) and its probability.
  func readings(images: [Float], count: Int) -> [(label: Int?, probability: Double)] {
    let classes = ClarityNetwork.classes
    let logits = logits(images: images, count: count)
    return (0..<count).map { row in
      ClarityClassifier.reading(logits[row * classes..<(row + 1) * classes], temperature)
    }
  }

  /// - Parameter logits: Of one image, for each class.
  static func reading(
    _ logits: ArraySlice<Float>, _ temperature: Double
  ) -> (label: Int?, probability: Double) {
    let probabilities = Calibration.softmax(logits, temperature: temperature)
    let digits = probabilities[..<10]
    let best = digits.indices.max { digits[$0] < digits[$1] }!
    let unclear = probabilities[10...].reduce(0, +)
    return unclear > digits[best] ? (nil, unclear) : (best, digits[best])
  }

  /// What the network says, [count, 28], before the temperature.
  func logits(images: [Float], count: Int) -> [Float] {
    if images.count != count * 784 {
      fatalError("logits: \(images.count) values do not make \(count) images of 28 × 28")
    }
    var result: [Float] = []
    result.reserveCapacity(count * ClarityNetwork.classes)
    for first in stride(from: 0, to: count, by: ClarityClassifier.batchSize) {
      let last = min(first + ClarityClassifier.batchSize, count)
      let input = ClarityClassifier.input(images[first * 784..<last * 784])
      result += withoutGradients { network(input).scalars }
    }
    return result
  }

  /// What the network is shown of images, [count, 1, 28, 28]: their values held within −1…1 and stretched to
  /// all of it, and their ink in the middle.
  static func input(_ images: ArraySlice<Float>) -> Tensor {
    let count = images.count / 784
    // A NaN compares as false with everything.
    var held = images.map { $0 >= -1 ? min($0, 1) : -1 }
    let values = [Float](unsafeUninitializedCapacity: held.count) { buffer, initialized in
      nonisolated(unsafe) let target = buffer.baseAddress
      held.withUnsafeMutableBufferPointer { held in
        nonisolated(unsafe) let source = held.baseAddress
        parallelRanges(count, grain: 16) { range in
          for image in range {
            // What comes in from the edge is black, so this is before it does.
            ClarityClassifier.stretch(source! + image * 784)
            InkCentering.center(source! + image * 784, into: target! + image * 784)
          }
        }
      }
      initialized = held.count
    }
    return Tensor(values, shape: [count, 1, 28, 28])
  }

  /// Makes the darkest of 784 values −1 and the brightest 1 if they are not far from it, so that a little less
  /// contrast changes nothing. What is faint stays so.
  private static func stretch(_ values: UnsafeMutablePointer<Float>) {
    var (darkest, brightest): (Float, Float) = (1, -1)
    for index in 0..<784 {
      darkest = min(darkest, values[index])
      brightest = max(brightest, values[index])
    }
    let range = brightest - darkest
    guard range >= 1.6, range < 2 else { return }
    for index in 0..<784 { values[index] = (values[index] - darkest) * (2 / range) - 1 }
  }
}
