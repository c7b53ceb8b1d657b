import SubmissionProtocol

extension TestRecord {
  /// What is wrong with the form of a lost test's feedback, a sentence each: a line in the other
  /// language, one that gives away an array, words of Swift instead of a value, nothing that says
  /// what should hold.
  public var feedbackProblems: [String] {
    guard outcome != .passed, outcome != .graderFault else { return [] }
    var problems = feedback.flatMap { line in
      Language.allCases.flatMap { form(of: line[$0], in: $0, isQuoted: line.isQuotation) }
    }
    if feedback.isEmpty { problems.append("\(suite)/\(test) is lost without a word") }
    if outcome == .failed {
      // A right answer needs no more than its own numbers; a wrong one says what it should be.
      if !feedback.contains(where: { $0.english.contains("should") }) {
        problems.append(
          "\(suite)/\(test) does not say what should hold: \(feedback.first?.english ?? "")")
      }
      if feedback.contains(where: \.isQuotation) {
        problems.append("\(suite)/\(test) has a line without a Korean wording")
      }
    }
    return problems
  }

  /// More numbers than this in one line look like an array.
  static let mostNumbers = 24

  private func form(
    of line: String, in language: Language, isQuoted: Bool
  ) -> [String] {
    var problems: [String] = []
    func add(_ what: String) { problems.append("\(suite)/\(test): \(what): “\(line)”") }
    if line.isEmpty { add("an empty line") }
    for word in ["Optional(", "nil)", "Sentence("] where line.contains(word) && !isQuoted {
      add("“\(word)” in the feedback")
    }
    if line.numberCount > TestRecord.mostNumbers { add("\(line.numberCount) numbers in one line") }
    // What a program or the student wrote is quoted as it is.
    if isQuoted { return problems }
    switch language {
    case .english:
      if line.contains(where: \.isHangul) { add("Korean in the English feedback") }
    case .korean:
      if !line.contains(where: \.isHangul) { add("no Korean in the Korean feedback") }
      if line.longestEnglishRun > 3 { add("English in the Korean feedback") }
    }
    return problems
  }
}

extension Sentence {
  /// The same in every language: a program's own words.
  fileprivate var isQuotation: Bool { english == korean }
}

extension String {
  fileprivate var numberCount: Int {
    matches(of: /[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?/).count
  }

  /// The most words of small Latin letters with nothing but spaces between them.
  fileprivate var longestEnglishRun: Int {
    matches(of: /[a-z]+(?: [a-z]+)*/).map { $0.output.split(separator: " ").count }.max() ?? 0
  }
}

extension Character {
  fileprivate var isHangul: Bool {
    unicodeScalars.contains {
      (0xAC00...0xD7A3).contains($0.value) || (0x1100...0x11FF).contains($0.value)
    }
  }
}
