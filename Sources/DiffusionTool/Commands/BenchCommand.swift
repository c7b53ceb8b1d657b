import DiffusionCourse
import Foundation
import NeuralNetworks
import Tensors

/// `bench`: how fast this machine trains and predicts.
enum BenchCommand {
  static let specification = CommandSpecification(
    name: "bench",
    summary: "measure training and forward images per second",
    options: [
      .option("--features", "N", "width of the network, a multiple of 8 (default 32)"),
      .option("--batch", "N", "images in one step (default 128)"),
      .option("--runs", "N", "steps to take the median of (default 9)"),
      .flag("--layers", "instead a table of its layers: how fast, and what limits each"),
      .flag("--json", "print one JSON object"),
    ],
    examples: ["bench --features 64 --batch 64", "bench --layers"])

  /// What `--json` prints.
  private struct Result: Codable {
    var features: Int
    var batch: Int
    var runs: Int
    var trainingImagesPerSecond: Double
    var forwardImagesPerSecond: Double
    var version: String
  }

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let features = try arguments.integer("--features", in: 8...256) ?? 32
    let batch = try arguments.integer("--batch", in: 1...4096) ?? 128
    let runs = try arguments.integer("--runs", in: 1...1000) ?? 9
    guard features.isMultiple(of: 8) else {
      throw UsageError.invalidValue(
        option: "--features", value: "\(features)", expected: "a multiple of 8 in 8…256")
    }
    let step = BenchStep(features: features, batch: batch)
    let training = median(of: runs) { seconds(step.train) }
    if arguments.contains("--layers") {
      let table = LayerTable(
        features: features, batch: batch, runs: runs, trainingStep: training,
        optimizer: step.optimizer)
      try print(table, table.lines, arguments, context)
      return ExitCode.success
    }
    let forward = median(of: runs) { seconds(step.predict) }
    let result = Result(
      features: features, batch: batch, runs: runs,
      trainingImagesPerSecond: Double(batch) / training,
      forwardImagesPerSecond: Double(batch) / forward, version: projectVersion)
    func rate(_ value: Double) -> String { "\(grouped(Int(value.rounded()))) images/s" }
    try print(
      result,
      [
        "\(features) features, batch \(batch), median of \(runs) steps:",
        "  training \(rate(result.trainingImagesPerSecond))",
        "  forward  \(rate(result.forwardImagesPerSecond))",
      ], arguments, context)
    return ExitCode.success
  }

  private static func print(
    _ result: some Encodable, _ lines: [String], _ arguments: ParsedArguments,
    _ context: ToolContext
  ) throws {
    guard arguments.contains("--json") else {
      for line in lines { context.console.print(line) }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    context.console.print(String(decoding: try encoder.encode(result), as: UTF8.self))
  }
}

/// A step of training and one of sampling on random images.
private struct BenchStep {
  let network: ContextUnet
  let optimizer: Adam
  private let denoiser: ConditionalDenoiser
  private let images: Tensor
  private let noise: Tensor
  private let timesteps: [Int]
  private let labels: [Int]

  init(features: Int, batch: Int) {
    let random = RandomSource(seed: 1)
    network = ContextUnet(
      inChannels: 1, features: features, classes: ConditionalDenoiser.classes, using: random)
    denoiser = ConditionalDenoiser(network, timesteps: 400)
    optimizer = Adam(network.parameters.map(\.parameter), learningRate: 1e-4)
    images = random.normal(shape: [batch, 1, 28, 28])
    noise = random.normal(shape: [batch, 1, 28, 28])
    timesteps = random.integers(in: 1...400, count: batch)
    labels = (0..<batch).map { $0 % 10 }
  }

  /// Leaves the gradients there.
  func train() {
    network.isTraining = true
    optimizer.clearGradients()
    let loss = meanSquaredError(denoiser.predict(images, at: timesteps, labels: labels), noise)
    loss.backward()
    optimizer.step()
  }

  func predict() {
    network.isTraining = false
    withoutGradients { _ = denoiser.predict(images, at: timesteps, labels: labels) }
  }
}
