/// A source file as mutation sees it: the tokens of the lines that a student writes.
struct SolutionSource {
  /// The file's characters; ranges count them.
  let characters: [Character]
  private(set) var lines: [Line] = []

  /// A line of the solution.
  struct Line {
    /// Without its indentation and what is commented.
    let trimmed: String
    let range: Range<Int>
    let tokens: [Token]
    /// The words of the function around it: what else it could name.
    let scope: Set<String>
  }

  struct Token: Equatable {
    enum Kind { case number, word, symbol }
    let kind: Kind
    let text: String
    let range: Range<Int>
    /// A space, or the line's beginning, stands before it; a space, or the line's end, behind it.
    var isSpaced = false
  }

  init(_ text: String) {
    characters = Array(text)
    var isSolution = false
    var start = 0
    /// The lines of the function so far.
    var scope: Set<String> = []
    var ranges: [Range<Int>] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let whole = start..<start + line.count
      start = whole.upperBound + 1
      let trimmed = line.drop { $0 == " " }
      if trimmed.hasPrefix("// BEGIN SOLUTION") { isSolution = true }
      if trimmed.hasPrefix("// END SOLUTION") {
        isSolution = false
        lines += ranges.map { SolutionSource.line(characters, $0, scope: scope) }
        (scope, ranges) = ([], [])
      }
      if trimmed.hasPrefix("//") || trimmed.isEmpty { continue }
      scope.formUnion(SolutionSource.tokens(characters, whole).map(\.text))
      if isSolution { ranges.append(whole) }
    }
  }

  func replacing(_ range: Range<Int>, with replacement: String) -> String {
    String(characters[..<range.lowerBound]) + replacement + String(characters[range.upperBound...])
  }

  func text(_ range: Range<Int>) -> String { String(characters[range]) }

  private static func line(
    _ characters: [Character], _ whole: Range<Int>, scope: Set<String>
  ) -> Line {
    let code = code(characters, whole)
    return Line(
      trimmed: String(characters[code]), range: code, tokens: tokens(characters, whole),
      scope: scope)
  }

  /// A line without its indentation and its comment.
  private static func code(_ characters: [Character], _ whole: Range<Int>) -> Range<Int> {
    var end = whole.upperBound
    if let comment = whole.dropLast().first(where: {
      characters[$0] == "/" && characters[$0 + 1] == "/"
    }) {
      end = comment
    }
    while end > whole.lowerBound, characters[end - 1] == " " { end -= 1 }
    return ((whole.lowerBound..<end).first { characters[$0] != " " } ?? end)..<end
  }

  private static func tokens(_ characters: [Character], _ whole: Range<Int>) -> [Token] {
    let code = code(characters, whole)
    let end = code.upperBound
    var tokens: [Token] = []
    var index = code.lowerBound
    while index < end {
      if characters[index] == " " {
        index += 1
        continue
      }
      var next = index + 1
      let kind: Token.Kind
      if characters[index].isNumber {
        kind = .number
        while next < end, isNumberPart(characters, next) { next += 1 }
      } else if isWord(characters[index]) {
        kind = .word
        while next < end, isWord(characters[next]) { next += 1 }
      } else {
        kind = .symbol
        let symbols = "+-*/%<>=!&|.?"
        if symbols.contains(characters[index]) {
          while next < end, symbols.contains(characters[next]) { next += 1 }
        }
      }
      let isSpaced =
        (index == code.lowerBound || characters[index - 1] == " ")
        && (next == end || characters[next] == " ")
      tokens.append(
        Token(
          kind: kind, text: String(characters[index..<next]), range: index..<next,
          isSpaced: isSpaced))
      index = next
    }
    return tokens
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "$"
  }

  /// A digit, or the point of a decimal fraction: "0.008", but not the points of "1...T".
  private static func isNumberPart(_ characters: [Character], _ index: Int) -> Bool {
    if characters[index].isNumber { return true }
    return characters[index] == "." && index + 1 < characters.count
      && characters[index + 1].isNumber && characters[index - 1] != "."
  }
}
