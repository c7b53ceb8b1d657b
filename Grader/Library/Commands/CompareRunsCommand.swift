import DiffusionTool

/// `grader compare`: what `diffusion compare` shows, with the clear digits counted.
///
/// The classifier stays with the grader: a count that a sampler could be tuned to, by drawing again what
/// the classifier refuses, would no longer say what the network has learned.
enum CompareRunsCommand {
  static let description = CommandDescription(
    name: "compare", usage: "DIR… [--output FILE]",
    summary: "Sets trained runs side by side on one page, with their clear digits counted.",
    details: [
      "DIR is a results folder, or a folder that holds some of the four. The page is one HTML file: "
        + "learning curves, numbers, samples."
    ],
    options: [
      .init(name: "--output", value: "FILE", help: "the page (default: compare.html)"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader compare Solutions --output compare.html")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard !arguments.operands.isEmpty else {
      throw .usage("no folder is given", command: "compare")
    }
    let location = try PackageLocation.find(root: arguments["--package"])
    let output = arguments["--output"] ?? "compare.html"
    do {
      let classifier = try ClarityClassifier(weightsAt: location.classifier)
      let comparison = try RunComparison(of: arguments.operands) { samples in
        try ClarityReport(samplesAt: samples, by: classifier).clear
      }
      try writeFile(Array(comparison.html.utf8), to: output)
      for name in comparison.missing { Console.error("\(name): not trained yet") }
      Console.print("\(comparison.count == 1 ? "1 run" : "\(comparison.count) runs") in \(output)")
    } catch {
      throw .inOwnWords("\(error)")
    }
    return 0
  }
}
