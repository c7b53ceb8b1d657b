import Digits

/// A text that is true of a scene.
public struct Caption: Codable, Hashable, Sendable {
  public enum Language: String, CaseIterable, Codable, Sendable { case english, korean }

  public let text: String
  public let language: Language
  /// What it was written about.
  public let scene: Scene
  /// What the text says of the scene: nothing else can be asked of a picture painted from it.
  public let mentioned: Set<Attribute>

  /// Writes about a scene. What is mentioned depends on the seed and the index, not on the language.
  ///
  /// - Parameters:
  ///   - language: `nil` for English two times in three, else Korean.
  ///   - mentioning: What must be mentioned, if the scene has it.
  public init(
    of scene: Scene, in language: Language? = nil, mentioning wanted: Set<Attribute> = [],
    seed: UInt64, index: Int
  ) {
    var random = SplitMix64(seed: seed, stream: 15, item: index)
    let drawn: Language = random.below(3) < 2 ? .english : .korean
    self.language = language ?? drawn
    self.scene = scene
    mentioned = Caption.mentions(of: scene, wanted, using: &random)
    switch self.language {
    case .english:
      var english = EnglishWords(mentioned: mentioned, random: random)
      text = english.text(of: scene)
    case .korean:
      var korean = KoreanWords(mentioned: mentioned, random: random)
      text = korean.text(of: scene)
    }
  }

  /// A prompt that no picture of the training was captioned with: it mentions the whole combination
  /// for which its scene is held out.
  public static func unseen(in language: Language? = nil, seed: UInt64, index: Int) -> Caption {
    Caption(
      of: Scene.heldOut(seed: seed, index: index), in: language,
      mentioning: [.colour, .background, .secondColour], seed: seed, index: index)
  }

  /// For each mentioned attribute, whether the other scene has it as the caption says.
  public func agreement(with other: Scene) -> [Attribute: Bool] {
    other.agreement(with: scene, in: mentioned)
  }

  /// Whether all it says is true of the other scene as well.
  public func isTrue(of other: Scene) -> Bool { agreement(with: other).values.allSatisfy { $0 } }

  private static func mentions(
    of scene: Scene, _ wanted: Set<Attribute>, using random: inout SplitMix64
  ) -> Set<Attribute> {
    var result: Set<Attribute> = [.count, .kind]
    func perhaps(_ attribute: Attribute, times: Int) {
      if random.below(20) < times || wanted.contains(attribute) { result.insert(attribute) }
    }
    perhaps(.colour, times: 18)
    perhaps(.background, times: 13)
    switch scene.content {
    case .one(_, _, let slant, _):
      perhaps(.size, times: 10)
      perhaps(.position, times: 10)
      perhaps(.slant, times: slant == .none ? 3 : 10)
      if slant != .none, !result.contains(.slant) { perhaps(.slanted, times: 6) }
    case .two:
      result.formUnion([.secondKind, .relation])
      perhaps(.secondColour, times: 18)
    }
    return result
  }
}
