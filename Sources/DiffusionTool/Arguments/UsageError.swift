/// A command line that cannot be followed.
enum UsageError: Error, Equatable {
  case unknownCommand(String, suggestion: String?)
  case incompleteCommand([String])
  case unknownOption(String, suggestion: String?)
  case missingValue(option: String, value: String)
  case unexpectedValue(option: String)
  case repeatedOption(String)
  case missingOperand(String)
  case unexpectedOperand(String)
  case invalidValue(option: String, value: String, expected: String)
  case missingOption(String, reason: String)
  case conflictingOptions(String, String)
}

extension UsageError: CustomStringConvertible {
  /// One line: what is wrong and what to do.
  var description: String {
    switch self {
    case .unknownCommand(let name, let suggestion):
      "unknown command '\(name)'" + advice(suggestion, list: "commands")
    case .incompleteCommand(let names):
      "which one? \(names.map { "'\($0)'" }.joined(separator: " or "))"
    case .unknownOption(let name, let suggestion):
      "unknown option '\(name)'" + advice(suggestion, list: "options")
    case .missingValue(let option, let value):
      "\(option) needs a value: \(option) \(value)"
    case .unexpectedValue(let option):
      "\(option) takes no value"
    case .repeatedOption(let option):
      "\(option) is given twice: leave one out"
    case .missingOperand(let name):
      "\(name) is missing; --help shows an example"
    case .unexpectedOperand(let text):
      "unexpected argument '\(text)'; --help shows an example"
    case .invalidValue(let option, let value, let expected):
      "\(option) '\(value)': \(expected) is needed"
    case .missingOption(let option, let reason):
      "\(option) is missing: \(reason)"
    case .conflictingOptions(let first, let second):
      "\(first) and \(second) exclude each other: leave one out"
    }
  }

  private func advice(_ suggestion: String?, list: String) -> String {
    suggestion.map { ": did you mean '\($0)'?" } ?? "; --help lists the \(list)"
  }
}

/// The name nearest to a mistyped one, if it is near enough to be what was meant.
func suggestion(for word: String, among names: [String]) -> String? {
  let near = names.map { (name: $0, distance: editDistance(word, $0)) }
    .filter { $0.distance <= max(1, ($0.name.count + 1) / 3) }
  return near.min { $0.distance < $1.distance }?.name
}

/// Insertions, deletions and substitutions that turn one word into the other (Levenshtein).
func editDistance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in second.indices {
      let substituted = diagonal + (character == second[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
