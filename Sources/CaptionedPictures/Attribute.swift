/// What a caption can say of a picture, and what can be read back from it.
public enum Attribute: String, CaseIterable, Codable, Sendable {
  /// One thing or two.
  case count
  case kind
  case colour
  case background
  case size
  /// None, or to which side.
  case slant
  /// Whether at all, to either side.
  case slanted
  case position
  case secondKind
  case secondColour
  /// Which of two things is left of or above the other.
  case relation
}

extension Scene {
  /// Which of the attributes this scene has as the other has them.
  ///
  /// Things are compared with those in the same place; but two things that changed places count as
  /// right things in a wrong relation, if that explains more.
  ///
  /// - Parameter attributes: What to compare; those that the other scene does not have, like the
  ///   position of two things, are left out.
  public func agreement(
    with other: Scene, in attributes: Set<Attribute>
  ) -> [Attribute: Bool] {
    var result: [Attribute: Bool] = [:]
    func compare(_ attribute: Attribute, _ isAlike: Bool) {
      if attributes.contains(attribute) { result[attribute] = isAlike }
    }
    compare(.count, things.count == other.things.count)
    compare(.background, background == other.background)
    switch (other.content, content) {
    case (.one(let thing, let size, let slant, let position), _):
      var found: (Thing, Size, Slant, Position)?
      if case .one(let a, let b, let c, let d) = content { found = (a, b, c, d) }
      compare(.kind, found?.0.kind == thing.kind)
      compare(.colour, found?.0.colour == thing.colour)
      compare(.size, found?.1 == size)
      compare(.slant, found?.2 == slant)
      compare(.slanted, found.map { ($0.2 == .none) == (slant == .none) } ?? false)
      compare(.position, found?.3 == position)
    case (.two, .one):
      for attribute in [.kind, .colour, .secondKind, .secondColour, .relation] as [Attribute] {
        compare(attribute, false)
      }
    case (.two(let first, let second, let wanted), .two(let a, let b, let arrangement)):
      func pairs(_ a: Thing, _ b: Thing, relation: Bool) -> [(Attribute, Bool)] {
        [
          (.kind, a.kind == first.kind), (.colour, a.colour == first.colour),
          (.secondKind, b.kind == second.kind), (.secondColour, b.colour == second.colour),
          (.relation, relation),
        ].filter { attributes.contains($0.0) }
      }
      let direct = pairs(a, b, relation: arrangement == wanted)
      let swapped = pairs(b, a, relation: false)
      func right(_ pairs: [(Attribute, Bool)]) -> Int { pairs.count { $0.1 } }
      for (attribute, isAlike) in right(swapped) > right(direct) ? swapped : direct {
        compare(attribute, isAlike)
      }
    }
    return result
  }
}
