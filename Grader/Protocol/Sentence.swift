/// The languages that a student's report can be written in.
public enum Language: String, CaseIterable, Codable, Sendable {
  case english, korean

  /// The code of ISO 639, "en" or "ko": for the `lang` attribute of pages.
  public var code: String {
    switch self {
    case .english: "en"
    case .korean: "ko"
    }
  }

  /// A language by its name or its code.
  public init?(named name: String) {
    guard let found = Language.allCases.first(where: { name == $0.rawValue || name == $0.code })
    else { return nil }
    self = found
  }
}

/// Something that a student reads, in every language. `say` makes one; `both` is for what is the same
/// in all.
public struct Sentence: Codable, Equatable, Hashable, Sendable {
  public let english: String
  public let korean: String

  public init(english: String, korean: String) {
    self.english = english
    self.korean = korean
  }

  public subscript(_ language: Language) -> String {
    switch language {
    case .english: english
    case .korean: korean
    }
  }

  /// Whether there are words in every language.
  public var isComplete: Bool { Language.allCases.allSatisfy { !self[$0].isEmpty } }

  private enum CodingKeys: String, CodingKey {
    case english = "en"
    case korean = "ko"
  }
}

/// A sentence in both languages, written beside each other:
///
///     say("\(asked): the network was never called", korean: "\(asked): 네트워크가 호출되지 않았습니다")
///
/// A `Sentence` inside either is taken in its language.
public func say(_ english: Wording<English>, korean: Wording<Korean>) -> Sentence {
  Sentence(english: english.text, korean: korean.text)
}

/// What reads the same in both languages: symbols, names of files, a program's own words.
public func both(_ text: String) -> Sentence { Sentence(english: text, korean: text) }

extension Sequence<Sentence> {
  /// All in one, with `separator` between them.
  public func joined(separator: String = " ") -> Sentence {
    Sentence(
      english: map(\.english).joined(separator: separator),
      korean: map(\.korean).joined(separator: separator))
  }
}

public protocol SpokenLanguage {
  static var language: Language { get }
}
public enum English: SpokenLanguage { public static let language = Language.english }
public enum Korean: SpokenLanguage { public static let language = Language.korean }

/// A literal in one language, the argument of `say`.
public struct Wording<Spoken: SpokenLanguage>: ExpressibleByStringInterpolation {
  fileprivate let text: String

  public init(stringLiteral text: String) {
    self.text = text
  }

  public init(stringInterpolation: StringInterpolation) {
    text = stringInterpolation.text
  }

  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 8 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { text += literal }

    public mutating func appendInterpolation(_ sentence: Sentence) {
      text += sentence[Spoken.language]
    }

    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += value.description
    }

    @available(*, unavailable, message: "say what is to be read if there is no value")
    public mutating func appendInterpolation<Value>(_ value: Value?) {}
  }
}
