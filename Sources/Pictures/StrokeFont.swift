import Foundation

/// A small font of lines and arcs, drawn at any size: printable ASCII and the signs that the
/// diffusion equations need (α ᾱ β ε η μ π σ √ − × · ± … ∞ ≤ ≥ and small raised or lowered digits).
///
/// Capitals are 9 units high, small letters 6, tails reach 3 below the line.
package enum StrokeFont {
  /// A place in a glyph: x to the right, y upwards from the line of writing.
  package struct Point: Equatable {
    package var x: Double
    package var y: Double
  }

  /// One character: how far it moves the pen, and its lines.
  package struct Glyph {
    let advance: Double
    package let lines: [[Point]]
  }

  /// The height of capitals and digits.
  package static let capitalHeight = 9.0
  /// How far tails reach below the line.
  static let descent = 3.0

  /// How wide a text is, in units.
  static func width(of text: String) -> Double {
    let advance = text.reduce(0) { $0 + glyph(of: $1).advance }
    return max(0, advance - letterSpacing)
  }

  /// The lines of a text that starts at 0, 0.
  static func lines(of text: String) -> [[Point]] {
    var x = 0.0
    var lines: [[Point]] = []
    for character in text {
      let glyph = glyph(of: character)
      lines += glyph.lines.map { $0.map { Point(x: $0.x + x, y: $0.y) } }
      x += glyph.advance
    }
    return lines
  }

  /// A character's glyph; an empty box for one that the font does not have.
  package static func glyph(of character: Character) -> Glyph {
    if let glyph = glyphs[character] { return glyph }
    if let (base, rise) = small[character], let glyph = glyphs[base] {
      let lines = glyph.lines.map { line in
        line.map { Point(x: $0.x * smallScale, y: $0.y * smallScale + rise) }
      }
      return Glyph(advance: glyph.advance * smallScale + 0.3, lines: lines)
    }
    return box
  }

  private static let letterSpacing = 1.9
  private static let smallScale = 0.62

  private static let glyphs: [Character: Glyph] = strokeFontGlyphs.mapValues { width, path in
    Glyph(advance: width + letterSpacing, lines: lines(ofPath: path))
  }

  private static let box = Glyph(
    advance: 5 + letterSpacing, lines: lines(ofPath: "0 0 5 0 5 9 0 9 0 0"))

  /// Raised and lowered characters: what they are small forms of, and where they stand.
  private static let small: [Character: (Character, Double)] = {
    var forms: [Character: (Character, Double)] = ["⁻": ("−", 4.2), "ₜ": ("t", -2.4)]
    for (digit, character) in "⁰¹²³⁴⁵⁶⁷⁸⁹".enumerated() { forms[character] = (digits[digit], 4.2) }
    for (digit, character) in "₀₁₂₃₄₅₆₇₈₉".enumerated() { forms[character] = (digits[digit], -2.4) }
    return forms
  }()

  private static let digits = [Character]("0123456789")

  /// Lines from a path's text: `x y x y …` joins places, `|` lifts the pen,
  /// `A cx cy rx ry from to` is an arc in degrees (counter-clockwise from the right),
  /// `Q cx cy x y` a curve towards a control point.
  package static func lines(ofPath path: String) -> [[Point]] {
    var lines: [[Point]] = []
    var line: [Point] = []
    var words = path.split(separator: " ")[...]
    func number() -> Double {
      guard let word = words.popFirst(), let value = Double(word) else {
        fatalError("a glyph's path is wrong: \(path)")
      }
      return value
    }
    while let word = words.first {
      switch word {
      case "|":
        words.removeFirst()
        lines.append(line)
        line = []
      case "A":
        words.removeFirst()
        let (centre, radius) = (Point(x: number(), y: number()), Point(x: number(), y: number()))
        let (from, to) = (number(), number())
        let steps = max(2, Int(abs(to - from) / 12))
        for step in 0...steps {
          let angle = (from + (to - from) * Double(step) / Double(steps)) * .pi / 180
          line.append(
            Point(x: centre.x + radius.x * cos(angle), y: centre.y + radius.y * sin(angle)))
        }
      case "Q":
        words.removeFirst()
        let (start, control) = (line[line.count - 1], Point(x: number(), y: number()))
        let end = Point(x: number(), y: number())
        for step in 1...8 {
          let t = Double(step) / 8
          let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
          line.append(
            Point(
              x: a * start.x + b * control.x + c * end.x,
              y: a * start.y + b * control.y + c * end.y))
        }
      default:
        line.append(Point(x: number(), y: number()))
      }
    }
    lines.append(line)
    return lines.filter { !$0.isEmpty }
  }
}
