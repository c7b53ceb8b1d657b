/// The arguments of one command, taken apart.
struct ParsedArguments: Equatable {
  /// As they came.
  let original: [String]
  private(set) var operands: [String] = []
  private var values: [String: String] = [:]
  private var flags: Set<String> = []
  /// `--help` was among them; nothing else was looked at.
  private(set) var wantsHelp = false

  /// Takes arguments apart by what the command knows: `--name value`, `--name=value`, `--flag`.
  init(_ arguments: [String], of command: CommandSpecification) throws(UsageError) {
    original = arguments
    if arguments.contains("--help") || arguments.contains("-h") {
      wantsHelp = true
      return
    }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument.count > 1 else {
        operands.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard let option = command.options.first(where: { $0.name == name }) else {
        let known = command.options.map(\.name) + ["--help"]
        throw .unknownOption(name, suggestion: suggestion(for: name, among: known))
      }
      guard values[name] == nil, !flags.contains(name) else { throw .repeatedOption(name) }
      if let placeholder = option.value {
        let following = rest.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
        guard let value = parts.count == 2 ? String(parts[1]) : following, !value.isEmpty else {
          throw .missingValue(option: name, value: placeholder)
        }
        if parts.count == 1 { rest.removeFirst() }
        values[name] = value
      } else {
        guard parts.count == 1 else { throw .unexpectedValue(option: name) }
        flags.insert(name)
      }
    }
    if operands.count > command.operands.count, !command.lastOperandRepeats {
      throw .unexpectedOperand(operands[command.operands.count])
    }
    if operands.count < command.operands.count, !command.operandsAreOptional {
      throw .missingOperand(command.operands[operands.count])
    }
  }

  func contains(_ flag: String) -> Bool { flags.contains(flag) }

  subscript(_ option: String) -> String? { values[option] }

  /// A whole number within a range.
  func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = values[option] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      let expected =
        range.upperBound == .max
        ? "a whole number from \(range.lowerBound)"
        : "a whole number in \(range.lowerBound)…\(range.upperBound)"
      throw .invalidValue(option: option, value: text, expected: expected)
    }
    return value
  }

  /// A seed: any whole number that 64 bits hold.
  func seed(_ option: String = "--seed") throws(UsageError) -> UInt64? {
    guard let text = values[option] else { return nil }
    guard let value = UInt64(text) else {
      throw .invalidValue(option: option, value: text, expected: "a whole number from 0")
    }
    return value
  }

  /// A number greater than zero, up to a limit.
  func positive(_ option: String, upTo limit: Double) throws(UsageError) -> Double? {
    guard let text = values[option] else { return nil }
    guard let value = Double(text), value > 0, value <= limit else {
      throw .invalidValue(
        option: option, value: text, expected: "a number above 0 and up to \(limit)")
    }
    return value
  }

  /// One of the cases of an enumeration, by its raw value.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, of type: Choice.Type = Choice.self
  ) throws(UsageError) -> Choice? {
    guard let text = values[option] else { return nil }
    guard let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw .invalidValue(option: option, value: text, expected: names)
    }
    return value
  }
}
