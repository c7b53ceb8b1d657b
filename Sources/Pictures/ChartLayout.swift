/// Where the parts of a chart stand, and how they are drawn.
struct ChartLayout {
  private typealias Point = Canvas.Point

  private let chart: LineChart
  private let xAxis: ChartAxis
  private let yAxis: ChartAxis
  /// The area between the axes, in pixels.
  private let left: Int
  private let right: Int
  private let top: Int
  private let bottom: Int
  private let legend: Legend

  private static let ink = Canvas.Colour(0x22262B)
  private static let softInk = Canvas.Colour(0x4B535C)
  private static let gridColour = Canvas.Colour(0xE4E7EB)
  private static let margin = 16
  private static let titleSize = 1.35

  init(of chart: LineChart, width: Int, height: Int) {
    self.chart = chart
    let points = chart.series.flatMap { zip($0.x, $0.y).filter(chart.canShow) }
    let margin = ChartLayout.margin
    legend = Legend(names: chart.series.map(\.name), width: width - 2 * margin - 40)
    top = margin + (chart.title.isEmpty ? 4 : 24) + legend.height
    bottom = height - margin - 20 - (chart.xLabel.isEmpty ? 0 : 22)

    let rows = bottom - top
    yAxis = ChartLayout.axis(
      of: points.map(\.1), fixed: chart.yRange, scale: chart.yScale, maximumTicks: rows / 45)
    let labelWidth = yAxis.ticks.map { StrokeFont.width(of: $0.label) }.max() ?? 0
    left = margin + (chart.yLabel.isEmpty ? 0 : 22) + Int(labelWidth) + 10
    right = width - margin - 8

    xAxis = ChartLayout.axis(
      of: points.map(\.0), fixed: chart.xRange, scale: chart.xScale, endsAtValues: true,
      maximumTicks: (right - left) / 75)
  }

  /// An axis for values that can be shown, from 0 or 0.1 to 1 if there are none.
  ///
  /// - Parameters:
  ///   - fixed: The ends; not heeded where a logarithmic axis cannot begin.
  ///   - endsAtValues: Whether a linear axis without fixed ends has no room beyond its values.
  private static func axis(
    of values: [Double], fixed: ClosedRange<Double>?, scale: LineChart.Scale,
    endsAtValues: Bool = false, maximumTicks: Int
  ) -> ChartAxis {
    let isLogarithmic = scale == .logarithmic
    let fixed = fixed.flatMap { isLogarithmic && $0.lowerBound <= 0 ? nil : $0 }
    let low = fixed?.lowerBound ?? values.min() ?? (isLogarithmic ? 0.1 : 0)
    let high = fixed?.upperBound ?? values.max() ?? 1
    return ChartAxis(
      low: low, high: high, isLogarithmic: isLogarithmic,
      isFixed: fixed != nil || endsAtValues && !isLogarithmic && low < high,
      maximumTicks: maximumTicks)
  }

  func draw(on canvas: inout Canvas) {
    drawGrid(on: &canvas)
    for (index, series) in chart.series.enumerated() {
      let lines = lines(of: series)
      let area = (left..<right + 1, top..<bottom + 1)
      let colour = chart.colour(ofSeries: index)
      canvas.draw(
        lines.filter { $0.count > 1 }, width: series.isFaint ? 1.2 : 1.9, colour: colour,
        area: area)
      // A point between gaps has no line that would show it.
      canvas.draw(lines.filter { $0.count == 1 }, width: 5, colour: colour, area: area)
      if series.hasDots { drawDots(on: lines.joined(), of: colour, on: &canvas) }
    }
    drawTexts(on: &canvas)
    legend.draw(
      on: &canvas, left: left, top: ChartLayout.margin + (chart.title.isEmpty ? 0 : 24),
      colours: chart.series.indices.map(chart.colour))
  }

  /// Dots on the points between the ends of the axes; on the very end they are whole too.
  private func drawDots(
    on points: some Sequence<Point>, of colour: Canvas.Colour, on canvas: inout Canvas
  ) {
    let columns = Double(left) - 0.5...Double(right) + 0.5
    let rows = Double(top) - 0.5...Double(bottom) + 0.5
    let dots = points.filter { columns.contains($0.x) && rows.contains($0.y) }
    canvas.draw(dots.map { [$0] }, width: 7, colour: colour)
  }

  private func column(_ x: Double) -> Double {
    Double(left) + xAxis.position(of: x) * Double(right - left)
  }

  private func row(_ y: Double) -> Double {
    Double(bottom) - yAxis.position(of: y) * Double(bottom - top)
  }

