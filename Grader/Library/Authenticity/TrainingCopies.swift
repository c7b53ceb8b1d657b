import Digits

/// Finds images of the training data among samples: as they are, shifted by a pixel, with other
/// contrast, with noise.
public final class TrainingCopies: Sendable {
  /// Where the training data come from, in words.
  let source: String
  /// Changes with the data.
  let key: String
  private let digits: DigitSet
  private let images: PooledImages

  /// The least correlation of a copy: noise of a twentieth of the range leaves more, and hardly a digit
  /// that somebody else wrote comes so near to any of the training data.
  static let threshold = 0.98
  /// So many of the 100 samples of a run are more than chance brings.
  static let fewest = 5

  /// A sample and the training image that it is.
  struct Copy: Codable, Equatable, Sendable {
    var sample: Int
    var image: Int
    var correlation: Double
  }

  public init(_ digits: DigitSet) {
    self.digits = digits
    source = digits.source
    var key = ContentKey()
    key.add(digits.pixels)
    self.key = key.text
    images = PooledImages(digits.images(Array(0..<digits.count)))
  }

  /// For each sample the training image that it is most like, over shifts of up to a pixel: for each
  /// shift the likeliest at 14 × 14, and of those the likeliest at 28 × 28.
  ///
  /// - Parameter samples: [n, 1, 28, 28].
  func nearest(to samples: [Float]) -> [Copy] {
    let count = samples.count / 784
    var best = (0..<count).map { Copy(sample: $0, image: 0, correlation: -1) }
    for shift in TrainingCopies.shifts {
      var likeliest = Array(repeating: (image: 0, correlation: Float(-1)), count: count)
      PooledImages(samples, shiftedBy: shift).correlations(with: images) { first, width, values in
        for sample in 0..<count {
          let row = UnsafeBufferPointer(rebasing: values[sample * width..<(sample + 1) * width])
          var most = likeliest[sample]
          for index in row.indices where row[index] > most.correlation {
            most = (first + index, row[index])
          }
          likeliest[sample] = most
        }
      }
      for sample in 0..<count {
        let moved = shifted(samples[sample * 784..<(sample + 1) * 784], by: shift)
        let image = digits.images([likeliest[sample].image])
        let correlation = Likeness.correlation(moved[...], image[...])
        if correlation > best[sample].correlation {
          best[sample].image = likeliest[sample].image
          best[sample].correlation = correlation
        }
      }
    }
    return best
  }

  private static let shifts = (-1...1).flatMap { y in (-1...1).map { (y: y, x: $0) } }

  /// The samples that are training images.
  func copies(among samples: [Float]) -> [Copy] {
    nearest(to: samples).filter { $0.correlation >= TrainingCopies.threshold }
  }
}

/// An image moved down and right; what comes in is −1.
private func shifted(_ image: ArraySlice<Float>, by shift: (y: Int, x: Int)) -> [Float] {
  (0..<784).map { index in
    let (y, x) = (index / 28 - shift.y, index % 28 - shift.x)
    guard (0..<28).contains(y), (0..<28).contains(x) else { return -1 }
    return min(max(image[image.startIndex + y * 28 + x], -1), 1)
  }
}
