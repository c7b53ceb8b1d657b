/// What the check speaks.
enum Language: String, CaseIterable, Sendable {
  case english, korean

  /// By its name or its code of ISO 639.
  init?(named name: String) {
    switch name {
    case "english", "en": self = .english
    case "korean", "ko": self = .korean
    default: return nil
    }
  }
}

/// Something that the check says, in each language.
struct Bilingual: Codable, Equatable, Sendable {
  var english: String
  var korean: String

  init(_ english: String, korean: String) {
    self.english = english
    self.korean = korean
  }

  /// Formulas and code read the same in both.
  init(_ formula: String) {
    self.init(formula, korean: formula)
  }

  subscript(_ language: Language) -> String {
    switch language {
    case .english: english
    case .korean: korean
    }
  }
}
