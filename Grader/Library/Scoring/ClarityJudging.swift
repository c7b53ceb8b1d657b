/// Counts clear digits: the classifier, or a stand-in in tests.
public protocol ClarityJudging: Sendable {
  /// How many of the images show the digit that they were drawn for, clearly.
  ///
  /// - Parameters:
  ///   - images: Values in −1…1, [count, 1, 28, 28], row-major.
  ///   - requested: The digit that each was drawn for, [count].
  func clearCount(images: [Float], count: Int, requested: [Int]) -> Int
}
