import Foundation

/// Turns prompts into ids of words, in English and Korean. Any text can be given.
public enum Tokenizer {
  /// Ids of one prompt, with start, end and padding.
  public static let length = 24
  /// How many unknown words are told at most.
  public static let reportedWords = 8

  /// Reads a prompt: case and punctuation do not matter, nor how Hangul is composed; what has no id
  /// and no meaning here, like articles, is left out in silence.
  public static func tokenize(_ prompt: String) -> TokenizedPrompt {
    let scalars = prompt.unicodeScalars.prefix(readScalars)
    var isCut = scalars.endIndex < prompt.unicodeScalars.endIndex
    var ids = [Vocabulary.start]
    var unknown: [String] = []
    func add(_ found: [Int]?, _ piece: TextPiece) {
      guard let found else {
        let word = shortened(piece.text)
        if unknown.count < reportedWords, !unknown.contains(word) { unknown.append(word) }
        return
      }
      for id in found {
        if ids.count < length - 1 { ids.append(id) } else { isCut = true }
      }
    }
    // Wide and half-wide letters and the parts of Hangul become the usual ones.
    let text = String(String.UnicodeScalarView(scalars)).precomposedStringWithCompatibilityMapping
    for piece in TextPiece.pieces(of: text.lowercased()) {
      switch piece.kind {
      case .hangul: add(KoreanStems.ids(in: piece), piece)
      case .letters, .digits, .other:
        add(idOfWord[piece.text].map { [$0] } ?? (isIgnored(piece.text) ? [] : nil), piece)
      }
    }
    ids.append(Vocabulary.end)
    ids += [Int](repeating: Vocabulary.padding, count: length - ids.count)
    return TokenizedPrompt(ids: ids, unknownWords: unknown, isCut: isCut)
  }

  /// The words of these ids, without start, end and padding; "?" for ids that there are not.
  public static func text(of ids: [Int]) -> String {
    let words = ids.filter { $0 > Vocabulary.end || $0 < 0 }.map { id in
      let place = id - Vocabulary.end - 1
      return Vocabulary.entries.indices.contains(place) ? Vocabulary.entries[place].word : "?"
    }
    return words.joined(separator: " ")
  }

  static let idOfWord: [String: Int] = {
    var ids: [String: Int] = [:]
    for entry in Vocabulary.entries {
      for spelling in entry.spellings { ids[spelling] = entry.id }
    }
    return ids
  }()

  static func isIgnored(_ word: String) -> Bool { Vocabulary.ignored.contains(word) }

  /// A known word that a slip of the pen may have missed: one letter more, less, other or swapped.
  static func suggestion(for word: String) -> String? {
    let letters = [Character](word)
    guard (4...20).contains(letters.count) else { return nil }
    return Vocabulary.entries.lazy.filter { $0.language == .english }.flatMap(\.spellings)
      .first { isOneSlip(from: letters, to: [Character]($0)) }
  }

  private static func isOneSlip(from a: [Character], to b: [Character]) -> Bool {
    guard abs(a.count - b.count) <= 1 else { return false }
    let start = zip(a, b).prefix { $0 == $1 }.count
    let (restA, restB) = (a[start...], b[start...])
    if restA.dropFirst() == restB || restA == restB.dropFirst() { return true }
    if restA.dropFirst() == restB.dropFirst() { return true }
    guard restA.count == restB.count, restA.count >= 2 else { return false }
    return restA[start] == restB[start + 1] && restA[start + 1] == restB[start]
      && restA.dropFirst(2) == restB.dropFirst(2)
  }

  private static func shortened(_ word: String) -> String {
    let limit = 24
    return word.count <= limit ? word : word.prefix(limit) + "…"
  }

  /// Longer texts are cut before they are read: no prompt needs so many.
  private static let readScalars = 4000
}
