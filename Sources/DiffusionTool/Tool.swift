import DiffusionCourse
import Foundation
import NumericKernels

/// The student's command-line tool; `diffusion` runs it on the stubs, `reference` on the solutions.
public enum Tool {
  /// A command: what it takes and what it does.
  struct Command {
    var specification: CommandSpecification
    var run: (ParsedArguments, ToolContext) throws -> Int32
  }

  static var commands: [Command] {
    [
      Command(specification: TrainCommand.specification, run: TrainCommand.run),
      Command(specification: SampleCommand.specification, run: SampleCommand.run),
      Command(specification: CompareCommand.specification, run: CompareCommand.run),
      Command(specification: PaintCommand.specification, run: PaintCommand.run),
      Command(specification: PretrainCommand.specification, run: PretrainCommand.run),
      Command(specification: SchedulesCommand.specification, run: SchedulesCommand.run),
      Command(specification: ForwardCommand.specification, run: ForwardCommand.run),
      Command(specification: CheckCommand.specification, run: CheckCommand.run),
      Command(specification: DataFetchCommand.specification, run: DataFetchCommand.run),
      Command(specification: DataShowCommand.specification, run: DataShowCommand.run),
      Command(specification: BenchCommand.specification, run: BenchCommand.run),
    ]
  }

  /// Commands that the tool gives itself, in a child process.
  static var childCommands: [String: (parent: String, run: ChildCommand)] {
    [
      "child-test": ("check", CheckCommand.runChild),
      "child-schedules": ("schedules", SchedulesCommand.runChild),
      "child-forward": ("forward", ForwardCommand.runChild),
      "child-paint": ("paint", PaintCommand.runChild),
      "child-preflight-train": ("train", Preflight.tryTraining),
      "child-preflight-sample": ("sample", Preflight.trySampling),
      "child-preflight-pretrain": ("pretrain", Preflight.tryPretraining),
    ]
  }
  typealias ChildCommand = ([String], ToolContext) throws -> Int32

  /// Runs the program with its command line, and ends it.
  public static func main(_ context: ToolContext) -> Never {
    exit(run(Array(CommandLine.arguments.dropFirst()), context))
  }

  /// Runs a command line.
  ///
  /// - Returns: The exit code: 0 done, 1 the assignment is not finished, 2 wrong use.
  public static func run(_ arguments: [String], _ context: ToolContext) -> Int32 {
    if let missing = missingProcessorFeatures() {
      context.console.note(
        "\(context.program): this build needs a processor with \(missing): build it again on this "
          + "machine")
      return ExitCode.usage
    }
    var name = context.program
    do {
      guard let first = arguments.first, first != "--help", first != "-h", first != "help" else {
        let help = HelpText.overview(
          program: context.program, commands: commands.map(\.specification))
        if arguments.isEmpty {
          context.console.note(help)
          return ExitCode.usage
        }
        context.console.print(help)
        return ExitCode.success
      }
      if let child = childCommands[first] {
        name += " " + child.parent
        return try child.run(Array(arguments.dropFirst()), context)
      }
      let (command, rest) = try find(arguments)
      name += " " + command.specification.name
      let parsed = try ParsedArguments(rest, of: command.specification)
      if parsed.wantsHelp {
        context.console.print(HelpText.of(command.specification, program: context.program))
        return ExitCode.success
      }
      return try command.run(parsed, context)
    } catch Preflight.Failure.told(let code) {
      return code
    } catch {
      context.console.note("\(name): \(sentence(error))")
      return ExitCode.usage
    }
  }

  /// The command that the first word, or the first two, name.
  private static func find(_ arguments: [String]) throws(UsageError) -> (Command, [String]) {
    let names = commands.map(\.specification.name)
    for count in [2, 1] where arguments.count >= count {
      let name = arguments[..<count].joined(separator: " ")
      if let index = names.firstIndex(of: name) {
        return (commands[index], Array(arguments.dropFirst(count)))
      }
    }
    let first = arguments[0]
    let family = names.filter { $0.hasPrefix(first + " ") }
    if !family.isEmpty {
      guard arguments.count > 1, !arguments[1].hasPrefix("-") else {
        throw .incompleteCommand(family)
      }
      let name = arguments[..<2].joined(separator: " ")
      throw .unknownCommand(name, suggestion: suggestion(for: name, among: family))
    }
    throw .unknownCommand(first, suggestion: suggestion(for: first, among: names))
  }

  /// An error in one line.
  static func sentence(_ error: any Error) -> String {
    // Foundation's errors describe themselves over many lines.
    let isFoundations = error is CocoaError || error is POSIXError
    let text = isFoundations ? error.localizedDescription : "\(error)"
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
