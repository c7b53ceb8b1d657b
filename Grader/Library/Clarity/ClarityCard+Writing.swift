import Digits
import Foundation
import NeuralNetworks
import Pictures
import Tensors

extension ClarityCard {
  /// Measures the classifier with these weights on MNIST (drawn digits without it).
  ///
  /// - Parameters:
  ///   - weights: The weights file.
  ///   - data: The folder of MNIST's files; nil for `$MNIST_DIR`, `Data/mnist` or drawn digits.
  ///   - location: Where generated digits lie.
  static func measured(
    weights: String, data: String?, location: PackageLocation,
    progress: (String) -> Void = { _ in }
  ) throws -> (card: ClarityCard, test: DigitSet) {
    let environment = ProcessInfo.processInfo.environment
    let classifier = try ClarityClassifier(weightsAt: weights)
    let state = try SafeTensors.read(weights)
    let (train, note) = try DigitData.resolve(option: data, environment: environment)
    let (test, _) = try DigitData.resolveTest(option: data, environment: environment)
    if let note { progress(note) }
    let measurement = ClarityMeasurement(
      classifier, train: train, test: test, evidence: try ClarityEvidence(in: location),
      progress: { progress("measuring: \($0)") })
    let bytes = try FileManager.default.attributesOfItem(atPath: weights)[.size] as? Int ?? 0
    let card = ClarityCard(
      measurement: measurement, metadata: state.metadata,
      parameters: ClarityNetwork(using: RandomSource(seed: 0)).parameterCount, bytes: bytes)
    return (card, test)
  }

  /// Writes the card and its pictures beside it.
  ///
  /// - Parameter test: Where the digits in the picture of unclear kinds come from.
  func write(to path: String, test: DigitSet) throws(GraderError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try writeFile([UInt8](markdown.utf8), to: path)
    try writeFile(PNG.encode(chart()), to: "\(folder)/\(ClarityCard.reliabilityName)")
    let kinds = UnclearImages.Kind.allCases
    let source = DigitSource(test)
    let pictures = InkImage.values(kinds.count * 10) { index in
      UnclearImages.image(
        kinds[index / 10], from: source,
        using: RandomSource(seed: ClarityMeasurement.seed &- 2, item: index))
    }
    try writeFile(
      PNG.encode(
        imageGrid(pictures, count: kinds.count * 10, height: 28, width: 28, scale: 2)),
      to: "\(folder)/\(ClarityCard.unclearName)")
  }
}
