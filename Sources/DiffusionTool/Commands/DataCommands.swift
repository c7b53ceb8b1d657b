import DiffusionCourse
import Digits
import Foundation
import Pictures

/// `data fetch`: MNIST from its mirrors.
enum DataFetchCommand {
  static let specification = CommandSpecification(
    name: "data fetch",
    summary: "download MNIST (11 MB) and check the files' sums",
    options: [.option("--into", "DIR", "where the files go (default Data/mnist)")],
    examples: ["data fetch"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let directory = arguments["--into"] ?? "Data/mnist"
    try MNIST.fetch(into: directory) { context.console.note($0.description) }
    context.console.print("MNIST is in \(directory)")
    return ExitCode.success
  }
}

/// `data show`: what the training images look like.
enum DataShowCommand {
  static let specification = CommandSpecification(
    name: "data show",
    summary: "draw a sheet of the training images, one class a column",
    options: [
      .option("--data", "DIR", "MNIST's files; else $MNIST_DIR, Data/mnist, drawn digits"),
      .option("--output", "FILE", "the picture (default digits.png)"),
    ],
    examples: ["data show --data Data/mnist --output digits.png"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let (data, note) = try loadDigits(arguments, context)
    if let note { context.console.note(note) }
    let classes = (0..<10).map { digit in
      data.labels.indices.filter { data.labels[$0] == UInt8(digit) }
    }
    let rows = min(10, classes.map(\.count).min() ?? 0)
    let shown = rows > 0 ? (0..<rows).flatMap { row in classes.map { $0[row] } } : [0]
    let image = imageGrid(
      data.images(shown), count: shown.count, height: 28, width: 28, columns: 10, scale: 2)
    let path = arguments["--output"] ?? "digits.png"
    try writeFile(PNG.encode(image), to: path)
    context.console.print("\(data.source): \(shown.count) of them in \(path)")
    return ExitCode.success
  }
}

/// The training images that `--data`, the environment or the folder name.
func loadDigits(
  _ arguments: ParsedArguments, _ context: ToolContext
) throws -> (data: DigitSet, note: String?) {
  let (data, note) = try DigitData.resolve(
    option: arguments["--data"], environment: context.environment)
  return (data, note)
}
