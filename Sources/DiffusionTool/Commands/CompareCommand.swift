import DiffusionCourse

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
      "Without RESULTS_DIR, those of the four runs that are in this folder; a folder",
      "that holds such runs may be named too. The page shows curves, settings and",
      "samples; it is one file, and needs no network.",
    ],
    examples: ["compare", "compare first/results_sample_linear results_sample_linear"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let path = arguments["--output"] ?? "compare.html"
    let comparison = try RunComparison(
      of: arguments.operands.isEmpty ? ["."] : arguments.operands)
    try writeFile(Array(comparison.html.utf8), to: path)
    for name in comparison.missing { context.console.note("\(name): not trained yet") }
    let count = comparison.count == 1 ? "1 run" : "\(comparison.count) runs"
    context.console.print("\(count) in \(path)")
    return ExitCode.success
  }
}
