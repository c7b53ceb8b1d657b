import Digits

/// Writes captions in English.
struct EnglishWords {
  let mentioned: Set<Attribute>
  var random: SplitMix64

  mutating func text(of scene: Scene) -> String {
    let isSentenceLike = random.below(4) != 0
    let prefix = oneOf(["", "", "", "a picture of ", "an image of ", "a drawing of "])
    let background = mentioned.contains(.background) ? backgroundWords(scene.background) : nil
    let subject: String
    var isComplete = false
    switch scene.content {
    case .one(let thing, let size, let slant, let position):
      subject = self.subject(
        thing, size: size, slant: slant, position: position, withArticle: isSentenceLike)
    case .two(let first, let second, let arrangement):
      (subject, isComplete) = pair(first, second, arrangement, withArticle: isSentenceLike)
    }
    guard let background else { return prefix + subject }
    switch random.below(isComplete ? 2 : 4) {
    case 0: return "\(prefix)\(subject), \(background)"
    case 1: return "\(article(background))\(background) with \(subject)"
    default: return "\(prefix)\(subject) on \(article(background))\(background)"
    }
  }

  private mutating func subject(
    _ thing: Scene.Thing, size: Scene.Size, slant: Scene.Slant, position: Scene.Position,
    withArticle: Bool
  ) -> String {
    var adjectives: [String] = []
    var after: [String] = []
    if mentioned.contains(.size) {
      adjectives.append(oneOf(size == .small ? ["small", "little"] : ["large", "big"]))
    }
    if mentioned.contains(.slanted) { adjectives.append(oneOf(["slanted", "tilted"])) }
    if mentioned.contains(.slant) {
      switch slant {
      case .none: adjectives.append(oneOf(["upright", "straight"]))
      case .left, .right:
        let side = slant == .left ? "left" : "right"
        after.append(
          oneOf(["leaning \(side)", "slanted to the \(side)", "tilted to the \(side)"]))
      }
    }
    if mentioned.contains(.position) { after.append(words(for: position)) }
    let name = noun(
      thing, mentionsColour: mentioned.contains(.colour), adjectives: adjectives,
      withArticle: withArticle)
    return ([name] + after).joined(separator: " ")
  }

  /// Two things, and whether a phrase of place ends the text, after which "on a … background" would
  /// read as a place of the second thing.
  private mutating func pair(
    _ first: Scene.Thing, _ second: Scene.Thing, _ arrangement: Scene.Arrangement,
    withArticle: Bool
  ) -> (String, Bool) {
    let one = noun(
      first, mentionsColour: mentioned.contains(.colour), adjectives: [], withArticle: withArticle)
    let other = noun(
      second, mentionsColour: mentioned.contains(.secondColour), adjectives: [],
      withArticle: withArticle)
    let isReversed = random.below(2) == 0
    let (a, b) = isReversed ? (other, one) : (one, other)
    if random.below(4) == 0 {
      let places =
        arrangement == .sideBySide
        ? ["on the left", "on the right"] : ["at the top", "at the bottom"]
      let joint = oneOf([", ", " and "])
      let (p, q) = isReversed ? (places[1], places[0]) : (places[0], places[1])
      return ("\(a) \(p)\(joint)\(b) \(q)", true)
    }
    let relation =
      switch (arrangement, isReversed) {
      case (.sideBySide, false): oneOf(["to the left of", "left of"])
      case (.sideBySide, true): oneOf(["to the right of", "right of"])
      case (.stacked, false): oneOf(["above", "over"])
      case (.stacked, true): oneOf(["below", "under"])
      }
    return ("\(a) \(relation) \(b)", false)
  }

  private mutating func noun(
    _ thing: Scene.Thing, mentionsColour: Bool, adjectives: [String], withArticle: Bool
  ) -> String {
    var words = adjectives
    if mentionsColour { words.append(colourWord(thing.colour)) }
    if let digit = thing.kind.digit {
      let name = oneOf(["\(digit)", "\(digit)", EnglishWords.numerals[digit]])
      words.append(oneOf(["", "", "digit ", "number "]) + name)
    } else {
      words.append(thing.kind.name)
    }
    let text = words.joined(separator: " ")
    return withArticle ? article(text) + text : text
  }

  private mutating func colourWord(_ colour: ThingColour) -> String {
    switch colour {
    case .cyan: oneOf(["cyan", "turquoise"])
    case .purple: oneOf(["purple", "purple", "violet"])
    default: "\(colour)"
    }
  }

  private mutating func backgroundWords(_ background: Background) -> String {
    let shade =
      switch background {
      case .white, .black, .grey: ""
      case .blue, .yellow, .pink: oneOf(["", "", "light "])
      case .green, .purple: oneOf(["", "", "dark "])
      }
    let colour = background == .grey ? oneOf(["grey", "gray"]) : "\(background)"
    return "\(shade)\(colour) background"
  }

  private mutating func words(for position: Scene.Position) -> String {
    switch position {
    case .centre: oneOf(["in the middle", "in the centre", "in the center"])
    case .left: oneOf(["on the left", "on the left side"])
    case .right: oneOf(["on the right", "on the right side"])
    case .top: "at the top"
    case .bottom: "at the bottom"
    }
  }

  private func article(_ words: String) -> String {
    let takesAn =
      ["a", "e", "i", "o", "8"].contains { words.hasPrefix($0) } || words.hasPrefix("up")
    // "a one": spoken with a consonant.
    return takesAn && !words.hasPrefix("one") ? "an " : "a "
  }

  private mutating func oneOf(_ words: [String]) -> String { words[random.below(words.count)] }

  private static let numerals = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
  ]
}
