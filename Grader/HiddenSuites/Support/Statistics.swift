import Foundation
import SubmissionProtocol

/// Statistical checks whose false alarms are rare enough to hand out: each single bound is crossed by
/// right answers at most once in 10⁸, so a test with a hundred of them errs at most once in 10⁶.
/// Submissions that draw from the `RandomSource` they are given get the same numbers every time, and
/// so the same verdict.
enum Bound {
  /// Two-sided, in standard deviations of a normal quantity: P(|z| > 5.73) = 1.0e-8.
  static let deviations = 5.73
  /// Kolmogorov's D√N: P(D√N > x) → 2 exp(−2x²), 1.0e-8 at 3.1.
  static let kolmogorov = 3.1

  /// The upper 10⁻⁸ point of χ², by Wilson and Hilferty's cube; a few per cent too large below
  /// twenty degrees of freedom, on the safe side.
  static func chiSquared(degrees: Int) -> Double { chiSquared(degrees: degrees, deviations: 5.61) }

  /// Where the variance of `count` standard normal numbers lies, but for 10⁻⁸ on either side.
  static func variance(count: Int) -> ClosedRange<Double> {
    let low = chiSquared(degrees: count, deviations: -5.61)
    return max(0, low) / Double(count)...chiSquared(degrees: count) / Double(count)
  }

  private static func chiSquared(degrees: Int, deviations: Double) -> Double {
    let share = 2 / (9 * Double(degrees))
    let root = 1 - share + deviations * share.squareRoot()
    return Double(degrees) * root * root * root
  }
}

func mean(_ values: [Double]) -> Double {
  values.reduce(0, +) / Double(max(values.count, 1))
}

/// About its own mean.
func variance(_ values: [Double]) -> Double {
  let center = mean(values)
  return mean(values.map { ($0 - center) * ($0 - center) })
}

func rootMeanSquare(_ values: [Double]) -> Double {
  mean(values.map { $0 * $0 }).squareRoot()
}

func correlation(_ a: [Double], _ b: [Double]) -> Double {
  let (meanA, meanB) = (mean(a), mean(b))
  let covariance = mean(zip(a, b).map { ($0 - meanA) * ($1 - meanB) })
  let scale = (variance(a) * variance(b)).squareRoot()
  return scale > 0 ? covariance / scale : 1
}

/// Σ (observed − expected)²/expected for equally likely cells.
func chiSquared(_ counts: [Int]) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// The largest distance between the distribution of `values` and the standard normal one, times √N.
func kolmogorovDistance(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let count = Double(sorted.count)
  var distance = 0.0
  for (index, value) in sorted.enumerated() {
    let probability = 0.5 * erfc(-value / 2.0.squareRoot())
    distance = max(
      distance, abs(probability - Double(index) / count),
      abs(probability - Double(index + 1) / count))
  }
  return distance * count.squareRoot()
}

/// Whether numbers are distributed as uniform ones in 0…1, in −1…1, or scaled to variance 1. Of 400
/// normal numbers none is beyond ±1.9, as these are, with probability 10⁻¹⁰; of fewer nothing is said.
func isUniform(_ values: [Double]) -> Bool {
  let sorted = values.sorted()
  let count = Double(sorted.count)
  guard sorted.count >= 400, let smallest = sorted.first, let largest = sorted.last else {
    return false
  }
  let root = 3.0.squareRoot()
  return [(0.0, 1.0), (-1.0, 1.0), (-root, root)].contains { low, high in
    // A scaled deviation is itself measured: the ends may lie a little outside.
    let width = high - low
    guard smallest > low - 0.05 * width, largest < high + 0.05 * width else { return false }
    let distance =
      sorted.indices.map { index in
        abs((sorted[index] - low) / width - (Double(index) + 0.5) / count)
      }.max() ?? 1
    return distance * count.squareRoot() < Bound.kolmogorov
  }
}

