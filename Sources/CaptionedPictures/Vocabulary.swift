/// The words that the small world knows. A word's id is its place here, which weights depend on: a
/// new word goes to the end.
public enum Vocabulary {
  /// What a word is about, for lists.
  public enum Theme: String, CaseIterable, Sendable {
    case digits, shapes, colours, sizes, slants, places, backgrounds, others
  }

  /// One id.
  public struct Entry: Sendable {
    public let id: Int
    public let theme: Theme
    public let language: Caption.Language
    /// How it is written; other spellings of it follow.
    public let spellings: [String]

    public var word: String { spellings[0] }
  }

  public static let padding = 0
  public static let start = 1
  public static let end = 2

  /// Ids in use, the three signs above included: tables of embeddings have this many rows.
  public static let count = entries.count + 3

  /// All words, by id; the first has id 3.
  public static let entries: [Entry] = table.enumerated().map { index, line in
    Entry(
      id: index + 3, theme: line.1, language: line.0,
      spellings: line.2.split(separator: " ").map(String.init))
  }

  /// Words that say nothing here and get no id: articles, "is", particles of Korean.
  static let ignored = Set(
    """
    a an the is are there it its s colored coloured color colour colors colours \
    은 는 이 가 을 를 이다 다 색 색깔 빛 들
    """.split(separator: " ").map(String.init))

  private static let table: [(Caption.Language, Theme, String)] = [
    (.english, .digits, "0"), (.english, .digits, "1"), (.english, .digits, "2"),
    (.english, .digits, "3"), (.english, .digits, "4"), (.english, .digits, "5"),
    (.english, .digits, "6"), (.english, .digits, "7"), (.english, .digits, "8"),
    (.english, .digits, "9"),
    (.english, .digits, "zero zeros zeroes nought"), (.english, .digits, "one ones"),
    (.english, .digits, "two twos"), (.english, .digits, "three threes"),
    (.english, .digits, "four fours"), (.english, .digits, "five fives"),
    (.english, .digits, "six sixes"), (.english, .digits, "seven sevens"),
    (.english, .digits, "eight eights"), (.english, .digits, "nine nines"),
    (.english, .shapes, "circle circles disc disk dot round"),
    (.english, .shapes, "square squares box"), (.english, .shapes, "triangle triangles"),
    (.english, .shapes, "star stars"), (.english, .shapes, "heart hearts"),
    (.english, .shapes, "cross crosses plus"),
    (.english, .colours, "red"), (.english, .colours, "orange"), (.english, .colours, "yellow"),
    (.english, .colours, "green"), (.english, .colours, "cyan"), (.english, .colours, "blue"),
    (.english, .colours, "purple"), (.english, .colours, "pink"),
    (.english, .colours, "turquoise teal"), (.english, .colours, "violet"),
    (.english, .colours, "white"), (.english, .colours, "black"), (.english, .colours, "grey gray"),
    (.english, .colours, "light pale bright"), (.english, .colours, "dark deep"),
    (.english, .sizes, "small tiny smaller"), (.english, .sizes, "little"),
    (.english, .sizes, "large huge giant larger"), (.english, .sizes, "big bigger"),
    (.english, .slants, "slanted slanting oblique italic"),
    (.english, .slants, "tilted tilting"), (.english, .slants, "leaning leans"),
    (.english, .slants, "upright vertical"), (.english, .slants, "straight"),
    (.english, .places, "left"), (.english, .places, "right"), (.english, .places, "top"),
    (.english, .places, "bottom"), (.english, .places, "middle"),
    (.english, .places, "centre center centered centred"),
    (.english, .places, "above"), (.english, .places, "over"),
    (.english, .places, "below beneath underneath"), (.english, .places, "under"),
    (.english, .places, "side"), (.english, .others, "on onto"), (.english, .others, "in"),
    (.english, .others, "at"), (.english, .others, "to"), (.english, .others, "of"),
    (.english, .others, "with"), (.english, .others, "and"),
    (.english, .backgrounds, "background backgrounds backdrop"),
    (.english, .digits, "digit digits numeral"), (.english, .digits, "number numbers"),
    (.english, .others, "picture pictures photo photograph painting"),
    (.english, .others, "image images"), (.english, .others, "drawing drawings"),
    (.korean, .digits, "영"), (.korean, .digits, "일"), (.korean, .digits, "이"),
    (.korean, .digits, "삼"), (.korean, .digits, "사"), (.korean, .digits, "오"),
    (.korean, .digits, "육"), (.korean, .digits, "칠"), (.korean, .digits, "팔"),
    (.korean, .digits, "구"), (.korean, .digits, "숫자"),
    (.korean, .shapes, "원 원형"), (.korean, .shapes, "동그라미 동그란"),
    (.korean, .shapes, "네모 네모난"), (.korean, .shapes, "사각형"), (.korean, .shapes, "정사각형"),
    (.korean, .shapes, "세모 세모난"), (.korean, .shapes, "삼각형"),
    (.korean, .shapes, "별 별표 별모양"), (.korean, .shapes, "하트"),
    (.korean, .shapes, "십자 십자가 십자형"),
    (.korean, .colours, "빨간 빨강 빨간색 빨강색 붉은"),
    (.korean, .colours, "주황 주황색 오렌지색 오렌지"),
    (.korean, .colours, "노란 노랑 노란색 노랑색"), (.korean, .colours, "초록 초록색"),
    (.korean, .colours, "녹색"), (.korean, .colours, "청록 청록색"),
    (.korean, .colours, "파란 파랑 파란색 파랑색 푸른"), (.korean, .colours, "보라 보라색 보랏빛"),
    (.korean, .colours, "분홍 분홍색 분홍빛"), (.korean, .colours, "핑크 핑크색"),
    (.korean, .colours, "흰 흰색"), (.korean, .colours, "하얀 하얀색 하양"),
    (.korean, .colours, "검은 검은색 검정 검정색"), (.korean, .colours, "까만 까만색"),
    (.korean, .colours, "회색"), (.korean, .colours, "연한 밝은 옅은"),
    (.korean, .colours, "짙은 어두운 진한"),
    (.korean, .sizes, "작은 작게"), (.korean, .sizes, "조그만 조그마한 자그마한"),
    (.korean, .sizes, "큰 크게"), (.korean, .sizes, "커다란 거대한"),
    (.korean, .slants, "기울어진 기울어져"), (.korean, .slants, "기운"),
    (.korean, .slants, "비스듬한 비스듬히"), (.korean, .slants, "똑바른 똑바로 곧은"),
    (.korean, .slants, "바로"), (.korean, .slants, "선 서"),
    (.korean, .places, "왼쪽 왼편 좌측"), (.korean, .places, "오른쪽 오른편 우측"),
    (.korean, .places, "위"), (.korean, .places, "위쪽 윗쪽 상단"),
    (.korean, .places, "아래 밑"), (.korean, .places, "아래쪽 하단"),
    (.korean, .places, "가운데 한가운데"), (.korean, .places, "중앙 중심"),
    (.korean, .backgrounds, "배경 바탕"), (.korean, .others, "그림 사진 이미지"),
    (.korean, .others, "하나 한"), (.korean, .others, "의"), (.korean, .others, "에 에서"),
    (.korean, .others, "으로 로"), (.korean, .others, "있는"), (.korean, .others, "있다 있고 있음"),
    (.korean, .others, "과 와 그리고 하고"),
  ]
}
