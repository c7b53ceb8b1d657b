/// Colours, where the reader is a terminal that wants them.
struct TerminalStyle: Equatable, Sendable {
  var hasColours: Bool

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func red(_ text: String) -> String { wrap(text, "31") }
  func green(_ text: String) -> String { wrap(text, "32") }

  private func wrap(_ text: String, _ code: String) -> String {
    hasColours && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// The columns that a terminal gives to `text`: two for Hangul and its like.
func columns(_ text: String) -> Int {
  text.reduce(0) { sum, character in
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6:
      sum + 2
    default: sum + 1
    }
  }
}

/// With blanks at its end, to fill so many columns.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - columns(text)))
}

/// Cut to so many columns, with an ellipsis where it was cut.
func fitted(_ text: String, to width: Int) -> String {
  guard columns(text) > width else { return text }
  var result = ""
  for character in text {
    if columns(result) + columns(String(character)) > width - 1 { break }
    result.append(character)
  }
  return result + "…"
}
