/// An outline in a picture: slanted, sized and placed, in pixels.
struct PlacedOutline {
  private struct Segment {
    let x: Double
    let y: Double
    let dx: Double
    let dy: Double
    /// 1 / length².
    let scale: Double
  }

  private let segments: [Segment]
  private let isFilled: Bool
  /// Half the width of the pen's line; 0 for filled shapes.
  private let radius: Double
  let columns: Range<Int>
  let rows: Range<Int>

  /// - Parameters:
  ///   - half: Half the height of the thing, its line's width included, in pixels.
  ///   - shear: How far the upper end leans to the right, in half heights.
  ///   - x: The middle, in pixels from the left edge. The thing is moved to be in the picture whole.
  ///   - y: The middle, in pixels from the upper edge.
  init(_ outline: Outline, half: Double, shear: Double, x: Double, y: Double) {
    let radius = outline.isFilled ? 0 : 0.18 * half + 0.15
    self.radius = radius
    isFilled = outline.isFilled
    let scale = half - radius
    var lines = outline.lines.map { line in
      line.map { Outline.Point(x: scale * ($0.x - shear * $0.y), y: scale * $0.y) }
    }
    let (xs, ys) = (lines.joined().map(\.x), lines.joined().map(\.y))
    let side = Double(PictureSize.side)
    func middle(_ wanted: Double, low: Double, high: Double) -> Double {
      min(max(wanted, 0.5 + radius - low), side - 0.5 - radius - high)
    }
    let (left, right, top, bottom) = (xs.min()!, xs.max()!, ys.min()!, ys.max()!)
    // A slanted form need not have its box around 0.
    let middleX = middle(x - (left + right) / 2, low: left, high: right)
    let middleY = middle(y - (top + bottom) / 2, low: top, high: bottom)
    for line in lines.indices {
      for point in lines[line].indices {
        lines[line][point].x += middleX
        lines[line][point].y += middleY
      }
    }
    segments = lines.flatMap { line in
      zip(line, line.dropFirst()).map { start, end in
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let squared = dx * dx + dy * dy
        return Segment(
          x: start.x, y: start.y, dx: dx, dy: dy, scale: squared > 0 ? 1 / squared : 0)
      }
    }
    func pixels(_ low: Double, _ high: Double) -> Range<Int> {
      max(0, Int(low.rounded(.down)))..<min(PictureSize.side, Int(high.rounded(.up)))
    }
    columns = pixels(left + middleX - radius - 1, right + middleX + radius + 1)
    rows = pixels(top + middleY - radius - 1, bottom + middleY + radius + 1)
  }

  /// How much of a pixel is covered, 0…1, from its middle's distance to the edge.
  func coverage(row: Int, column: Int) -> Double {
    let (px, py) = (Double(column) + 0.5, Double(row) + 0.5)
    var nearest = Double.infinity
    var isInside = false
    for segment in segments {
      let (ox, oy) = (px - segment.x, py - segment.y)
      let along = min(max((ox * segment.dx + oy * segment.dy) * segment.scale, 0), 1)
      let (rx, ry) = (ox - along * segment.dx, oy - along * segment.dy)
      nearest = min(nearest, rx * rx + ry * ry)
      // A ray to the right crosses the edge an odd number of times from inside.
      if isFilled, (oy < 0) != (oy < segment.dy) {
        let side = ox * segment.dy - oy * segment.dx
        if (side < 0) == (segment.dy > 0) { isInside.toggle() }
      }
    }
    let distance = nearest.squareRoot()
    return min(max(0.5 - (isInside ? -distance : distance - radius), 0), 1)
  }
}
