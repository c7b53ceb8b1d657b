/// What is to be seen in a picture: a background and one thing, or two things next to each other.
///
/// Two equal scenes look alike, but for a little jitter of place and size: "a left of b" and "b right
/// of a" are one scene.
public struct Scene: Codable, Hashable, Sendable {
  public var background: Background
  public var content: Content

  public enum Content: Codable, Hashable, Sendable {
    case one(Thing, size: Size, slant: Slant, position: Position)
    /// The first is the left or the upper one.
    case two(Thing, Thing, arrangement: Arrangement)
  }

  /// A digit or a shape in its colour.
  public struct Thing: Codable, Hashable, Sendable {
    public var kind: Kind
    public var colour: ThingColour

    public init(kind: Kind, colour: ThingColour) { (self.kind, self.colour) = (kind, colour) }
  }

  public enum Size: Int, CaseIterable, Codable, Sendable { case small, large }
  /// Where the upper end leans.
  public enum Slant: Int, CaseIterable, Codable, Sendable { case none, left, right }
  public enum Position: Int, CaseIterable, Codable, Sendable {
    case centre, left, right, top, bottom
  }
  /// How two things stand: the first left of the second, or above it.
  public enum Arrangement: Int, CaseIterable, Codable, Sendable { case sideBySide, stacked }

  public init(background: Background, content: Content) {
    (self.background, self.content) = (background, content)
  }

  /// One thing or two, the first first.
  public var things: [Thing] {
    switch content {
    case .one(let thing, _, _, _): [thing]
    case .two(let first, let second, _): [first, second]
    }
  }
}
