import XCTest

@testable import Pictures

final class LineChartTests: XCTestCase {
  // MARK: - Axes

  func testTicksAreSensibleNumbers() {
    XCTAssertEqual(labels(0, 400, 9), ["0", "50", "100", "150", "200", "250", "300", "350", "400"])
    XCTAssertEqual(labels(0, 1, 6), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    XCTAssertEqual(labels(0.013, 0.98, 6), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    XCTAssertEqual(labels(-3, 2, 5), ["−3", "−2", "−1", "0", "1", "2"])
    XCTAssertEqual(labels(1e-4, 0.02, 5), ["0", "0.005", "0.010", "0.015", "0.020"])
    XCTAssertEqual(labels(0, 3e6, 4), ["0", "1e6", "2e6", "3e6"])
    XCTAssertEqual(labels(2e-7, 4e-7, 4), ["2.0e−7", "2.5e−7", "3.0e−7", "3.5e−7", "4.0e−7"])
    // One value gets room on both sides.
    XCTAssertEqual(labels(5, 5, 5), ["3", "4", "5", "6", "7"])
    XCTAssertEqual(labels(0, 0, 4), ["−0.5", "0", "0.5"])
  }

  func testLogarithmicTicks() {
    XCTAssertEqual(
      labels(1e-4, 1, 9, isLogarithmic: true), ["0.0001", "0.001", "0.01", "0.1", "1"])
    XCTAssertEqual(
      labels(0.02, 0.6, 9, isLogarithmic: true), ["0.02", "0.05", "0.1", "0.2", "0.5"])
    XCTAssertEqual(
      labels(0.1, 40, 9, isLogarithmic: true),
      ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20"])
    XCTAssertEqual(labels(0.1, 40, 6, isLogarithmic: true), ["0.1", "1", "10"])
    XCTAssertEqual(
      labels(1e-9, 1e-5, 9, isLogarithmic: true), ["10⁻⁹", "10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵"])
    XCTAssertEqual(labels(1, 1e12, 4, isLogarithmic: true), ["1", "10000", "10⁸", "10¹²"])
    XCTAssertEqual(labels(1.0, 1.3, 5, isLogarithmic: true), ["1.0", "1.2", "1.4"])
  }

  /// Any range gives some ticks, in order, inside it, with labels that differ.
  func testTicksOfManyRanges() {
    var random = TestRandom(seed: 9)
    for _ in 0..<5000 {
      let exponent = Double(random.below(400)) - 200
      let low = pow(10, exponent) * (Double(random.below(2000)) / 100 - 10)
      let high = low + pow(10, exponent) * (0.01 + Double(random.below(1000)) / 10)
      for isLogarithmic in [false, true] where low > 0 || !isLogarithmic {
        let axis = ChartAxis(
          low: low, high: high, isLogarithmic: isLogarithmic, isFixed: random.below(2) == 0,
          maximumTicks: 2 + random.below(9))
        let places = axis.ticks.map { axis.position(of: $0.value) }
        XCTAssertGreaterThanOrEqual(places.count, 2, "\(low)…\(high)")
        XCTAssertLessThanOrEqual(places.count, 16, "\(low)…\(high)")
        XCTAssertEqual(places, places.sorted(), "\(low)…\(high)")
        XCTAssertTrue(places.allSatisfy { -1e-6...1 + 1e-6 ~= $0 }, "\(low)…\(high): \(places)")
        XCTAssertEqual(Set(axis.ticks.map(\.label)).count, places.count, "\(axis.ticks)")
      }
    }
  }

  // MARK: - Pictures

  /// A straight line passes through the points between its ends.
  func testDrawsTheLineWhereItBelongs() {
    let chart = LineChart(
      title: "", xLabel: "", yLabel: "", series: [.init("a", values: [0, 100])], yRange: 0...100)
    let image = chart.rendered(width: 400, height: 300)
    let blue = pixels(of: 0x1F66B0, in: image)
    XCTAssertGreaterThan(blue.count, 300)
    let (first, last) = (blue.min { $0.x < $1.x }!, blue.max { $0.x < $1.x }!)
    let slope = Double(last.y - first.y) / Double(last.x - first.x)
    XCTAssertLessThan(slope, -0.5)
    for point in blue {
      let expected = Double(first.y) + slope * Double(point.x - first.x)
      XCTAssertEqual(Double(point.y), expected, accuracy: 2.5)
    }
  }

  func testGapsStayEmptyAndLonePointsShow() {
    func columns(_ values: [Double], _ scale: LineChart.Scale = .linear) -> Set<Int> {
      let chart = LineChart(
        title: "", xLabel: "", yLabel: "", series: [.init("a", values: values)], yScale: scale,
        xRange: 0...10)
      return Set(pixels(of: 0x1F66B0, in: chart.rendered(width: 400, height: 300)).map(\.x))
    }
    let whole = columns([1, 1, 1, 1, 1, 2])
    let broken = columns([1, 1, .nan, 1, 1, 2])
    XCTAssertLessThan(broken.count, whole.count - 50)
    // A logarithmic axis has no place for zero and below.
    let logarithmic = columns([1, 1, 0, 1, 1, 2], .logarithmic)
    XCTAssertLessThanOrEqual(abs(logarithmic.count - broken.count), 4)
    XCTAssertGreaterThanOrEqual(columns([.nan, 3, .infinity]).count, 3)
  }

  /// Equal factors are equal distances on a logarithmic axis; zero and below have no place on it.
  func testLogarithmicColumns() throws {
    func columns(_ x: [Double]) -> [Int?] {
      let chart = LineChart(
        title: "", xLabel: "", yLabel: "",
        series: x.map { LineChart.Series("", x: [$0], y: [1]) }, xScale: .logarithmic,
        xRange: 1...10_000)
      let image = chart.rendered(width: 400, height: 300)
      return ([0x1F66B0, 0xD9541E, 0x1B9168] as [UInt32]).map { colour in
        // The legend stands above.
        let dot = pixels(of: colour, in: image).filter { $0.y > 60 }.map(\.x)
        return dot.isEmpty ? nil : (dot.min()! + dot.max()!) / 2
      }
    }
    let places = try columns([10, 100, 1000]).map { try XCTUnwrap($0) }
    XCTAssertGreaterThan(places[1] - places[0], 50)
    XCTAssertLessThanOrEqual(abs(places[2] - 2 * places[1] + places[0]), 2, "\(places)")
    XCTAssertEqual(columns([10, 0, -5]), [places[0], nil, nil])
  }

  func testDotsStandOnThePoints() {
    func blue(_ hasDots: Bool, _ values: [Double]) -> [(x: Int, y: Int)] {
      let chart = LineChart(
        title: "", xLabel: "", yLabel: "",
        series: [.init("a", x: [0, 1, 2], y: values, hasDots: hasDots)], yRange: 0...100)
      return pixels(of: 0x1F66B0, in: chart.rendered(width: 400, height: 300))
    }
    // A level line is at most 2 pixels high, its dots 5 and more, and they stand on it.
    for height in [50.0, 100] {
      let line = Set(blue(false, [height, height, height]).map(\.y))
      let dots = blue(true, [height, height, height])
      XCTAssertLessThanOrEqual(line.count, 2)
      let high = dots.filter { !line.contains($0.y) }
      XCTAssertGreaterThanOrEqual(Set(high.map(\.y)).count, 4)
      XCTAssertEqual(high.map(\.y).min()! - line.min()!, line.max()! - high.map(\.y).max()!)
      let groups = Set(high.map(\.x)).sorted()
      let jumps = zip(groups, groups.dropFirst()).filter { $1 - $0 > 50 }
      XCTAssertEqual(jumps.count, 2, "three dots: \(groups)")
    }
    // Beyond the ends there are none.
    XCTAssertLessThan(blue(true, [50, 150, 50]).count, blue(true, [50, 99, 50]).count)
  }

  func testAnyValuesMakeAPicture() {
    let wild: [Double] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNonzeroMagnitude, 0, -1, 1, 1e300, -1e300, 1e-300, 1 + .ulpOfOne,
    ]
    let scales: [LineChart.Scale] = [.linear, .logarithmic]
    for (xScale, yScale) in scales.flatMap({ x in scales.map { (x, $0) } }) {
      for first in wild {
        for second in wild {
          let chart = LineChart(
            title: "☃ é", xLabel: "x", yLabel: "y",
            series: [
              .init("a", x: [first, second], y: [second, first], hasDots: true),
              .init("", values: [first]),
            ],
            xScale: xScale, yScale: yScale)
          XCTAssertEqual(chart.rendered(width: 200, height: 150).width, 200)
        }
      }
      let empty = LineChart(
        title: "", xLabel: "", yLabel: "", series: [], xScale: xScale, yScale: yScale)
      XCTAssertEqual(empty.rendered(width: 200, height: 150).height, 150)
    }
  }

  func testTheSameChartGivesTheSamePicture() {
    let chart = LineChart(
      title: "ᾱ", xLabel: "t", yLabel: "y",
      series: [
        .init("a", values: [1, 2, 3]), .init("b", values: [3, 1, 2], isFaint: true),
      ])
    XCTAssertEqual(chart.rendered(), chart.rendered())
  }

  // MARK: - Font

  func testFontHasEveryCharacter() {
    let ascii = (32...126).map { Character(Unicode.Scalar(UInt8($0))) }
    let box = StrokeFont.glyph(of: "☃").lines
    var seen: [String: Character] = [:]
    for character in ascii + "ᾱαβεημπσ√−×·±…∞≤≥¹²³⁻₀₁ₜ" {
      let glyph = StrokeFont.glyph(of: character)
      XCTAssertNotEqual(glyph.lines, box, "\(character)")
      XCTAssertEqual(glyph.lines.isEmpty, character == " ")
      XCTAssertGreaterThan(glyph.advance, 2)
      XCTAssertNil(seen.updateValue(character, forKey: "\(glyph.lines)"), "\(character)")
      for point in glyph.lines.joined() {
        XCTAssertTrue(-1...9.5 ~= point.x && -3.5...10.5 ~= point.y, "\(character): \(point)")
      }
    }
    // α with a combining macron is the same character.
    XCTAssertEqual(StrokeFont.glyph(of: "α\u{304}").lines, StrokeFont.glyph(of: "ᾱ").lines)
  }

  // MARK: - Helpers

  private func labels(
    _ low: Double, _ high: Double, _ maximum: Int, isLogarithmic: Bool = false
  ) -> [String] {
    ChartAxis(
      low: low, high: high, isLogarithmic: isLogarithmic, isFixed: false, maximumTicks: maximum
    ).ticks.map(\.label)
  }

  private func pixels(of code: UInt32, in image: Image) -> [(x: Int, y: Int)] {
    let colour = [UInt8(code >> 16), UInt8(code >> 8 & 255), UInt8(code & 255)]
    var found: [(x: Int, y: Int)] = []
    for y in 0..<image.height {
      for x in 0..<image.width where (0..<3).allSatisfy({ image[y, x, $0] == colour[$0] }) {
        found.append((x, y))
      }
    }
    return found
  }
}
