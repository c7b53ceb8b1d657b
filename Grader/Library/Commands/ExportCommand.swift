import Foundation

/// `grader export`: this grader, ready for another system.
enum ExportCommand {
  static let description = CommandDescription(
    name: "export", usage: "gradescope --output FILE.zip | github --output FILE.yml",
    summary: "Makes a Gradescope autograder, or a GitHub Actions workflow.",
    details: [
      "gradescope: a zip to upload as the autograder of a programming assignment. It holds this package; "
        + "setup.sh installs Swift and builds it once, run_autograder grades one submission. Give the "
        + "container 4 GB to build in.",
      "github: a workflow for the private repository that holds this package: it grades what lies in "
        + "submissions/ when it is started by hand, and keeps the reports as an artifact.",
    ],
    options: [
      .init(name: "--output", value: "FILE", help: "the file to write"),
      .language,
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader export gradescope --output autograder.zip")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let system = arguments.operands.first, arguments.operands.count == 1 else {
      throw .usage("name one system, gradescope or github", command: description.name)
    }
    guard let output = arguments["--output"], !output.isEmpty else {
      throw .usage("--output FILE is missing", command: description.name)
    }
    let language = try arguments.language()
    switch system {
    case "gradescope":
      let location = try PackageLocation.find(root: arguments["--package"])
      let bytes = try GradescopeAutograder.archive(of: location, language: language)
      try writeFile(bytes, to: output)
      Console.print("\(output): \((bytes.count + 1023) / 1024) KB; upload it as the autograder")
    case "github":
      try writeFile(GitHubWorkflow.text(language: language), to: output)
      Console.print("\(output): commit it as .github/workflows/grade.yml")
    default:
      throw .usage(
        "\(escapedForTerminal(system)): gradescope or github is needed", command: description.name)
    }
    return 0
  }
}
