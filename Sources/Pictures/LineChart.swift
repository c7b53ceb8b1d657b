/// A chart of lines over two axes, drawn as a picture.
///
/// Texts may use ASCII, α ᾱ β ε η μ π σ √ − × · ± and raised or lowered digits.
public struct LineChart: Sendable {
  /// One line.
  public struct Series: Sendable {
    /// What the legend says.
    public var name: String
    /// Where the points stand; as many as `y`.
    public var x: [Double]
    public var y: [Double]
    /// Drawn pale and thin: raw values behind their mean.
    public var isFaint: Bool
    /// Each point gets a dot: few points, each a measurement.
    public var hasDots: Bool

    /// A line through points.
    public init(
      _ name: String, x: [Double], y: [Double], isFaint: Bool = false, hasDots: Bool = false
    ) {
      guard x.count == y.count else {
        fatalError("series \(name): \(x.count) x values for \(y.count) y values")
      }
      self.name = name
      self.x = x
      self.y = y
      self.isFaint = isFaint
      self.hasDots = hasDots
    }

    /// A line through values at equal distances.
    ///
    /// - Parameters:
    ///   - start: Where the first value stands.
    ///   - step: The distance from one value to the next.
    public init(
      _ name: String, values: [Double], startingAt start: Double = 0, step: Double = 1,
      isFaint: Bool = false
    ) {
      self.init(
        name, x: values.indices.map { start + step * Double($0) }, y: values, isFaint: isFaint)
    }
  }

  /// How values become places along an axis.
  public enum Scale: Sendable {
    case linear
    /// Powers of ten at equal distances; values that are not positive are left out.
    case logarithmic
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  /// Drawn in this order, the last on top. A point that is not finite interrupts its line.
  public var series: [Series]
  public var xScale: Scale
  public var yScale: Scale
  /// The ends of the axes; `nil`: from the values. Lines are cut off at the ends.
  public var xRange: ClosedRange<Double>?
  public var yRange: ClosedRange<Double>?

  public init(
    title: String, xLabel: String, yLabel: String, series: [Series], xScale: Scale = .linear,
    yScale: Scale = .linear, xRange: ClosedRange<Double>? = nil,
    yRange: ClosedRange<Double>? = nil
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.xScale = xScale
    self.yScale = yScale
    self.xRange = xRange
    self.yRange = yRange
  }

  /// The chart as an RGB image.
  ///
  /// - Parameters:
  ///   - width: At least 200 pixels.
  ///   - height: At least 150 pixels.
  public func rendered(width: Int = 800, height: Int = 500) -> Image {
    guard width >= 200, height >= 150 else {
      fatalError("a chart needs 200 × 150 pixels or more, not \(width) × \(height)")
    }
    var canvas = Canvas(width: width, height: height)
    ChartLayout(of: self, width: width, height: height).draw(on: &canvas)
    return canvas.image
  }

  /// The colours of the first, second, … line; told apart by colour-blind readers too.
  private static let colours: [Canvas.Colour] = [
    Canvas.Colour(0x1F66B0), Canvas.Colour(0xD9541E), Canvas.Colour(0x1B9168),
    Canvas.Colour(0x9A4FB0), Canvas.Colour(0xC79A00), Canvas.Colour(0x35A7D0),
    Canvas.Colour(0x8A4B2A), Canvas.Colour(0x5A6472),
  ]

  /// The colour of line `index`.
  func colour(ofSeries index: Int) -> Canvas.Colour {
    let colour = LineChart.colours[index % LineChart.colours.count]
    return series[index].isFaint ? colour.paler : colour
  }
}
