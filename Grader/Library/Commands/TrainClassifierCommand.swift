import Foundation

/// `grader train-classifier`: makes the weights of the classifier that counts clear digits.
enum TrainClassifierCommand {
  static let description = CommandDescription(
    name: "train-classifier", usage: "[options]",
    summary:
      "Trains the classifier that counts clear digits, measures it and writes its model card.",
    details: [
      "Exit code 1: a figure is not as required; the weights and the card are written all the same."
    ],
    options: [
      .init(
        name: "--data", value: "DIR",
        help: "the MNIST files (default: $MNIST_DIR, else Data/mnist, else drawn digits)"),
      .init(
        name: "--output", value: "FILE",
        help: "the weights (default: Grader/clarity-classifier.safetensors in the package)"),
      .init(
        name: "--card", value: "FILE.md",
        help: "the model card (default: Grader/CLASSIFIER.md, with the default weights only)"),
      .init(
        name: "--epochs", value: "N",
        help: "passes over the training images (default: \(ClarityTraining.defaultEpochs.judge))"),
      .init(
        name: "--teachers", value: "DIR",
        help: "weights of the wide networks that it learns from; if there are none in DIR they are "
          + "trained first and written there (default: trained and forgotten)"),
      .init(
        name: "--teacher-epochs", value: "N",
        help: "passes of each wide network (default: \(ClarityTraining.defaultEpochs.teacher))"),
      .init(
        name: "--from", value: "FILE",
        help: "weights that the small network goes on from, at a quarter of the learning rate"),
      .init(name: "--seed", value: "N", help: "seed of weights and order (default: 1)"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run -c release grader train-classifier --data Data/mnist")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let usual = ClarityTraining.defaultEpochs
    let epochs = (
      teacher: try arguments.integer("--teacher-epochs", in: 1...1000) ?? usual.teacher,
      judge: try arguments.integer("--epochs", in: 1...1000) ?? usual.judge
    )
    let seed = try arguments.integer("--seed", in: 0...Int.max) ?? 1
    let location = try PackageLocation.find(root: arguments["--package"])
    let output = arguments["--output"] ?? location.classifier
    // Weights of a trial say nothing of those in use.
    let card =
      arguments["--card"]
      ?? (arguments["--output"] == nil ? location.classifierCard : nil)
    do {
      let halfTrained = try LabelledDigits(
        name: "models hardly trained", "\(location.root)/Grader/Training/half-trained")
      try ClarityTraining.run(
        data: arguments["--data"], halfTrained: halfTrained, teachers: arguments["--teachers"],
        from: arguments["--from"], output: output, epochs: epochs, seed: UInt64(seed),
        progress: Console.error)
    } catch {
      throw error as? GraderError ?? .inOwnWords("\(error)")
    }
    let measurement = try MeasureClassifierCommand.measure(
      weights: output, data: arguments["--data"], card: card, location: location)
    Console.print(ClarityCard.lines(of: measurement).joined(separator: "\n"))
    Console.print(output)
    return measurement.isMet ? 0 : 1
  }
}
