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
      .flag("--json", "print one JSON object"),
    ],
    examples: ["bench --features 64 --batch 64"])

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
    let random = RandomSource(seed: 1)
    let network = ContextUnet(
      inChannels: 1, features: features, classes: ConditionalDenoiser.classes, using: random)
    let denoiser = ConditionalDenoiser(network, timesteps: 400)
    let optimizer = Adam(network.parameters.map(\.parameter), learningRate: 1e-4)
    let images = random.normal(shape: [batch, 1, 28, 28])
    let noise = random.normal(shape: [batch, 1, 28, 28])
    let timesteps = random.integers(in: 1...400, count: batch)
    let labels = (0..<batch).map { $0 % 10 }

    network.isTraining = true
    let training = medianSeconds(runs: runs) {
      let loss = meanSquaredError(
        denoiser.predict(images, at: timesteps, labels: labels), noise)
      loss.backward()
      optimizer.step()
      optimizer.clearGradients()
    }
    network.isTraining = false
    let forward = medianSeconds(runs: runs) {
      withoutGradients { _ = denoiser.predict(images, at: timesteps, labels: labels) }
    }
    let result = Result(
      features: features, batch: batch, runs: runs,
      trainingImagesPerSecond: Double(batch) / training,
      forwardImagesPerSecond: Double(batch) / forward, version: projectVersion)
    if arguments.contains("--json") {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      context.console.print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      context.console.print("\(features) features, batch \(batch), median of \(runs) steps:")
      context.console.print(
        "  training \(grouped(Int(result.trainingImagesPerSecond.rounded()))) images/s")
      context.console.print(
        "  forward  \(grouped(Int(result.forwardImagesPerSecond.rounded()))) images/s")
    }
    return ExitCode.success
  }

  /// After two steps to warm up.
  private static func medianSeconds(runs: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    for _ in 0..<2 { body() }
    let seconds = (0..<runs).map { _ in clock.measure(body) / .seconds(1) }
    return seconds.sorted()[runs / 2]
  }
}
