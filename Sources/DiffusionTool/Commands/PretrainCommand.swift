import DiffusionCourse
import Painter

/// `pretrain`: trains what `paint` comes with, by the student's contrastive loss and scaling.
enum PretrainCommand {
  static let specification = CommandSpecification(
    name: "pretrain",
    summary: "train the parts that paint comes with",
    operands: ["PART"],
    options: [
      .option("--output", "DIR", "where the weights go (default weights)"),
      .option("--steps", "N", "training steps (default 3000; painter 14000; scorer 4000)"),
      .option("--batch", "N", "pictures in a step (default 64; scorer 128)"),
      .option("--learning-rate", "R", "the highest (default 0.002; painter 0.0015)"),
      .option("--seed", "N", "of weights, scenes and noise (default 1)"),
    ],
    details: [
      "PART is autoencoder, scorer (CLIP: it uses your contrastive loss) or painter",
      "(text encoder and denoising network; it uses the autoencoder and the scorer of",
      "DIR, or those that came with the project).",
    ],
    examples: ["pretrain scorer --steps 500 --output trial"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let part = try part(arguments)
    var training = Pretraining(
      part, weights: PainterWeights(folder: arguments["--output"] ?? "weights"),
      by: context.textToImage
    ) { context.console.print($0) }
    training.steps = try arguments.integer("--steps", in: 1...10_000_000) ?? training.steps
    training.batchSize = try arguments.integer("--batch", in: 2...4096) ?? training.batchSize
    training.learningRate =
      try arguments.positive("--learning-rate", upTo: 1) ?? training.learningRate
    training.seed = try arguments.seed() ?? training.seed
    guard try Preflight.run("pretrain", arguments, context) else { return ExitCode.notDone }
    try training.run()
    context.console.print("weights in \(training.weights.path(of: part.file))")
    return ExitCode.success
  }

  static func part(_ arguments: ParsedArguments) throws(UsageError) -> Pretraining.Part {
    guard let part = Pretraining.Part(rawValue: arguments.operands[0]) else {
      throw .invalidValue(
        option: "PART", value: arguments.operands[0],
        expected: Pretraining.Part.allCases.map(\.rawValue).joined(separator: " or "))
    }
    return part
  }
}
