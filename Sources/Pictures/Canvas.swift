/// A picture to draw antialiased lines and text on.
struct Canvas {
  typealias Point = StrokeFont.Point

  /// Red, green, blue.
  struct Colour: Equatable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    init(_ code: UInt32) {
      red = UInt8(code >> 16 & 255)
      green = UInt8(code >> 8 & 255)
      blue = UInt8(code & 255)
    }

    /// The colour with two thirds of white in it.
    var paler: Colour {
      func mixed(_ value: UInt8) -> UInt32 { (UInt32(value) + 2 * 255) / 3 }
      return Colour(mixed(red) << 16 | mixed(green) << 8 | mixed(blue))
    }
  }

  /// Which part of a text stands at the place that is asked for.
  enum Anchor {
    case start
    case middle
    case end
  }

  let width: Int
  let height: Int
  private(set) var pixels: [UInt8]
  /// How much of each pixel the lines now drawn cover; zero between calls.
  private var coverage: [Float]

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 255, count: 3 * width * height)
    coverage = [Float](repeating: 0, count: width * height)
  }

  var image: Image { Image(width: width, height: height, channels: 3, pixels: pixels) }

  /// Draws connected lines with round ends. Places are in pixels, y downwards; a pixel's middle is
  /// at its number. Where the lines meet or cross, nothing is drawn twice.
  ///
  /// - Parameter area: The columns and rows that may be drawn on; all when `nil`.
  mutating func draw(
    _ lines: [[Point]], width lineWidth: Double, colour: Colour,
    area: (columns: Range<Int>, rows: Range<Int>)? = nil
  ) {
    let columns = area?.columns ?? 0..<width
    let rows = area?.rows ?? 0..<height
    var touched = (low: rows.upperBound, high: rows.lowerBound)
    for line in lines where !line.isEmpty {
      for (start, end) in zip(line, line.count == 1 ? line[...] : line.dropFirst()) {
        cover(
          from: start, to: end, radius: lineWidth / 2, columns: columns, rows: rows,
          touched: &touched)
      }
    }
    guard touched.low <= touched.high else { return }
    for index in touched.low * width..<(touched.high + 1) * width where coverage[index] > 0 {
      blend(colour, coverage[index], at: index)
      coverage[index] = 0
    }
  }

  /// Draws a text along the horizontal, or upwards when `isUpwards`.
  ///
  /// - Parameters:
  ///   - place: On the line of writing.
  ///   - size: Pixels a unit of the font; capitals are 9 units high.
  ///   - weight: The width of the pen.
  mutating func draw(
    _ text: String, at place: Point, anchor: Anchor = .start, size: Double = 1,
    weight: Double = 1.25, colour: Colour, isUpwards: Bool = false
  ) {
    let length = StrokeFont.width(of: text) * size
    let shift: Double =
      switch anchor {
      case .start: 0
      case .middle: (-length / 2).rounded()
      case .end: -length.rounded()
      }
    let lines = StrokeFont.lines(of: text).map { line in
      line.map { point in
        isUpwards
          ? Point(x: place.x - point.y * size, y: place.y - shift - point.x * size)
          : Point(x: place.x + shift + point.x * size, y: place.y - point.y * size)
      }
    }
    draw(lines, width: weight, colour: colour)
  }

  /// Fills whole pixels.
  mutating func fill(columns: Range<Int>, rows: Range<Int>, colour: Colour) {
    for row in rows.clamped(to: 0..<height) {
      for column in columns.clamped(to: 0..<width) { blend(colour, 1, at: row * width + column) }
    }
  }

  private mutating func blend(_ colour: Colour, _ amount: Float, at index: Int) {
    func mixed(_ old: UInt8, _ new: UInt8) -> UInt8 {
      UInt8((Float(old) + (Float(new) - Float(old)) * amount).rounded())
    }
    pixels[3 * index] = mixed(pixels[3 * index], colour.red)
    pixels[3 * index + 1] = mixed(pixels[3 * index + 1], colour.green)
    pixels[3 * index + 2] = mixed(pixels[3 * index + 2], colour.blue)
  }

  /// Covers the pixels near one straight line: fully within its width, fading over one pixel.
  private mutating func cover(
    from start: Point, to end: Point, radius: Double, columns: Range<Int>, rows: Range<Int>,
    touched: inout (low: Int, high: Int)
  ) {
    let reach = radius + 0.5
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let lengthSquared = dx * dx + dy * dy
    // How far the line's edge is from its middle along a row.
    let side = abs(dy) > 0 ? reach * (lengthSquared / (dy * dy)).squareRoot() : .infinity
    for row in Canvas.pixels(min(start.y, end.y) - reach, max(start.y, end.y) + reach, in: rows) {
      var low = min(start.x, end.x) - reach
      var high = max(start.x, end.x) + reach
      if side.isFinite {
        // Only the part of the row near the line: a steep line would else cost its whole box.
        let middle = start.x + (Double(row) - start.y) / dy * dx
        low = max(low, middle - side)
        high = min(high, middle + side)
      }
      touched = (min(touched.low, row), max(touched.high, row))
      for column in Canvas.pixels(low, high, in: columns) {
        let (px, py) = (Double(column) - start.x, Double(row) - start.y)
        let along = lengthSquared > 0 ? (px * dx + py * dy) / lengthSquared : 0
        let clamped = min(max(along, 0), 1)
        let (ox, oy) = (px - clamped * dx, py - clamped * dy)
        let covered = Float(min(reach - (ox * ox + oy * oy).squareRoot(), 1))
        let index = row * width + column
        if covered > coverage[index] { coverage[index] = covered }
      }
    }
  }

  /// The pixels between two places that lie in `range`.
  private static func pixels(_ low: Double, _ high: Double, in range: Range<Int>) -> Range<Int> {
    let first = min(max(low.rounded(.up), Double(range.lowerBound)), Double(range.upperBound))
    let last = min(max(high.rounded(.down) + 1, first), Double(range.upperBound))
    return Int(first)..<max(Int(first), Int(last))
  }
}
