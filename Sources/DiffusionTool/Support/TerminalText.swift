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

/// The columns that a terminal gives to `text`: two for Hangul, kana, Chinese characters and emoji.
public func columns(_ text: String) -> Int {
  text.reduce(0) { sum, character in
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x20000...0x3FFFD:
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
public func fitted(_ text: String, to width: Int, ellipsis: String = "…") -> String {
  guard columns(text) > width else { return text }
  var result = ""
  var used = columns(ellipsis)
  for character in text {
    used += columns(String(character))
    if used > width { break }
    result.append(character)
  }
  return result + ellipsis
}

/// Broken between words into lines of so many columns; a word that is longer is broken itself.
public func wrapped(_ text: String, to width: Int) -> [String] {
  wrapped(text.split(separator: " ").map(String.init), to: width)
}

/// Words in lines of so many columns.
func wrapped(_ words: [String], to width: Int) -> [String] {
  var lines: [String] = []
  var current = ""
  for var word in words {
    if columns(current) + 1 + columns(word) > width, !current.isEmpty {
      lines.append(current)
      current = ""
    }
    while columns(word) > width {
      let head = fitted(word, to: width, ellipsis: "")
      lines.append(head)
      word.removeFirst(head.count)
    }
    current += current.isEmpty ? word : " " + word
  }
  if !current.isEmpty { lines.append(current) }
  return lines
}
