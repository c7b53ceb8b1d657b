import Foundation

/// How alike two images are.
enum Likeness {
  /// The root of the mean square of the differences.
  static func distance(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
    var sum = 0.0
    for (a, b) in zip(first, second) { sum += (Double(a) - Double(b)) * (Double(a) - Double(b)) }
    return (sum / Double(max(1, first.count))).squareRoot()
  }

  /// The correlation of the pixels, −1…1; 0 where either is of one grey.
  static func correlation(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>) -> Double {
    let count = Double(max(1, first.count))
    let firstMean = first.reduce(0) { $0 + Double($1) } / count
    let secondMean = second.reduce(0) { $0 + Double($1) } / count
    var (product, firstSquare, secondSquare) = (0.0, 0.0, 0.0)
    for (a, b) in zip(first, second) {
      let (a, b) = (Double(a) - firstMean, Double(b) - secondMean)
      product += a * b
      firstSquare += a * a
      secondSquare += b * b
    }
    let size = (firstSquare * secondSquare).squareRoot()
    return size > 1e-9 ? product / size : 0
  }

  /// The middle one of some numbers; nil of none.
  static func median(_ values: [Double]) -> Double? {
    if values.isEmpty { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// The largest of some numbers, a twentieth of them left out: one image may go astray by chance where many are
  /// drawn. What is not a number is the largest of all; nil of none.
  static func largestButFew(_ values: [Double]) -> Double? {
    let sorted = values.map { $0.isNaN ? .infinity : $0 }.sorted(by: >)
    return sorted.isEmpty ? nil : sorted[sorted.count / 20]
  }

  /// The smallest of some numbers, a twentieth of them left out; what is not a number is the smallest of all.
  static func smallestButFew(_ values: [Double]) -> Double? {
    largestButFew(values.map { -$0 }).map { -$0 }
  }

  /// The probability of at most `successes` among `drawn` things of a bag of `all` that holds
  /// `good` of the kind: Fisher's exact test, one-sided.
  static func chance(ofAtMost successes: Int, among drawn: Int, good: Int, of all: Int) -> Double {
    func logFactorial(_ n: Int) -> Double { n < 2 ? 0 : (2...n).reduce(0) { $0 + log(Double($1)) } }
    func logChoices(_ n: Int, _ k: Int) -> Double {
      logFactorial(n) - logFactorial(k) - logFactorial(n - k)
    }
    let least = max(0, drawn - (all - good))
    let most = min(successes, min(drawn, good))
    guard least <= most else { return 0 }
    return (least...most).reduce(0) { sum, k in
      sum
        + exp(
          logChoices(good, k) + logChoices(all - good, drawn - k) - logChoices(all, drawn))
    }
  }
}
