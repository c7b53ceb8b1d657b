import DiffusionCourse
import Foundation
import Pictures

/// `sample`: new images from a trained run.
enum SampleCommand {
  static let specification = CommandSpecification(
    name: "sample",
    summary: "draw new digits from a trained run",
    operands: ["RESULTS_DIR"],
    options: [
      .option("--count", "N", "how many, a multiple of 10 (default 100)"),
      .option("--seed", "N", "seed of the noise (default 2024)"),
      .option("--output", "NAME", "write NAME.png and NAME.npy (default samples_P_S_seedN)"),
      .flag("--reverse", "also show how they came about: NAME_reverse.gif and NAME_reverse.png"),
    ],
    details: [
      "Image i shows the digit i mod 10: one class a column. In NAME_reverse.png each",
      "row is one digit, from noise on the left to the image on the right.",
    ],
    examples: ["sample results_epsilon_cosine --count 50 --seed 7 --reverse"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let count = try arguments.integer("--count", in: 10...10_000) ?? 100
    guard count.isMultiple(of: 10) else {
      throw UsageError.invalidValue(
        option: "--count", value: "\(count)", expected: "a multiple of 10")
    }
    let seed = try arguments.seed() ?? 2024
    let folder = ResultsFolder(path: arguments.operands[0])
    let record = try folder.record()
    let network = try folder.network(of: record)
    guard try Preflight.run("sample", arguments, context) else { return ExitCode.notDone }

    let display = ProgressDisplay(context.console)
    let sampled = try RunSampler.draw(
      count, from: network, by: context.imageGeneration, run: record.run, seed: seed
    ) { display.show(.sampling(step: $0, steps: $1)) }
    display.end()

    let run = record.run
    let name =
      arguments["--output"].map(withoutExtension)
      ?? "samples_\(run.prediction.rawValue)_\(run.schedule.rawValue)_seed\(seed)"
    try writeFile(PNG.encode(SamplePictures.sheet(sampled.images)), to: name + ".png")
    try writeFile(
      NPY.encode(shape: sampled.images.shape, values: sampled.images.scalars), to: name + ".npy")
    context.console.print("\(count) digits in \(name).png and \(name).npy")
    if arguments.contains("--reverse") {
      let states = sampled.states.isEmpty ? [sampled.images] : sampled.states
      try writeFile(SamplePictures.reverseAnimation(states), to: name + "_reverse.gif")
      try writeFile(
        PNG.encode(SamplePictures.reverseStrip(states)), to: name + "_reverse.png")
      context.console.print("from noise to digits in \(name)_reverse.gif and \(name)_reverse.png")
    }
    return ExitCode.success
  }

  private static func withoutExtension(_ path: String) -> String {
    for ending in [".png", ".npy"] where path.hasSuffix(ending) && path.count > ending.count {
      return String(path.dropLast(ending.count))
    }
    return path
  }
}
