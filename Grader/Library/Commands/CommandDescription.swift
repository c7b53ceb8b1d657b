import SubmissionProtocol

/// What a command takes: the source of its help and of the check of its options.
struct CommandDescription: Sendable {
  struct Option: Sendable {
    /// For commands that leave something for students to read.
    static let language = Option(
      name: "--language", value: "LANGUAGE",
      help:
        "english or korean (en, ko): what reports and feedback are written in (default: english)")

    /// For commands that need term, due date or version.
    static let course = Option(
      name: "--course", value: "FILE",
      help: "term, due date, late policy (default: Grader/course.json in the package)")

    static let late = Option(
      name: "--late", value: "HOW",
      help: "on or off: whether being late costs points (default: on)")

    /// "--jobs".
    var name: String
    /// "N"; nil for a flag.
    var value: String?
    var help: String
  }

  var name: String
  /// The words after the name: "PATH… --output DIR [options]".
  var usage: String
  /// One line for the list of commands.
  var summary: String
  var details: [String] = []
  var options: [Option] = []
  var example: String

  /// The help text, within 80 columns.
  var help: String {
    var lines = ["usage: grader \(name)" + (usage.isEmpty ? "" : " \(usage)"), ""]
    lines += wrapped(summary, indent: 0)
    for detail in details { lines += [""] + wrapped(detail, indent: 0) }
    if !options.isEmpty {
      lines += ["", "options:"]
      let labels = options.map { option in
        "  \(option.name)" + (option.value.map { " \($0)" } ?? "")
      }
      let width = (labels.map(\.count).max() ?? 0) + 2
      for (label, option) in zip(labels, options) {
        var text = wrapped(option.help, indent: width)
        let padding = String(repeating: " ", count: width - label.count)
        text[0] = label + padding + text[0].dropFirst(width)
        lines += text
      }
    }
    return (lines + ["", "example: \(example)"]).joined(separator: "\n")
  }
}

/// The words of a command line, taken apart by a description.
struct ParsedCommand {
  var operands: [String] = []
  private var values: [String: String] = [:]
  private let command: String

  /// - Throws: `GraderError.usage` for an option that the command does not have, one without its
  ///   value, or one given twice.
  init(_ words: [String], as description: CommandDescription) throws(GraderError) {
    command = description.name
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        operands.append(word)
        continue
      }
      let pieces = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(pieces[0])
      guard let option = description.options.first(where: { $0.name == name }) else {
        let near = description.options.first { $0.name.hasPrefix(name) || name.hasPrefix($0.name) }
        let hint = near.map { "; did you mean \($0.name)?" } ?? ""
        throw .usage("unknown option \(escapedForTerminal(name))\(hint)", command: command)
      }
      guard values[name] == nil else { throw .usage("\(name) is given twice", command: command) }
      if option.value == nil {
        guard pieces.count == 1 else { throw .usage("\(name) takes no value", command: command) }
        values[name] = ""
      } else if pieces.count == 2 {
        values[name] = String(pieces[1])
      } else if let value = rest.popFirst() {
        values[name] = value
      } else {
        throw .usage("\(name) needs a value, \(option.value ?? "")", command: command)
      }
    }
  }

  subscript(_ name: String) -> String? { values[name] }

  func has(_ name: String) -> Bool { values[name] != nil }

  /// A whole number within `range`.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(GraderError) -> Int? {
    guard let text = values[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw .usage(
        "\(name) \(escapedForTerminal(text)): a whole number from \(range.lowerBound) to "
          + "\(range.upperBound) is needed", command: command)
    }
    return number
  }

  /// One of the cases of an enumeration.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws(GraderError) -> Choice? where Choice.RawValue == String {
    guard let text = values[name] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage(
        "\(name) \(escapedForTerminal(text)): one of \(known) is needed", command: command)
    }
    return choice
  }

  /// The language of the reports; English unless another is asked for.
  func language() throws(GraderError) -> Language {
    guard let text = values["--language"] else { return .english }
    guard let language = Language(named: text) else {
      let known = Language.allCases.flatMap { [$0.rawValue, $0.code] }.joined(separator: ", ")
      throw .usage(
        "--language \(escapedForTerminal(text)): one of \(known) is needed", command: command)
    }
    return language
  }

  /// What `--late` says.
  func deductsForLateness() throws(GraderError) -> Bool {
    switch values["--late"] {
    case nil, "on": return true
    case "off": return false
    case let text?:
      throw .usage("--late \(escapedForTerminal(text)): on or off is needed", command: command)
    }
  }

  /// For commands without operands.
  func refuseOperands() throws(GraderError) {
    if let first = operands.first {
      throw .usage("unexpected \(escapedForTerminal(first))", command: command)
    }
  }
}
