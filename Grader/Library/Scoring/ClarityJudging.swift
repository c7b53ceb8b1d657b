/// Tells clear digits from others: the classifier, or a stand-in in tests.
public protocol ClarityJudging: Sendable {
  /// For each image, what it reads as and whether that is, clearly, the digit that it was drawn for.
  ///
  /// - Parameters:
  ///   - images: Values in −1…1, [count, 1, 28, 28], row-major.
  ///   - requested: The digit that each was drawn for, [count].
  func verdicts(images: [Float], count: Int, requested: [Int]) -> [ClarityVerdict]
}

extension ClarityJudging {
  /// For each image, whether it shows the digit that it was drawn for, clearly.
  func clear(images: [Float], count: Int, requested: [Int]) -> [Bool] {
    verdicts(images: images, count: count, requested: requested).map(\.isClear)
  }
}

extension ClarityClassifier: ClarityJudging {}
