import Digits

/// Writes captions in Korean.
struct KoreanWords {
  let mentioned: Set<Attribute>
  var random: SplitMix64

  mutating func text(of scene: Scene) -> String {
    let background = mentioned.contains(.background) ? backgroundWords(scene.background) : nil
    switch scene.content {
    case .one(let thing, let size, let slant, let position):
      let described = described(thing, size: size, slant: slant)
      let place = mentioned.contains(.position) ? words(for: position) : nil
      let placed = place.map { "\($0)에 있는 \(described)" } ?? described
      guard let background else { return framed(placed) }
      switch random.below(4) {
      case 0: return "\(framed(placed)), \(background)"
      case 1: return "\(background) 위의 \(framed(placed))"
      case 2:
        let ground = place.map { "\(background) \($0)에" } ?? "\(background)에"
        return "\(ground) 있는 \(described)"
      default:
        let ground = place.map { "\(background) \($0)에" } ?? "\(background)에"
        return "\(ground) \(described)\(subjectParticle(described)) \(oneOf(["있다", "있는 그림"]))"
      }
    case .two(let first, let second, let arrangement):
      let text = pair(first, second, arrangement)
      guard let background else { return text }
      return oneOf(["\(text), \(background)", "\(background), \(text)", "\(background) 위, \(text)"])
    }
  }

  private mutating func described(
    _ thing: Scene.Thing, size: Scene.Size, slant: Scene.Slant
  ) -> String {
    var words: [String] = []
    if mentioned.contains(.slant) {
      switch slant {
      case .none: words.append(oneOf(["똑바른", "바로 선"]))
      case .left: words.append("왼쪽으로 \(oneOf(["기울어진", "기운"]))")
      case .right: words.append("오른쪽으로 \(oneOf(["기울어진", "기운"]))")
      }
    }
    if mentioned.contains(.slanted) { words.append(oneOf(["기울어진", "비스듬한"])) }
    if mentioned.contains(.size) {
      words.append(oneOf(size == .small ? ["작은", "조그만"] : ["큰", "커다란"]))
    }
    words.append(noun(thing, mentionsColour: mentioned.contains(.colour)))
    return words.joined(separator: " ")
  }

  private mutating func pair(
    _ first: Scene.Thing, _ second: Scene.Thing, _ arrangement: Scene.Arrangement
  ) -> String {
    let one = noun(first, mentionsColour: mentioned.contains(.colour))
    let other = noun(second, mentionsColour: mentioned.contains(.secondColour))
    let isReversed = random.below(2) == 0
    let (a, b) = isReversed ? (other, one) : (one, other)
    let places =
      arrangement == .sideBySide ? ["왼쪽", "오른쪽"] : [oneOf(["위", "위쪽"]), oneOf(["아래", "아래쪽"])]
    let (p, q) = isReversed ? (places[1], places[0]) : (places[0], places[1])
    switch random.below(4) {
    case 0: return "\(b)의 \(p)에 있는 \(a)"
    case 1: return "\(b) \(p)의 \(a)"
    case 2: return "\(p)에 \(a), \(q)에 \(b)"
    default: return "\(a)\(subjectParticle(a)) \(b)의 \(p)에 있는 그림"
    }
  }

  private mutating func framed(_ words: String) -> String {
    words + oneOf(["", "", "", " 그림", " 하나"])
  }

  private mutating func noun(_ thing: Scene.Thing, mentionsColour: Bool) -> String {
    let name =
      switch thing.kind {
      case .circle: oneOf(["원", "동그라미"])
      case .square: oneOf(["네모", "정사각형", "사각형"])
      case .triangle: oneOf(["세모", "삼각형"])
      case .star: "별"
      case .heart: "하트"
      case .cross: oneOf(["십자", "십자가"])
      default:
        oneOf(["", "", "숫자 "])
          + oneOf([thing.kind.name, thing.kind.name, KoreanWords.numerals[thing.kind.rawValue]])
      }
    return mentionsColour ? "\(colourWord(thing.colour)) \(name)" : name
  }

  private mutating func colourWord(_ colour: ThingColour) -> String {
    switch colour {
    case .red: oneOf(["빨간", "빨간색"])
    case .orange: oneOf(["주황색", "주황"])
    case .yellow: oneOf(["노란", "노란색"])
    case .green: oneOf(["초록색", "초록", "녹색"])
    case .cyan: oneOf(["청록색", "청록"])
    case .blue: oneOf(["파란", "파란색"])
    case .purple: oneOf(["보라색", "보라"])
    case .pink: oneOf(["분홍색", "분홍", "핑크색"])
    }
  }

  private mutating func backgroundWords(_ background: Background) -> String {
    let colour =
      switch background {
      case .white: oneOf(["흰", "하얀", "흰색"])
      case .black: oneOf(["검은", "검은색", "까만"])
      case .grey: "회색"
      case .blue: oneOf(["파란", "파란색", "연한 파란색"])
      case .yellow: oneOf(["노란", "노란색", "연한 노란색"])
      case .pink: oneOf(["분홍색", "분홍", "연한 분홍색"])
      case .green: oneOf(["초록색", "초록", "짙은 초록색"])
      case .purple: oneOf(["보라색", "보라", "짙은 보라색"])
      }
    return "\(colour) 배경"
  }

  private mutating func words(for position: Scene.Position) -> String {
    switch position {
    case .centre: oneOf(["가운데", "중앙"])
    case .left: "왼쪽"
    case .right: "오른쪽"
    case .top: oneOf(["위쪽", "위"])
    case .bottom: oneOf(["아래쪽", "아래"])
    }
  }

  /// "이" after a consonant, "가" after a vowel.
  private func subjectParticle(_ words: String) -> String {
    guard let last = words.unicodeScalars.last else { return "이" }
    // 영 일 이 삼 사 오 육 칠 팔 구 end in consonants but for 2, 4, 5, 9.
    if (48...57).contains(last.value) { return [50, 52, 53, 57].contains(last.value) ? "가" : "이" }
    return (last.value - 0xAC00) % 28 == 0 ? "가" : "이"
  }

  private mutating func oneOf(_ words: [String]) -> String { words[random.below(words.count)] }

  private static let numerals = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]
}
