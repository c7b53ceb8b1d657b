/// `grader check-stubs`: the stubs are the solutions with the marked parts removed.
enum CheckStubsCommand {
  static let description = CommandDescription(
    name: "check-stubs", usage: "[--write]",
    summary: "Checks that the stubs are exactly the solutions with the marked parts removed.",
    details: [
      "Exit code 0: they are; 1: they are not; 2: a file cannot be read or is marked wrongly."
    ],
    options: [
      .init(name: "--write", value: nil, help: "cut the stubs that differ anew"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader check-stubs")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let location = try PackageLocation.find(root: arguments["--package"])
    let differences: [StubDifference]
    do {
      differences = try checkStubs(
        solutions: location.solutions, assignments: location.assignments,
        write: arguments.has("--write"))
    } catch {
      throw .inOwnWords("\(error)")
    }
    for difference in differences { Console.print(escapedForTerminal("\(difference)")) }
    let left = differences.filter { !$0.isMended }
    if differences.isEmpty { Console.print("the stubs are the solutions without the marked parts") }
    return left.isEmpty ? 0 : 1
  }
}
