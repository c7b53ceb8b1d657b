import DiffusionCourse
import Foundation

/// `compare`: the runs side by side, on one page.
enum CompareCommand {
  static let specification = CommandSpecification(
    name: "compare",
    summary: "set trained runs side by side on one page",
    operands: ["RESULTS_DIR"],
    operandsAreOptional: true,
    lastOperandRepeats: true,
    options: [.option("--output", "FILE", "the page (default compare.html)")],
    details: [
      "Without RESULTS_DIR, those of the four runs that are in this folder. The page",
      "shows curves, settings and samples; it is one file, and needs no network.",
    ],
    examples: ["compare", "compare first/results_sample_linear results_sample_linear"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let path = arguments["--output"] ?? "compare.html"
    var folders = arguments.operands.map(ResultsFolder.init)
    var missing: [String] = []
    if folders.isEmpty {
      let four = PredictionType.allCases.flatMap { prediction in
        NoiseSchedule.allCases.map {
          ResultsFolder(path: ResultsFolder.name(prediction: prediction, schedule: $0))
        }
      }
      // One that has lost files is an error, below, and not a run that was never made.
      folders = four.filter(\.hasRecord)
      missing = four.filter { !$0.hasRecord }.map(\.path)
      guard !folders.isEmpty else { throw CompareError.nothingTrained }
    }
    let runs = try folders.map { try ComparedRun($0) }
    try writeFile(Array(ComparePage(runs: runs, missing: missing).html.utf8), to: path)
    for name in missing { context.console.note("\(name): not trained yet") }
    context.console.print("\(runs.count == 1 ? "1 run" : "\(runs.count) runs") in \(path)")
    return ExitCode.success
  }
}

/// Why there is nothing to compare.
enum CompareError: Error, Equatable, CustomStringConvertible {
  case nothingTrained

  var description: String {
    switch self {
    case .nothingTrained:
      "no finished run in this folder: `train` makes them, or name their folders"
    }
  }
}
