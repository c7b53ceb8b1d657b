/// What a thing is: a digit or one of six shapes. The raw values are its number among the kinds.
public enum Kind: Int, CaseIterable, Codable, Sendable {
  case zero, one, two, three, four, five, six, seven, eight, nine
  case circle, square, triangle, star, heart, cross

  /// The digit, 0…9; `nil` for a shape.
  public var digit: Int? { rawValue < 10 ? rawValue : nil }

  /// "7", "heart".
  public var name: String { digit.map { "\($0)" } ?? "\(self)" }
}