  private func drawGrid(on canvas: inout Canvas) {
    for tick in yAxis.ticks {
      let row = Int(row(tick.value).rounded())
      canvas.fill(
        columns: left..<right + 1, rows: row..<row + 1, colour: ChartLayout.gridColour)
      canvas.draw(
        tick.label, at: Point(x: Double(left - 8), y: Double(row) + 4), anchor: .end,
        colour: ChartLayout.softInk)
    }
    for tick in xAxis.ticks {
      let column = Int(column(tick.value).rounded())
      canvas.fill(
        columns: column..<column + 1, rows: top..<bottom + 1, colour: ChartLayout.gridColour)
      canvas.fill(
        columns: column..<column + 1, rows: bottom..<bottom + 5, colour: ChartLayout.softInk)
      canvas.draw(
        tick.label, at: Point(x: Double(column), y: Double(bottom + 19)), anchor: .middle,
        colour: ChartLayout.softInk)
    }
    canvas.fill(
      columns: left..<right + 1, rows: bottom..<bottom + 1, colour: ChartLayout.softInk)
    canvas.fill(columns: left..<left + 1, rows: top..<bottom + 1, colour: ChartLayout.softInk)
  }

  private func drawTexts(on canvas: inout Canvas) {
    let middle = Double((left + right) / 2)
    canvas.draw(
      chart.title, at: Point(x: Double(left), y: Double(ChartLayout.margin + 13)),
      size: ChartLayout.titleSize, weight: 1.9, colour: ChartLayout.ink)
    canvas.draw(
      chart.xLabel, at: Point(x: middle, y: Double(canvas.height - ChartLayout.margin)),
      anchor: .middle, colour: ChartLayout.ink)
    canvas.draw(
      chart.yLabel, at: Point(x: Double(ChartLayout.margin + 9), y: Double((top + bottom) / 2)),
      anchor: .middle, colour: ChartLayout.ink, isUpwards: true)
    if xAxis.ticks.isEmpty || chart.series.allSatisfy({ lines(of: $0).isEmpty }) {
      canvas.draw(
        "no data", at: Point(x: middle, y: Double((top + bottom) / 2)), anchor: .middle,
        colour: ChartLayout.softInk)
    }
  }

  /// The series in pixels, broken where a point cannot be shown.
  private func lines(of series: LineChart.Series) -> [[Canvas.Point]] {
    var lines: [[Point]] = [[]]
    for (x, y) in zip(series.x, series.y) {
      if chart.canShow(x, y) {
        let point = Point(x: column(x), y: row(y))
        // Far outside counts as just outside, so that the arithmetic stays exact enough.
        lines[lines.count - 1].append(
          Point(x: min(max(point.x, -1e6), 1e6), y: min(max(point.y, -1e6), 1e6)))
      } else if !lines[lines.count - 1].isEmpty {
        lines.append([])
      }
    }
    return lines.filter { !$0.isEmpty }
  }
}

extension LineChart {
  /// Whether a point has a place between the axes.
  fileprivate func canShow(_ x: Double, _ y: Double) -> Bool {
    ChartAxis.canShow(x, isLogarithmic: xScale == .logarithmic)
      && ChartAxis.canShow(y, isLogarithmic: yScale == .logarithmic)
  }
}

/// The names of the lines beside a piece of each, in rows above the chart.
private struct Legend {
  private let entries: [(name: String, index: Int, row: Int, x: Int)]
  private let rows: Int

  private static let rowHeight = 20
  private static let markWidth = 22

  /// The height of all rows with the space below; 0 for a chart of one line.
  var height: Int { rows == 0 ? 0 : rows * Legend.rowHeight + 4 }

  init(names: [String], width: Int) {
    guard names.count > 1 else {
      (entries, rows) = ([], 0)
      return
    }
    var entries: [(name: String, index: Int, row: Int, x: Int)] = []
    var (row, x) = (0, 0)
    for (index, name) in names.enumerated() {
      let length = Legend.markWidth + 7 + Int(StrokeFont.width(of: name))
      if x > 0 && x + length > width { (row, x) = (row + 1, 0) }
      entries.append((name, index, row, x))
      x += length + 22
    }
    self.entries = entries
    rows = row + 1
  }

  func draw(on canvas: inout Canvas, left: Int, top: Int, colours: [Canvas.Colour]) {
    for entry in entries {
      let middle = Double(top + entry.row * Legend.rowHeight + 9)
      let x = Double(left + entry.x)
      let mark = [
        Canvas.Point(x: x + 1, y: middle), Canvas.Point(x: x + Double(Legend.markWidth), y: middle),
      ]
      canvas.draw([mark], width: 2.4, colour: colours[entry.index])
      canvas.draw(
        entry.name, at: Canvas.Point(x: x + Double(Legend.markWidth + 7), y: middle + 4),
        colour: Canvas.Colour(0x22262B))
    }
  }
}
