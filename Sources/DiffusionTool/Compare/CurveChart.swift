import DiffusionCourse
import Foundation

/// The learning curves of several runs as one SVG picture, which takes its colours from the page's
/// style: a line `curve1`, `curve2`, … each.
struct CurveChart {
  private let curves: [(title: String, steps: [Double], losses: [Double])]
  private let lastStep: Double
  /// The ends of the logarithmic axis.
  private let (low, high): (Double, Double)

  private static let (width, height) = (720.0, 424.0)
  private static let (left, right, top, bottom) = (64.0, 704.0, 14.0, 352.0)

  init(_ runs: [ComparedRun]) {
    curves = runs.map { run in
      let entries = run.history.entries
      let smooth = run.history.smoothedLosses
      // As many points as can be told apart, the last among them.
      let count = min(300, entries.count)
      let shown = (0..<count).map { ($0 + 1) * entries.count / count - 1 }
      return (run.title, shown.map { Double(entries[$0].step) }, shown.map { smooth[$0] })
    }
    lastStep = max(1, curves.compactMap(\.steps.last).max() ?? 1)
    let losses = curves.flatMap(\.losses).filter { $0 > 1e-12 }
    low = (losses.min() ?? 0.01) / 1.1
    high = max((losses.max() ?? 1) * 1.1, low * 2)
  }

  var svg: [String] {
    var lines = [
      "<svg class=\"chart\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" "
        + "aria-labelledby=\"curves-title curves-text\">",
      "<title id=\"curves-title\">Learning curves</title>",
      "<desc id=\"curves-text\">\(escaped(description))</desc>",
    ]
    for value in lossTicks {
      lines.append(rule(Self.left, row(value), Self.right, row(value)))
      lines.append(text(short(value), Self.left - 8, row(value) + 6, anchor: "end"))
    }
    for value in stepTicks {
      let x = column(value)
      lines.append(rule(x, Self.bottom, x, Self.bottom + 5))
      lines.append(text(grouped(Int(value)), x, Self.bottom + 28, anchor: "middle"))
    }
    lines.append(text("step", (Self.left + Self.right) / 2, Self.height - 8, anchor: "middle"))
    for (index, curve) in curves.enumerated() {
      let points = zip(curve.steps, curve.losses).map { "\(at(column($0))),\(at(row($1)))" }
      lines.append(
        "<polyline class=\"curve\(index % 4 + 1)\" points=\"\(points.joined(separator: " "))\"/>")
    }
    return lines + ["</svg>"]
  }

  /// What the picture shows, for those who do not see it.
  private var description: String {
    curves.map { curve in
      "\(curve.title): from \(short(curve.losses[0])) to \(short(curve.losses.last!))"
    }.joined(separator: "; ")
  }

  /// 1, 2 and 5 times powers of ten within the axis; only powers of ten if these are many.
  private var lossTicks: [Double] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let all = decades.flatMap { decade in
      [1.0, 2, 5].map { $0 * pow(10, Double(decade)) }
    }.filter { (low...high).contains($0) }
    return all.count <= 8 ? all : all.filter { (log10($0) - log10($0).rounded()).magnitude < 1e-9 }
  }

  private var stepTicks: [Double] {
    let rough = lastStep / 5
    let decade = pow(10, log10(rough).rounded(.down))
    let distance = max(1, [1.0, 2, 5, 10].map { $0 * decade }.first { $0 >= rough } ?? rough)
    return Array(stride(from: 0, through: lastStep, by: distance))
  }

  private func column(_ step: Double) -> Double {
    Self.left + step / lastStep * (Self.right - Self.left)
  }

  private func row(_ loss: Double) -> Double {
    let share = (log(max(loss, low)) - log(low)) / (log(high) - log(low))
    return Self.bottom - min(1, share) * (Self.bottom - Self.top)
  }

  private func at(_ value: Double) -> String { String(format: "%.1f", value) }

  private func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<line x1=\"\(at(x1))\" y1=\"\(at(y1))\" x2=\"\(at(x2))\" y2=\"\(at(y2))\"/>"
  }

  private func text(_ words: String, _ x: Double, _ y: Double, anchor: String) -> String {
    "<text x=\"\(at(x))\" y=\"\(at(y))\" text-anchor=\"\(anchor)\">\(words)</text>"
  }
}

/// Text for HTML, attributes included; control characters are left out.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default:
      if scalar.value >= 0x20, !(0x7F..<0xA0).contains(scalar.value) {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}
