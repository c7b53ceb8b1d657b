/// A prompt as the text encoder reads it, and what of it got lost.
public struct TokenizedPrompt: Equatable, Sendable {
  /// `Tokenizer.length` ids: the start, words, the end, padding.
  public let ids: [Int]
  /// Words that the small world does not know, each once, shortened if they are very long; no more
  /// than `Tokenizer.reportedWords`.
  public let unknownWords: [String]
  /// Whether the prompt has more words than fit, so that its end was left out.
  public let isCut: Bool

  public init(ids: [Int], unknownWords: [String], isCut: Bool) {
    (self.ids, self.unknownWords, self.isCut) = (ids, unknownWords, isCut)
  }

  /// What to tell whoever wrote the prompt: a sentence each, none if all was understood.
  public var remarks: [String] {
    var remarks: [String] = []
    if !unknownWords.isEmpty {
      let words = unknownWords.map { "“\($0)”" }.joined(separator: ", ")
      let hints = unknownWords.compactMap { word in
        Tokenizer.suggestion(for: word).map { "“\($0)” for “\(word)”" }
      }
      let isOne = unknownWords.count == 1
      remarks.append(
        "\(words) \(isOne ? "is" : "are") not in the small world's vocabulary and will be left out: "
          + (hints.isEmpty ? "" : "did you mean \(hints.joined(separator: ", "))? ")
          + "it knows digits, circle, square, triangle, star, heart, cross, their colours, sizes, "
          + "slants, places and backgrounds, in English and Korean; `--words` lists them.")
    }
    if isCut {
      remarks.append(
        "the prompt is longer than \(Tokenizer.length - 2) words: what follows is left out.")
    }
    return remarks
  }
}
