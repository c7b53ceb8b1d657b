/// The help texts, all within 80 columns.
enum HelpText {
  /// `program --help`: what it is for and what its commands do.
  static func overview(program: String, commands: [CommandSpecification]) -> String {
    let width = (commands.map(\.name.count).max() ?? 0) + 2
    var lines = [
      "Build, check and train the diffusion models of the assignments.", "",
      "Usage: \(program) COMMAND [OPTION…]", "", "Commands:",
    ]
    for command in commands {
      lines.append("  " + padded(command.name, to: width) + command.summary)
    }
    lines += [
      "", "'\(program) COMMAND --help' shows the options of a command.", "", "Example:",
      "  \(program) check",
    ]
    return lines.joined(separator: "\n")
  }

  /// `program command --help`.
  static func of(_ command: CommandSpecification, program: String) -> String {
    var usage = "Usage: \(program) \(command.name)"
    for (index, name) in command.operands.enumerated() {
      let repeats = command.lastOperandRepeats && index == command.operands.count - 1
      let operand = name + (repeats ? "…" : "")
      usage += command.operandsAreOptional ? " [\(operand)]" : " \(operand)"
    }
    if !command.options.isEmpty { usage += " [OPTION…]" }
    let summary = command.summary.prefix(1).uppercased() + command.summary.dropFirst() + "."
    var lines = [summary, "", usage]
    if !command.options.isEmpty {
      let width = (command.options.map(\.label.count).max() ?? 0) + 2
      lines += ["", "Options:"]
      for option in command.options {
        let help = wrapped(option.help, to: 78 - width)
        lines.append("  " + padded(option.label, to: width) + (help.first ?? ""))
        lines += help.dropFirst().map { String(repeating: " ", count: width + 2) + $0 }
      }
    }
    if !command.details.isEmpty { lines += [""] + command.details }
    lines += ["", command.examples.count == 1 ? "Example:" : "Examples:"]
    lines += command.examples.map { "  \(program) \($0)" }
    return lines.joined(separator: "\n")
  }
}
