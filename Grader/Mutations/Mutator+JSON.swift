/// Changes that leave a JSON text JSON, so that what reads its values is reached.
extension Mutator {
  /// The text with one to four of its tokens changed; now and then its bytes too.
  ///
  /// - Parameter words: Values that mean something to the reader, as JSON.
  package mutating func mutatedJSON(_ text: [UInt8], words: [String] = []) -> [UInt8] {
    var tokens = Mutator.tokens(of: text)
    for _ in 0...below(4) where !tokens.isEmpty { change(&tokens, words) }
    let bytes = Array(tokens.joined())
    // Brackets around the depths that readers stop at, and nothing after them.
    if oneIn(100) {
      return [UInt8](repeating: UInt8(ascii: "["), count: pick([128, 512, 1024]) + below(4) - 1)
    }
    let damaged = oneIn(8) ? mutated(bytes) : bytes
    return Array(damaged.prefix(max(text.count + 16, Mutator.maximumBytes)))
  }

  private mutating func change(_ tokens: inout [[UInt8]], _ words: [String]) {
    let index = below(tokens.count)
    let values = tokens.indices.filter { Mutator.isValue(tokens, $0) }
    switch below(8) {
    case 0, 1, 2:
      guard !values.isEmpty else { return }
      tokens[pick(values)] = Array(value(words).utf8)
    case 3:
      let numbers = values.filter { 45...57 ~= tokens[$0][0] }
      guard !numbers.isEmpty else { return }
      tokens[pick(numbers)] = Array(pick(Mutator.numerals).utf8)
    case 4:
      // A name in the place of another, or of a value.
      let strings = tokens.indices.filter { tokens[$0].first == UInt8(ascii: "\"") }
      guard !strings.isEmpty else { return }
      tokens[pick(strings)] = tokens[pick(strings)]
    case 5:
      let range = index..<min(tokens.count, index + 1 + below(8))
      if oneIn(2) {
        tokens.removeSubrange(range)
      } else {
        tokens.insert(contentsOf: tokens[range], at: index)
      }
    case 6:
      // An element or a field once more, with its comma.
      let comma = [UInt8(ascii: ",")]
      guard !values.isEmpty else { return }
      let place = pick(values)
      tokens.insert(contentsOf: [tokens[place], comma], at: place)
    default:
      guard !values.isEmpty else { return }
      let place = pick(values)
      let depth = pick([1, 2, 8, 100, 600, 5000])
      tokens[place] =
        [UInt8](repeating: UInt8(ascii: "["), count: depth) + tokens[place]
        + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    }
  }

  private mutating func value(_ words: [String]) -> String {
    if !words.isEmpty, oneIn(2) { return pick(words) }
    switch below(3) {
    case 0: return pick(Mutator.numerals)
    case 1:
      return pick([
        "null", "true", "false", "[]", "{}", "\"\"", "[[]]", "{\"\":{}}", "[0]", "[-1,1]", "nan",
      ])
    default:
      return pick([
        #""\u0000""#, #""\ud800""#, #""\ud83d\ude00""#, #""\u202e\u001b[31m""#, #""é\u0301""#,
        #""<script>&\"'""#, #""=1+1""#, #""../../x""#, "\"\n\"",
        "\"" + String(repeating: "A", count: 5000) + "\"",
      ])
    }
  }

  /// Whether a token is a value rather than a name or punctuation.
  private static func isValue(_ tokens: [[UInt8]], _ index: Int) -> Bool {
    guard let first = tokens[index].first, !" \n\t{}[]:,".utf8.contains(first) else { return false }
    let next = tokens[(index + 1)...].first { token in !" \n\t".utf8.contains(token[0]) }
    return next?.first != UInt8(ascii: ":")
  }

  /// Strings, numbers and words, punctuation, and blanks, each as it stands.
  private static func tokens(of text: [UInt8]) -> [[UInt8]] {
    var tokens: [[UInt8]] = []
    var position = 0
    while position < text.count {
      let start = position
      switch text[start] {
      case UInt8(ascii: "\""):
        position += 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
          position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      case let byte where "{}[]:, \n\t".utf8.contains(byte): position += 1
      default:
        while position < text.count, !"{}[]:, \n\t\"".utf8.contains(text[position]) {
          position += 1
        }
      }
      position = min(position, text.count)
      tokens.append(Array(text[start..<position]))
    }
    return tokens
  }
}
