import Foundation

/// `grader clarity`: how many samples are clear digits.
enum ClarityCommand {
  static let description = CommandDescription(
    name: "clarity", usage: "FILE.npy [--json]",
    summary: "Counts the clear digits among samples.",
    details: [
      "FILE holds images of shape [n, 1, 28, 28] with values in −1…1; image i was drawn for the "
        + "digit i mod 10."
    ],
    options: [
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader clarity results_epsilon_linear/samples.npy")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let path = arguments.operands.first else {
      throw .usage("no file is given", command: "clarity")
    }
    guard arguments.operands.count == 1 else {
      throw .usage("more than one file is given", command: "clarity")
    }
    guard isFile(path) else { throw .unreadable(path: path, reason: "no such file") }
    let location = try PackageLocation.find(root: arguments["--package"])
    let report: ClarityReport
    do {
      report = try ClarityReport(
        samplesAt: path, by: ClarityClassifier(weightsAt: location.classifier))
    } catch {
      throw .inOwnWords("\(error)")
    }
    if arguments.has("--json") {
      Console.write(json(report))
    } else {
      Console.print(report.lines.map(escapedForTerminal).joined(separator: "\n"))
    }
    return 0
  }
}
