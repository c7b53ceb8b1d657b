/// `grader diff`: what changed between two gradings.
enum DiffCommand {
  static let description = CommandDescription(
    name: "diff", usage: "BEFORE AFTER [--json]",
    summary: "Shows whose points differ between two gradings, and where.",
    details: [
      "BEFORE and AFTER are folders that grader grade wrote to, or their results.json.",
      "Exit code 0: no difference; 1: some; 2: wrong use, or a file that cannot be read.",
    ],
    options: [
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else")
    ],
    example: "swift run grader diff reports-monday reports")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard arguments.operands.count == 2 else {
      throw .usage("two gradings are needed, BEFORE and AFTER", command: "diff")
    }
    let difference = ResultsDifference(
      from: try ClassResults.read(arguments.operands[0]),
      to: try ClassResults.read(arguments.operands[1]))
    if arguments.has("--json") {
      Console.write(json(difference))
    } else {
      Console.print(difference.report.joined(separator: "\n"))
    }
    return difference.isEmpty ? 0 : 1
  }
}
