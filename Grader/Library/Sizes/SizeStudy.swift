import Foundation
import Pictures

/// How clear the digits become, by the network's size and the time spent on training.
struct SizeStudy {
  let measurements: [SizeMeasurement]
  let points: [SizePoint]
  private let sizes: [Int]

  /// Of the measurements of one file, at least one.
  init(_ measurements: [SizeMeasurement]) {
    self.measurements = measurements
    points = SizePoint.all(of: measurements)
    sizes = Set(points.map(\.features)).sorted()
  }

  /// A line a size: clear digits of a hundred against minutes.
  func chart() -> Image {
    let first = measurements[0]
    return LineChart(
      title: "Clear digits by time and size: \(first.data), predicting "
        + (first.prediction == "epsilon" ? "ε" : "x₀") + ", \(first.schedule) schedule",
      xLabel: "minutes of training on \(threads)", yLabel: "clear digits of 100",
      series: sizes.map { size in
        let points = points(of: size)
        return LineChart.Series(
          "\(size) features", x: points.map(\.minutes), y: points.map(\.clear), hasDots: true)
      },
      xScale: .logarithmic, yRange: 0...100
    ).rendered(width: 800, height: 500)
  }

  /// The same as Markdown: what fits in how many minutes, all that was measured, and on what it
  /// stands.
  var markdown: String {
    (["With so many minutes the clearest digits came from:", ""] + budgetRows
      + ["", "All that was measured, clear digits of 100 and minutes:", ""] + gridRows
      + ["", caption])
      .joined(separator: "\n")
  }

  private func points(of size: Int) -> [SizePoint] { points.filter { $0.features == size } }

  private var threads: String {
    let count = measurements[0].threads
    return count == 1 ? "1 thread" : "\(count) threads"
  }

  /// The clearest run that ends in time, for 1, 2, 5, 10, … minutes. A row that would name the same
  /// run as the one before is left out.
  private var budgetRows: [String] {
    var rows = [
      "| minutes | features | epochs | took | clear of 100 |", "|---:|---:|---:|---:|---:|",
    ]
    var last: SizePoint?
    let longest = points.map(\.minutes).max() ?? 0
    for budget in SizeStudy.budgets(upTo: longest) {
      let best = points.filter { $0.minutes <= budget }.max {
        ($0.clear, -$0.minutes) < ($1.clear, -$1.minutes)
      }
      guard let best, best != last else { continue }
      last = best
      rows.append(
        "| \(SizeStudy.text(budget)) | \(best.features) | \(best.epochs) | "
          + "\(SizeStudy.text(best.minutes)) | \(text(ofClear: best)) |")
    }
    return rows
  }

  /// 1, 2, 5 times powers of ten, the last no less than `longest`.
  private static func budgets(upTo longest: Double) -> [Double] {
    var budgets: [Double] = []
    for exponent in -4...8 {
      for factor in [1.0, 2, 5] {
        budgets.append(factor * pow(10, Double(exponent)))
        if budgets[budgets.count - 1] >= longest { return budgets }
      }
    }
    return budgets
  }

  /// A row a length, a column a size.
  private var gridRows: [String] {
    func row(_ title: String, _ cell: (Int) -> String) -> String {
      "| \(title) | " + sizes.map(cell).joined(separator: " | ") + " |"
    }
    var rows = [
      row("epochs") { "\($0) features" },
      "|---:|" + String(repeating: "---:|", count: sizes.count),
    ]
    for epochs in Set(points.map(\.epochs)).sorted() {
      rows.append(
        row("\(epochs)") { size in
          points(of: size).first { $0.epochs == epochs }.map {
            "\(text(ofClear: $0)) in \(SizeStudy.text($0.minutes))"
          } ?? "–"
        })
    }
    rows.append(row("parameters") { grouped(points(of: $0)[0].parameters) })
    // A run that another program disturbed is slower than the rest: the range shows it.
    rows.append(
      row("images/s") { size in
        let speeds = points(of: size).map { Int($0.imagesPerSecond.rounded()) }
        let (low, high) = (speeds.min() ?? 0, speeds.max() ?? 0)
        return low == high ? grouped(low) : "\(grouped(low))–\(grouped(high))"
      })
    return rows
  }

  private var caption: String {
    let first = measurements[0]
    let counts = Set(points.map(\.samples)).sorted()
    let drawn = counts.count == 1 ? grouped(counts[0]) : "\(grouped(counts[0])) or more"
    // The greatest standard deviation that chance gives to a share of so many: at a half.
    let chance = String(format: "%.1f", 50 / Double(counts[0]).squareRoot())
    return
      "\(first.data), \(grouped(first.images)) images an epoch, \(first.prediction) prediction, "
      + "\(first.schedule) schedule, \(threads). Each number stands on a run of its own and "
      + "\(drawn) new digits; chance in drawing them moves it by \(chance) or less (one standard deviation). "
      + "Minutes on another machine go by its images/s."
  }

  private func text(ofClear point: SizePoint) -> String {
    String(format: point.samples > 100 ? "%.1f" : "%.0f", point.clear)
  }

  /// Minutes with two digits or more: 0.05, 0.5, 5.0, 50, 500.
  private static func text(_ minutes: Double) -> String {
    String(format: minutes < 0.995 ? "%.2g" : minutes < 9.95 ? "%.1f" : "%.0f", minutes)
  }
}
