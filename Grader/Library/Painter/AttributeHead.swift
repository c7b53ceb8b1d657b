import CaptionedPictures

/// The questions that the attribute reader answers about each picture. All but the first have an
/// answer 0, "there is none": pictures of two things have no position, those of one no second kind.
enum AttributeHead: String, CaseIterable {
  case background
  case kind, colour, size, slant, position
  case firstKind, firstColour, secondKind, secondColour, arrangement

  /// Answers there are.
  var classes: Int {
    switch self {
    case .background: Background.allCases.count
    case .kind, .firstKind, .secondKind: Kind.allCases.count + 1
    case .colour, .firstColour, .secondColour: ThingColour.allCases.count + 1
    case .size: Scene.Size.allCases.count + 1
    case .slant: Scene.Slant.allCases.count + 1
    case .position: Scene.Position.allCases.count + 1
    case .arrangement: Scene.Arrangement.allCases.count + 1
    }
  }

  /// Those asked of one thing, and of two.
  static let ofOne: [AttributeHead] = [.kind, .colour, .size, .slant, .position]
  static let ofTwo: [AttributeHead] = [
    .firstKind, .firstColour, .secondKind, .secondColour, .arrangement,
  ]

  /// The right answer.
  func label(of scene: Scene) -> Int {
    if self == .background { return scene.background.rawValue }
    switch scene.content {
    case .one(let thing, let size, let slant, let position):
      switch self {
      case .kind: return thing.kind.rawValue + 1
      case .colour: return thing.colour.rawValue + 1
      case .size: return size.rawValue + 1
      case .slant: return slant.rawValue + 1
      case .position: return position.rawValue + 1
      default: return 0
      }
    case .two(let first, let second, let arrangement):
      switch self {
      case .firstKind: return first.kind.rawValue + 1
      case .firstColour: return first.colour.rawValue + 1
      case .secondKind: return second.kind.rawValue + 1
      case .secondColour: return second.colour.rawValue + 1
      case .arrangement: return arrangement.rawValue + 1
      default: return 0
      }
    }
  }

  /// The scene that these answers tell of.
  ///
  /// - Parameter answers: Of each head; where there are two things those of `ofTwo`, else those of
  ///   `ofOne`, without 0.
  static func scene(hasTwo: Bool, _ answers: (AttributeHead) -> Int) -> Scene {
    func value<Value: CaseIterable & RawRepresentable<Int>>(_ head: AttributeHead) -> Value {
      Value(rawValue: answers(head) - 1)!
    }
    let background = Background(rawValue: answers(.background))!
    guard hasTwo else {
      return Scene(
        background: background,
        content: .one(
          Scene.Thing(kind: value(.kind), colour: value(.colour)), size: value(.size),
          slant: value(.slant), position: value(.position)))
    }
    return Scene(
      background: background,
      content: .two(
        Scene.Thing(kind: value(.firstKind), colour: value(.firstColour)),
        Scene.Thing(kind: value(.secondKind), colour: value(.secondColour)),
        arrangement: value(.arrangement)))
  }
}
