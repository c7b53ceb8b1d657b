/// Takes Korean words apart, which are written together with their particles: "원의" is 원 and 의.
enum KoreanStems {
  /// The ids of a run of Hangul; `nil` if some of it is unknown.
  ///
  /// The longest stems are tried first, and shorter ones if the rest then makes no sense. Particles
  /// follow something: 이 after a word is a particle, by itself the digit.
  static func ids(in piece: TextPiece) -> [Int]? {
    let characters = [Character](piece.text)
    guard characters.count <= 40 else { return nil }
    var deadEnds = Set<Int>()
    func ids(from start: Int) -> [Int]? {
      guard start < characters.count else { return [] }
      guard !deadEnds.contains(start) else { return nil }
      let isAfterStem = start > 0 || piece.isAttached
      for end in (start + 1...min(characters.count, start + longest)).reversed() {
        let word = String(characters[start..<end])
        let isDropped = isAfterStem && Tokenizer.isIgnored(word)
        guard isDropped || Tokenizer.idOfWord[word] != nil, let rest = ids(from: end) else {
          continue
        }
        return isDropped ? rest : [Tokenizer.idOfWord[word]!] + rest
      }
      deadEnds.insert(start)
      return nil
    }
    return ids(from: 0) ?? (Tokenizer.isIgnored(piece.text) ? [] : nil)
  }

  private static let longest = 4
}
