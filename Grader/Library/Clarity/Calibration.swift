import Foundation
import Tensors

/// Makes probabilities mean what they say: logits are divided by one temperature
/// (Guo et al. 2017).
enum Calibration {
  /// The temperature between ¼ and 4 that makes the labels most likely.
  ///
  /// - Parameters:
  ///   - logits: [B, classes].
  ///   - labels: The right classes, [B].
  static func temperature(logits: Tensor, labels: [Int]) -> Double {
    let rows = logits.scalars
    let classes = logits.shape[1]
    func loss(_ logTemperature: Double) -> Double {
      labels.indices.reduce(0) { sum, row in
        let probabilities = softmax(
          rows[row * classes..<(row + 1) * classes], temperature: exp(logTemperature))
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
}
