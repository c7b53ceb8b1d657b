import Pictures

/// The form of a kind: what a pen draws, or the edge of a filled shape. In a box of −1…1, y downwards.
struct Outline: Sendable {
  struct Point: Sendable {
    var x: Double
    var y: Double
  }

  /// Lines through these points.
  let lines: [[Point]]
  /// Whether the lines enclose what is coloured, or are drawn with a bold pen.
  let isFilled: Bool

  static let all: [Outline] = Kind.allCases.map(Outline.init)

  private init(of kind: Kind) {
    if let digit = kind.digit {
      let lines = StrokeFont.glyph(of: Character("\(digit)")).lines
      self.init(lines: lines, unit: StrokeFont.capitalHeight / 2, isFilled: false)
    } else {
      self.init(
        lines: StrokeFont.lines(ofPath: Outline.path(of: kind)), unit: 1, isFilled: true)
    }
  }

  /// - Parameter unit: What becomes 1. The middle of the lines becomes 0.
  private init(lines: [[StrokeFont.Point]], unit: Double, isFilled: Bool) {
    let (xs, ys) = (lines.joined().map(\.x), lines.joined().map(\.y))
    let middleX = (xs.min()! + xs.max()!) / 2
    let middleY = (ys.min()! + ys.max()!) / 2
    // Arcs come from the system's sine and cosine; rounded, they are the same everywhere.
    func rounded(_ value: Double) -> Double { (value / unit * 4096).rounded() / 4096 }
    self.lines = lines.map { line in
      line.map { Point(x: rounded($0.x - middleX), y: rounded(middleY - $0.y)) }
    }
    self.isFilled = isFilled
  }

  /// In the stroke font's language of paths, y upwards.
  private static func path(of kind: Kind) -> String {
    switch kind {
    case .circle: "A 0 0 0.97 0.97 0 360"
    case .square: "-0.86 -0.86 0.86 -0.86 0.86 0.86 -0.86 0.86 -0.86 -0.86"
    case .triangle: "0 0.95 1.04 -0.85 -1.04 -0.85 0 0.95"
    case .star:
      """
      0 1.1 0.272 0.374 1.046 0.34 0.439 -0.143 0.647 -0.89 0 -0.462 -0.647 -0.89 -0.439 -0.143 \
      -1.046 0.34 -0.272 0.374 0 1.1
      """
    case .heart:
      "0 -0.95 Q -1 -0.2 -1.02 0.36 A -0.51 0.38 0.51 0.55 180 0 A 0.51 0.38 0.51 0.55 180 0 "
        + "Q 1 -0.2 0 -0.95"
    default:  // The cross.
      """
      -0.33 0.95 0.33 0.95 0.33 0.33 0.95 0.33 0.95 -0.33 0.33 -0.33 0.33 -0.95 -0.33 -0.95 \
      -0.33 -0.33 -0.95 -0.33 -0.95 0.33 -0.33 0.33 -0.33 0.95
      """
    }
  }
}
