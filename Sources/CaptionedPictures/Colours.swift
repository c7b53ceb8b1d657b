/// A colour, each channel 0…255.
public struct RGB: Equatable, Sendable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }
}

/// The colours of things: saturated, and far from each other.
public enum ThingColour: Int, CaseIterable, Codable, Sendable {
  case red, orange, yellow, green, cyan, blue, purple, pink

  public var rgb: RGB {
    switch self {
    case .red: RGB(222, 20, 30)
    case .orange: RGB(250, 122, 0)
    case .yellow: RGB(250, 208, 0)
    case .green: RGB(20, 160, 50)
    case .cyan: RGB(0, 195, 210)
    case .blue: RGB(25, 60, 235)
    case .purple: RGB(140, 30, 190)
    case .pink: RGB(255, 90, 180)
    }
  }
}

/// The colours of backgrounds: no colour, tints and shades. Each name stands for one of them, so
/// "blue background" needs no "light".
public enum Background: Int, CaseIterable, Codable, Sendable {
  case white, black, grey, blue, yellow, pink, green, purple

  public var rgb: RGB {
    switch self {
    case .white: RGB(255, 255, 255)
    case .black: RGB(0, 0, 0)
    case .grey: RGB(128, 128, 128)
    case .blue: RGB(150, 200, 255)
    case .yellow: RGB(255, 242, 160)
    case .pink: RGB(255, 190, 212)
    case .green: RGB(5, 70, 40)
    case .purple: RGB(50, 15, 85)
    }
  }

  /// Whether a thing of this colour stands out.
  public func suits(_ colour: ThingColour) -> Bool {
    switch (self, colour) {
    case (.blue, .blue), (.blue, .cyan), (.yellow, .yellow), (.pink, .pink), (.green, .green),
      (.purple, .purple):
      false
    default: true
    }
  }
}
