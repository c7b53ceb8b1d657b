import Foundation
import SubmissionProtocol

/// A submission's table and the expected one as a small chart: drawn with SVG, so it is sharp at any
/// size and follows the page's colours.
func curveFigure(_ curve: AnswerCurve, in language: Language) -> [String] {
  let values = (curve.answer + curve.expected).compactMap { $0 }.filter { abs($0) < 1e100 }
  let expected = curve.expected.compactMap { $0 }.filter { abs($0) < 1e100 }
  guard expected.count > 1, let low = expected.min(), let high = expected.max() else { return [] }
  // An answer that is far off may leave the chart; it must not flatten what was expected.
  let room = max(high - low, 1e-12)
  let bottom = max(values.min() ?? low, low - room)
  let top = min(values.max() ?? high, high + room)
  let span = max(top - bottom, 1e-12)
  func points(_ table: [Double?]) -> [String] {
    // A value that is missing breaks the line.
    var lines: [[String]] = [[]]
    for (index, value) in table.prefix(AnswerCurve.mostPoints).enumerated() {
      guard let value, abs(value) < 1e100 else {
        lines.append([])
        continue
      }
      let x = 44 + 300 * Double(index) / Double(max(1, table.count - 1))
      let y = 12 + 120 * (1 - min(max((value - bottom) / span, -0.05), 1.05))
      lines[lines.count - 1].append("\(tenth(x)),\(tenth(y))")
    }
    return lines.filter { $0.count > 1 }.map { $0.joined(separator: " ") }
  }
  let theirs = say("your \(curve.name)", korean: "제출한 \(curve.name)")[language]
  let wanted = say("expected", korean: "기대한 값")[language]
  let title = say(
    "\(curve.name) over t: what came, and what was expected",
    korean: "t에 따른 \(curve.name): 제출한 값과 기대한 값")[language]
  var lines = [
    "<figure class=\"curve\">",
    "<svg viewBox=\"0 0 360 160\" role=\"img\" aria-label=\"\(escapedForMarkup(title))\">",
    "<path class=\"axis\" d=\"M44 8V132H348\"/>",
    "<text x=\"40\" y=\"16\" text-anchor=\"end\">\(short(top))</text>",
    "<text x=\"40\" y=\"134\" text-anchor=\"end\">\(short(bottom))</text>",
    "<text x=\"44\" y=\"150\">t = 0</text>",
    "<text x=\"344\" y=\"150\" text-anchor=\"end\">\(curve.timesteps)</text>",
  ]
  lines += points(curve.answer).map { "<polyline class=\"answer\" points=\"\($0)\"/>" }
  lines += points(curve.expected).map { "<polyline class=\"expected\" points=\"\($0)\"/>" }
  return lines + [
    "</svg>",
    "<figcaption><span class=\"key answer\"></span>\(escapedForMarkup(theirs))"
      + " <span class=\"key expected\"></span>\(wanted)</figcaption>", "</figure>",
  ]
}

private func tenth(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(abs(tenths % 10))"
}

/// Three digits, as an axis has room for.
private func short(_ value: Double) -> String {
  if value == 0 { return "0" }
  let magnitude = abs(value)
  if magnitude >= 0.001, magnitude < 1000 {
    let thousandths = Int((magnitude * 1000).rounded())
    let text = "\(thousandths / 1000)." + String("\(1000 + thousandths % 1000)".dropFirst())
    return (value < 0 ? "−" : "") + text
  }
  return value.formatted(
    .number.notation(.scientific).precision(.significantDigits(2)).locale(
      .init(identifier: "en_US")))
}
