import Foundation

/// `grader train-reader`: makes the weights of the reader of painted pictures.
enum TrainReaderCommand {
  static let description = CommandDescription(
    name: "train-reader", usage: "[options]",
    summary: "Trains the reader of painted pictures, and measures it on held-out scenes.",
    details: ["Exit code 1: an attribute is read worse than required; the weights are written."],
    options: [
      .init(
        name: "--output", value: "FILE",
        help: "the weights (default: Grader/attribute-reader.safetensors in the package)"),
      .init(
        name: "--steps", value: "N",
        help:
          "batches to train on (default: \(AttributeReaderTraining.defaultSteps); 0: only measure)"),
      .init(name: "--seed", value: "N", help: "seed of weights and pictures (default: 1)"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run -c release grader train-reader")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let steps =
      try arguments.integer("--steps", in: 0...1_000_000) ?? AttributeReaderTraining.defaultSteps
    let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
    let location = try PackageLocation.find(root: arguments["--package"])
    let output = arguments["--output"] ?? location.reader
    do {
      if steps > 0 {
        try AttributeReaderTraining.run(
          output: output, steps: steps, seed: UInt64(seed), progress: Console.error)
      }
      let measurement = AttributeReaderMeasurement(try AttributeReader(weightsAt: output))
      Console.print("held-out scenes, \(grouped(measurement.clean.pictures)) pictures each:")
      Console.print(measurement.table.lines.joined(separator: "\n"))
      Console.print(output)
      return measurement.isMet ? 0 : 1
    } catch {
      throw .inOwnWords("\(error)")
    }
  }
}
