import Foundation
import NumericKernels

/// The `grader` program.
public enum GraderCommands {
  /// When the program is told to stop, it ends what it has started and removes its temporary folders.
  public static func endWithChildren() { Interruption.handle() }

  /// Runs one command.
  ///
  /// - Parameter arguments: The words after the program's name.
  /// - Returns: The exit code: 0 all well; 1 something could not be graded, or is not as it should
  ///   be; 2 wrong use, or a file that cannot be read or written.
  public static func run(_ arguments: [String]) -> Int32 {
    do throws(GraderError) {
      if let missing = missingProcessorFeatures() { throw .processorTooOld(missing: missing) }
      return try dispatch(arguments)
    } catch {
      Console.error("grader: " + escapedForTerminal(error.description))
      return 2
    }
  }

  private struct Command {
    var description: CommandDescription
    var run: @Sendable (ParsedCommand) throws(GraderError) -> Int32
  }

  private static let commands: [Command] = [
    Command(description: DemoCommand.description, run: DemoCommand.run),
    Command(description: GradeCommand.description, run: GradeCommand.run),
    Command(description: RegradeCommand.description, run: RegradeCommand.run),
    Command(description: DiffCommand.description, run: DiffCommand.run),
    Command(description: GalleryCommand.description, run: GalleryCommand.run),
    Command(description: ExportCommand.description, run: ExportCommand.run),
    Command(description: ClarityCommand.description, run: ClarityCommand.run),
    Command(description: CompareRunsCommand.description, run: CompareRunsCommand.run),
    Command(description: CatalogueCommand.description, run: CatalogueCommand.run),
    Command(description: ReleaseCommand.description, run: ReleaseCommand.run),
    Command(description: CheckStubsCommand.description, run: CheckStubsCommand.run),
    Command(description: ChartSizesCommand.description, run: ChartSizesCommand.run),
    Command(description: TrainClassifierCommand.description, run: TrainClassifierCommand.run),
    Command(description: MeasureClassifierCommand.description, run: MeasureClassifierCommand.run),
    Command(description: TrainReaderCommand.description, run: TrainReaderCommand.run),
    Command(description: MeasurePainterCommand.description, run: MeasurePainterCommand.run),
    Command(description: FuzzCommand.description, run: FuzzCommand.run),
  ]

  static var commandNames: [String] { commands.map(\.description.name) }

  private static func dispatch(_ arguments: [String]) throws(GraderError) -> Int32 {
    guard let name = arguments.first, name != "--help", name != "-h", name != "help" else {
      Console.print(overview)
      return arguments.isEmpty ? 2 : 0
    }
    if name == FuzzCommand.childName {
      return try FuzzCommand.runChild(
        try ParsedCommand(Array(arguments.dropFirst()), as: FuzzCommand.childDescription))
    }
    guard let command = commands.first(where: { $0.description.name == name }) else {
      let known = commandNames.joined(separator: ", ")
      throw .usage("unknown command \(name); there are \(known)", command: nil)
    }
    let words = Array(arguments.dropFirst())
    if words.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      Console.print(command.description.help)
      return 0
    }
    return try command.run(try ParsedCommand(words, as: command.description))
  }

  static var overview: String {
    var lines = ["usage: grader COMMAND [options]", "", "Grades the diffusion assignments.", ""]
    lines.append("commands:")
    let width = (commands.map(\.description.name.count).max() ?? 0) + 4
    for command in commands {
      var text = wrapped(command.description.summary, indent: width)
      let name = "  \(command.description.name)"
      text[0] = name + String(text[0].dropFirst(name.count))
      lines += text
    }
    lines += ["", "grader COMMAND --help shows a command's options."]
    return (lines + ["", "example: swift run grader demo"]).joined(separator: "\n")
  }
}

/// Where lines go.
enum Console {
  /// What was asked for, to standard output.
  static func print(_ text: String) { write(text + "\n") }

  /// The same without a line end. A reader that has gone away (`| head`) is no reason to stop.
  static func write(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }

  /// Progress and errors, to standard error: standard output stays clean for `--json`.
  static func error(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}