/// What is wrong with numbers that should be independent and standard normal, a sentence each.
///
/// - Parameters:
///   - values: Row-major; every one finite.
///   - shape: [B, C, H, W], unless `axes` names others. Dependence is looked for along each axis.
///   - name: What a student calls them, "ε" for example.
func normalityProblems(
  _ values: [Double], shape: [Int], name: Sentence, axes: [Sentence] = Axis.images
) -> [Sentence] {
  let count = Double(values.count)
  let center = mean(values)
  if values.count > 1, values.allSatisfy({ $0 == values[0] }) {
    let value = values[0]
    return [
      say(
        "\(name) is \(format(value)) everywhere; it should be noise: draw it with random.normal(shape:)",
        korean: """
          \(name)의 값이 모두 \(format(value))입니다. 노이즈여야 합니다. random.normal(shape:)로 뽑으십시오
          """)
    ]
  }
  var problems: [Sentence] = []
  // The mean's standard deviation is 1/√N.
  if abs(center) > Bound.deviations / count.squareRoot() {
    problems.append(
      say(
        "\(name) has mean \(format(center)) over \(values.count) values; it should be near 0",
        korean: "\(name)의 평균이 값 \(values.count)개에 대해 \(format(center))입니다. 0에 가까워야 합니다"))
  }
  if !Bound.variance(count: max(values.count, 1)).contains(variance(values)) {
    problems.append(
      say(
        """
        \(name) has variance \(format(variance(values))) over \(values.count) values; it should be near 1
        """,
        korean: """
          \(name)의 분산이 값 \(values.count)개에 대해 \(format(variance(values)))입니다. 1에 가까워야 합니다
          """))
  }
  if problems.isEmpty, kolmogorovDistance(values) > Bound.kolmogorov {
    problems.append(
      say(
        """
        \(name) has mean 0 and variance 1, but not the shape of a normal distribution; draw it with \
        random.normal(shape:)
        """,
        korean: """
          \(name)의 평균은 0이고 분산은 1이지만 정규분포의 모양이 아닙니다. random.normal(shape:)로 뽑으십시오
          """))
  }
  if isUniform(values) {
    problems.append(
      say(
        "\(name) is uniform, not normal: draw it with random.normal(shape:)",
        korean: "\(name)의 값이 정규분포가 아니라 균등분포를 따릅니다. random.normal(shape:)로 뽑으십시오"))
  }
  if let dependence = dependenceProblem(values, shape: shape, axes: axes) {
    let (axis, correlation) = dependence
    problems.append(
      say(
        """
        \(name) is not independent from \(axis) to \(axis) (correlation \(format(correlation))); every \
        number should be drawn afresh
        """,
        korean: """
          \(name)의 값이 \(axis)마다 독립적이지 않습니다 (상관계수 \(format(correlation))). 모든 수를 새로 뽑아야 합니다
          """))
  }
  return problems
}

/// What the axes of numbers are called.
enum Axis {
  static let image = say("image", korean: "이미지")
  static let images = [
    image, say("channel", korean: "채널"), say("row", korean: "행"), say("column", korean: "열"),
  ]
}

/// The first axis along which neighbours of `values` go together, and how much.
private func dependenceProblem(
  _ values: [Double], shape: [Int], axes: [Sentence]
) -> (axis: Sentence, correlation: Double)? {
  guard shape.reduce(1, *) == values.count else { return nil }
  var stride = values.count
  for (axis, length) in shape.enumerated() where axis < axes.count {
    stride /= max(length, 1)
    // Neighbours; and any two images, unless they are many.
    for distance in 1..<max(2, axis == 0 && length <= 16 ? length : 2) where distance < length {
      let together = neighborCorrelation(
        values, stride: stride, length: length, distance: distance)
      if abs(together.correlation) > Bound.deviations / Double(together.count).squareRoot() {
        return (axes[axis], together.correlation)
      }
    }
  }
  return nil
}

/// The correlation of all values with those `distance` further along an axis. If N pairs are
/// independent, its standard deviation is 1/√N.
private func neighborCorrelation(
  _ values: [Double], stride: Int, length: Int, distance: Int
) -> (correlation: Double, count: Int) {
  var (first, second): ([Double], [Double]) = ([], [])
  for index in values.indices where (index / stride) % length + distance < length {
    first.append(values[index])
    second.append(values[index + stride * distance])
  }
  return (correlation(first, second), first.count)
}

/// "1 entry", "3 entries".
func counted(_ count: Int, _ noun: String) -> String {
  if count == 1 { return "1 \(noun)" }
  return noun.hasSuffix("y") ? "\(count) \(noun.dropLast())ies" : "\(count) \(noun)s"
}

/// Six significant digits.
func format(_ value: Double) -> String {
  String(format: "%.6g", value)
}
