import SubmissionProtocol

/// What the samples of one run raise by themselves.
struct SampleFlags {
  /// nil compares with no training data.
  var training: TrainingCopies?

  /// Samples that are one another's twins by the correlation at 14 × 14.
  static let twinThreshold: Float = 0.995
  /// So many of 100 with a twin are more than chance brings.
  static let fewestTwins = 10

  /// - Parameter samples: [n, 1, 28, 28]; none raise nothing.
  func flags(of samples: [Float]) -> [FoundFlag] {
    if samples.isEmpty { return [] }
    return [repeated(samples), copied(samples)].compactMap(\.self)
  }

  private func copied(_ samples: [Float]) -> FoundFlag? {
    guard let training else { return nil }
    let copies = training.copies(among: samples)
    guard copies.count >= TrainingCopies.fewest else { return nil }
    let examples = copies.prefix(5).map { "\($0.sample) = \($0.image)" }.joined(separator: ", ")
    return FoundFlag(
      .trainingCopies,
      say(
        """
        \(copies.count) of 100 samples are images of the training data (\(training.source)); sample = \
        training image, counted from 0: \(examples)\(copies.count > 5 ? ", …" : "")
        """,
        korean: """
          샘플 100장 중 \(copies.count)장이 학습 데이터(\(training.source))의 이미지입니다. 샘플 = 학습 이미지 (0부터): \
          \(examples)\(copies.count > 5 ? ", …" : "")
          """))
  }

  private func repeated(_ samples: [Float]) -> FoundFlag? {
    let images = PooledImages(samples)
    var twins: [Int: Int] = [:]
    images.correlations(with: images) { first, width, values in
      for row in 0..<images.count {
        for column in 0..<width
        where first + column != row && values[row * width + column] >= SampleFlags.twinThreshold {
          twins[row] = twins[row] ?? first + column
        }
      }
    }
    guard twins.count >= SampleFlags.fewestTwins else { return nil }
    let examples = twins.sorted { $0.key < $1.key }.prefix(5).map { "\($0.key) = \($0.value)" }
      .joined(separator: ", ")
    return FoundFlag(
      .repeatedImage,
      say(
        "\(twins.count) of 100 samples are the same image as another: \(examples), …",
        korean: "샘플 100장 중 \(twins.count)장이 다른 샘플과 같은 이미지입니다: \(examples), …"))
  }
}
