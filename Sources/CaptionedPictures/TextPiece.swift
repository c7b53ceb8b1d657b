/// A run of one sort of characters; what parts words is left out.
struct TextPiece {
  enum Kind { case letters, digits, hangul, other }

  let kind: Kind
  let text: String
  /// Whether another piece comes right before it, as in "3의".
  let isAttached: Bool

  static func pieces(of text: String) -> [TextPiece] {
    var pieces: [TextPiece] = []
    var run = String.UnicodeScalarView()
    var runKind: Kind?
    var isAttached = false
    func close() {
      guard let kind = runKind else { return }
      pieces.append(TextPiece(kind: kind, text: String(run), isAttached: isAttached))
      run = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      let kind = kind(of: scalar)
      if kind != runKind {
        close()
        isAttached = runKind != nil
        runKind = kind
      }
      if kind != nil { run.append(scalar) }
    }
    close()
    return pieces
  }

  /// `nil` for spaces, punctuation, signs without a form.
  private static func kind(of scalar: Unicode.Scalar) -> Kind? {
    switch scalar.value {
    case 0xAC00...0xD7A3, 0x1100...0x11FF, 0x3131...0x318E: return .hangul
    case 0x30...0x39: return .digits
    default: break
    }
    let properties = scalar.properties
    if properties.isAlphabetic { return .letters }
    if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return nil }
    switch properties.generalCategory {
    case .control, .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation, .format:
      return nil
    default: return .other
    }
  }
}
