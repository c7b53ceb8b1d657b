import Foundation

/// One axis of a chart: its range, its ticks and their labels.
struct ChartAxis {
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  /// The values at the two ends.
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [Tick]

  /// An axis for values between `low` and `high` (both positive when logarithmic).
  ///
  /// - Parameters:
  ///   - isFixed: Whether the ends stay as they are; else they move outwards a little.
  ///   - maximumTicks: How many labels fit.
  init(low: Double, high: Double, isLogarithmic: Bool, isFixed: Bool, maximumTicks: Int) {
    self.isLogarithmic = isLogarithmic
    let (axisLow, axisHigh) = ChartAxis.range(
      low: low, high: high, isLogarithmic: isLogarithmic, isFixed: isFixed)
    if isLogarithmic {
      self.low = axisLow
      self.high = axisHigh
      ticks = ChartAxis.logarithmicTicks(axisLow, axisHigh, maximum: max(2, maximumTicks))
    } else {
      let step = ChartAxis.niceStep(axisHigh - axisLow, maximum: max(2, maximumTicks))
      // An end close to a tick moves there: 0…1 stays 0…1, 0.013…0.98 becomes so too.
      self.low =
        isFixed ? axisLow : ChartAxis.snapped(axisLow, step: step, .down)
      self.high =
        isFixed ? axisHigh : ChartAxis.snapped(axisHigh, step: step, .up)
      let ticks = ChartAxis.linearTicks(self.low, self.high, step: step)
      self.ticks =
        ticks.count >= 2
        ? ticks : ChartAxis.linearTicks(self.low, self.high, maximum: max(2, maximumTicks))
    }
  }

  /// Whether a value can stand on an axis. Numbers near the ends of Double's range cannot:
  /// their differences or quotients would overflow.
  static func canShow(_ value: Double, isLogarithmic: Bool) -> Bool {
    abs(value) <= 1e300 && (!isLogarithmic || value >= 1e-300)
  }

  /// Where a value that can be shown stands: 0 at `low`, 1 at `high`.
  func position(of value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
  }

  /// The ends with a little room, and never equal.
  private static func range(
    low: Double, high: Double, isLogarithmic: Bool, isFixed: Bool
  ) -> (Double, Double) {
    if isLogarithmic {
      if isFixed && low < high { return (low, high) }
      return high / low < 1.1 ? (low / 2, high * 2) : (low / 1.1, high * 1.1)
    }
    // Values that differ by rounding only count as equal, and the smallest as zero.
    let magnitude = max(abs(low), abs(high))
    if high - low <= max(magnitude * 1e-12, 1e-290) {
      let room = magnitude > 1e-290 ? magnitude / 2 : 0.5
      return (low - room, high + room)
    }
    return (low, high)
  }

  /// `value` moved to the next multiple of `step`, when it is near; else with a little room.
  private static func snapped(
    _ value: Double, step: Double, _ rule: FloatingPointRoundingRule
  ) -> Double {
    let multiple = (value / step + (rule == .up ? -1e-9 : 1e-9)).rounded(rule) * step
    if abs(multiple - value) <= 0.4 * step { return multiple }
    return value + (rule == .up ? 0.1 : -0.1) * step
  }

  /// The smallest of 1, 2, 5 × 10ⁿ that cuts `span` into at most `maximum` parts.
  private static func niceStep(_ span: Double, maximum: Int) -> Double {
    let rough = span / Double(maximum)
    let power = pow(10, log10(rough).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
  }

  /// Multiples of a nice step: the widest that gives two ticks.
  private static func linearTicks(_ low: Double, _ high: Double, maximum: Int) -> [Tick] {
    for parts in maximum...maximum + 8 {
      let ticks = linearTicks(low, high, step: niceStep(high - low, maximum: parts))
      if ticks.count >= 2 { return ticks }
    }
    return []
  }

  private static func linearTicks(_ low: Double, _ high: Double, step: Double) -> [Tick] {
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 100 else { return [] }
    let values = stride(from: first, through: last, by: 1).map { $0 * step }
    let isPlain = max(abs(low), abs(high)) < 1e6 && step >= 0.99e-5
    let decimals = max(0, Int(-log10(step * 1.0001).rounded(.down)))
    return values.map { value in
      let text =
        isPlain
        ? String(format: "%.\(decimals)f", value)
        : scientific(value, step: step)
      // −0 is 0.
      return Tick(
        value: value, label: value == 0 ? "0" : text.replacingOccurrences(of: "-", with: "−"))
    }
  }

  /// For example 2.5e6, with as many decimals as the step needs.
  private static func scientific(_ value: Double, step: Double) -> String {
    guard value != 0 else { return "0" }
    let exponent = Int(log10(abs(value) * (1 + 1e-9)).rounded(.down))
    let decimals = max(0, exponent - Int(log10(step * 1.0001).rounded(.down)))
    return String(format: "%.\(min(decimals, 15))f", value / pow(10, Double(exponent)))
      + "e\(exponent)"
  }

  /// Powers of ten; with few of them 2 and 5 between them too.
  private static func logarithmicTicks(_ low: Double, _ high: Double, maximum: Int) -> [Tick] {
    let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let decades = log10(high) - log10(low)
    let thirdsFit = decades < max(2.5, Double(maximum) / 3)
    let factors: [Double] = decades < 1 ? [1, 2, 3, 5, 7] : thirdsFit ? [1, 2, 5] : [1]
    let every = max(1, Int((decades / Double(maximum)).rounded(.up)))
    var ticks: [Tick] = []
    for exponent in exponents where factors.count > 1 || exponent % every == 0 {
      for factor in factors {
        let value = factor * pow(10, Double(exponent))
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        ticks.append(Tick(value: value, label: logarithmicLabel(factor, exponent)))
      }
    }
    if ticks.count >= 2 { return ticks }
    // A small part of a decade may hold none of these; very many decades just one.
    if decades < 1 {
      return linearTicks(low, high, maximum: maximum)
    }
    return [log10(low).rounded(.up), log10(high).rounded(.down)].map {
      Tick(value: pow(10, $0), label: logarithmicLabel(1, Int($0)))
    }
  }

  private static func logarithmicLabel(_ factor: Double, _ exponent: Int) -> String {
    if -4...5 ~= exponent {
      return String(format: "%.\(max(0, -exponent))f", factor * pow(10, Double(exponent)))
    }
    let raised = String(exponent).map { character in
      character == "-" ? "⁻" : [Character]("⁰¹²³⁴⁵⁶⁷⁸⁹")[character.wholeNumberValue!]
    }
    return (factor == 1 ? "10" : "\(Int(factor))·10") + String(raised)
  }
}
