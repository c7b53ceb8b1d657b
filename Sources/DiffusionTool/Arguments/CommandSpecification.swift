/// An option of a command: `--features N`, or a flag such as `--fresh`.
struct OptionSpecification: Equatable, Sendable {
  /// With its dashes.
  var name: String
  /// What stands for the value in the help text; nil for a flag.
  var value: String?
  var help: String

  static func option(_ name: String, _ value: String, _ help: String) -> Self {
    Self(name: name, value: value, help: help)
  }

  static func flag(_ name: String, _ help: String) -> Self {
    Self(name: name, value: nil, help: help)
  }

  /// `--features N`.
  var label: String { value.map { "\(name) \($0)" } ?? name }
}

/// What a command is called, takes and does: enough to parse its arguments and to write its help.
struct CommandSpecification: Equatable, Sendable {
  /// One word, or two as in `data fetch`.
  var name: String
  /// One line for the list of commands.
  var summary: String
  /// The names of the arguments that are no options.
  var operands: [String] = []
  /// Whether all operands may be left out.
  var operandsAreOptional = false
  /// Whether the last of them may be given several times.
  var lastOperandRepeats = false
  var options: [OptionSpecification] = []
  /// What else a user should know; lines of at most 80 characters.
  var details: [String] = []
  /// Complete command lines, without the program's name.
  var examples: [String]
}
