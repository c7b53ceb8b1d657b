/// Tells clear digits from others: the classifier, or a stand-in in tests.
public protocol ClarityJudging: Sendable {
  /// For each image, whether it shows the digit that it was drawn for, clearly.
  ///
  /// - Parameters:
  ///   - images: Values in −1…1, [count, 1, 28, 28], row-major.
  ///   - requested: The digit that each was drawn for, [count].
  func clear(images: [Float], count: Int, requested: [Int]) -> [Bool]
}

extension ClarityClassifier: ClarityJudging {}
