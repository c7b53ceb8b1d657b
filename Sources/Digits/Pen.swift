/// Draws handwriting as antialiased pixels.
struct Pen {
  /// How much of each pixel is covered, 0…1; kept between images to save allocations.
  private var coverage = [Double](repeating: 0, count: DigitSet.pixelsPerImage)

  /// Draws one image and appends its pixels.
  mutating func draw(_ writing: Handwriting, appendingTo pixels: inout [UInt8]) {
    for i in coverage.indices { coverage[i] = 0 }
    let spans = writing.strokes.reduce(0) { $0 + $1.count - 1 }
    var span = 0
    for stroke in writing.strokes {
      for i in 0..<stroke.count - 1 {
        draw(span: i, of: stroke, in: writing, number: span, of: spans)
        span += 1
      }
    }
    for value in coverage { pixels.append(UInt8((value * 255).rounded())) }
  }

  private static let stepsPerSpan = 6

  /// Draws the curve between two points of a stroke: a Catmull–Rom spline through all of them.
  private mutating func draw(
    span: Int, of stroke: [Int], in writing: Handwriting, number: Int, of spans: Int
  ) {
    func point(_ index: Int) -> DigitSkeleton.Point {
      let isClosed = stroke.first == stroke.last && stroke.count > 3
      if stroke.indices.contains(index) { return writing.points[stroke[index]] }
      if isClosed { return writing.points[stroke[index < 0 ? stroke.count - 2 : 1]] }
      // Beyond an open end: the mirror image of the inner neighbour.
      let end = writing.points[stroke[index < 0 ? 0 : stroke.count - 1]]
      let inner = writing.points[stroke[index < 0 ? 1 : stroke.count - 2]]
      return DigitSkeleton.Point(x: 2 * end.x - inner.x, y: 2 * end.y - inner.y)
    }
    func spline(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ t: Double) -> Double {
      b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    }
    func radius(_ t: Double) -> Double {
      let part = (Double(number) + t) / Double(spans)
      return writing.startRadius + (writing.endRadius - writing.startRadius) * part
    }

    let (a, b, c, d) = (point(span - 1), point(span), point(span + 1), point(span + 2))
    var previous = b
    for step in 1...Pen.stepsPerSpan {
      let t = Double(step) / Double(Pen.stepsPerSpan)
      let next = DigitSkeleton.Point(
        x: spline(a.x, b.x, c.x, d.x, t), y: spline(a.y, b.y, c.y, d.y, t))
      drawLine(from: previous, to: next, radius: radius(t), softness: writing.softness)
      previous = next
    }
  }

  /// Covers the pixels near a straight line; where lines meet, the larger coverage counts.
  private mutating func drawLine(
    from start: DigitSkeleton.Point, to end: DigitSkeleton.Point, radius: Double, softness: Double
  ) {
    let reach = radius + softness / 2
    let columns = pixels(min(start.x, end.x) - reach, max(start.x, end.x) + reach)
    let rows = pixels(min(start.y, end.y) - reach, max(start.y, end.y) + reach)
    let (dx, dy) = (end.x - start.x, end.y - start.y)
    let lengthSquared = dx * dx + dy * dy
    for row in rows {
      for column in columns {
        let (px, py) = (Double(column) - start.x, Double(row) - start.y)
        let along = lengthSquared > 0 ? (px * dx + py * dy) / lengthSquared : 0
        let clamped = min(max(along, 0), 1)
        let (ox, oy) = (px - clamped * dx, py - clamped * dy)
        let squared = ox * ox + oy * oy
        guard squared < reach * reach else { continue }
        let covered = min((radius - squared.squareRoot()) / softness + 0.5, 1)
        let index = row * DigitSet.side + column
        if covered > coverage[index] { coverage[index] = covered }
      }
    }
  }

  /// The pixels between two places of one axis that lie in the image.
  private func pixels(_ low: Double, _ high: Double) -> Range<Int> {
    let first = Int(min(max(low.rounded(.up), 0), 28))
    let last = Int(min(max(high.rounded(.down), -1), 27))
    return first..<max(first, last + 1)
  }
}
