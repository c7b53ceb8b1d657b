import Foundation

/// `grader measure-classifier`: what the classifier that counts clear digits is worth.
enum MeasureClassifierCommand {
  static let description = CommandDescription(
    name: "measure-classifier", usage: "[options]",
    summary: "Measures the classifier that counts clear digits.",
    details: [
      "Judges test digits, pictures without a clear digit, states of the forward process, and generated "
        + "digits; prints each figure with what is required. Exit code 1: one is missed."
    ],
    options: [
      .init(
        name: "--data", value: "DIR",
        help: "the MNIST files (default: $MNIST_DIR, else Data/mnist, else drawn digits)"),
      .init(
        name: "--weights", value: "FILE",
        help: "the weights (default: Grader/clarity-classifier.safetensors in the package)"),
      .init(
        name: "--card", value: "FILE.md", help: "write the model card, and its pictures beside it"),
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run -c release grader measure-classifier --data Data/mnist")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let location = try PackageLocation.find(root: arguments["--package"])
    let measurement = try measure(
      weights: arguments["--weights"] ?? location.classifier, data: arguments["--data"],
      card: arguments["--card"], location: location)
    if arguments.has("--json") {
      Console.write(json(measurement))
    } else {
      Console.print(ClarityCard.lines(of: measurement).joined(separator: "\n"))
    }
    return measurement.isMet ? 0 : 1
  }

  /// - Parameter card: Where the model card goes; nil for none.
  static func measure(
    weights: String, data: String?, card path: String?, location: PackageLocation
  ) throws(GraderError) -> ClarityMeasurement {
    do {
      let (card, test) = try ClarityCard.measured(
        weights: weights, data: data, location: location, progress: Console.error)
      if let path { try card.write(to: path, test: test) }
      return card.measurement
    } catch {
      throw error as? GraderError ?? .inOwnWords("\(error)")
    }
  }
}
