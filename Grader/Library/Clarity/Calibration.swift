import Foundation

/// Makes probabilities mean what they say: logits are divided by one temperature
/// (Guo et al. 2017).
enum Calibration {
  /// The temperature between ¼ and 4 that makes the labels most likely.
  ///
  /// - Parameters:
  ///   - logits: [count, classes], row by row.
  ///   - labels: The right classes, [count].
  static func temperature(logits: [Float], labels: [Int]) -> Double {
    let classes = logits.count / max(labels.count, 1)
    func loss(_ logTemperature: Double) -> Double {
      labels.indices.reduce(0) { sum, row in
        let probabilities = softmax(
          logits[row * classes..<(row + 1) * classes], temperature: exp(logTemperature))
        return sum - log(max(probabilities[labels[row]], 1e-30))
      }
    }
    // The loss has one minimum: thirds are cut off until it is fixed to three digits.
    var (low, high) = (log(0.25), log(4.0))
    for _ in 0..<24 {
      let (left, right) = (low + (high - low) / 3, high - (high - low) / 3)
      if loss(left) < loss(right) { high = right } else { low = left }
    }
    return exp((low + high) / 2)
  }

  /// e^(z/T) / Σ e^(z/T).
  static func softmax(_ logits: ArraySlice<Float>, temperature: Double) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { exp((Double($0) - largest) / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The highest of 0.95, 0.9, … 0.5 that leaves at least `share` of the digits clear, else 0.5.
  ///
  /// - Parameter probabilities: Of each digit's own label where it is the likeliest class, else 0.
  static func threshold(_ probabilities: [Double], leaving share: Double) -> Double {
    let needed = share * Double(probabilities.count)
    for percent in stride(from: 95, to: 50, by: -5) {
      let threshold = Double(percent) / 100
      if Double(probabilities.count { $0 >= threshold }) >= needed { return threshold }
    }
    return 0.5
  }
}

/// How often readings of some confidence are right: a reliability diagram as numbers.
struct Reliability: Codable, Equatable, Sendable {
  struct Bin: Codable, Equatable, Sendable {
    var count: Int
    /// The mean probability of the likeliest class.
    var confidence: Double
    /// The share that is of that class.
    var accuracy: Double
  }

  /// Where there is anything, by rising confidence.
  var bins: [Bin]
  /// The expected calibration error: the mean of |accuracy − confidence| over all readings.
  var calibrationError: Double

  /// - Parameter readings: The probability of the likeliest class, and whether that is right.
  init(_ readings: [(probability: Double, isRight: Bool)], binCount: Int = 15) {
    bins = (0..<binCount).compactMap { number in
      let inside = readings.filter {
        min(binCount - 1, Int($0.probability * Double(binCount))) == number
      }
      guard !inside.isEmpty else { return nil }
      return Bin(
        count: inside.count,
        confidence: inside.reduce(0) { $0 + $1.probability } / Double(inside.count),
        accuracy: Double(inside.count(where: \.isRight)) / Double(inside.count))
    }
    calibrationError =
      bins.reduce(0) { $0 + Double($1.count) * abs($1.accuracy - $1.confidence) }
      / Double(max(1, readings.count))
  }
}
