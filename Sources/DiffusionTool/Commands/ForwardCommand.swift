import DiffusionCourse
import Digits
import Foundation
import Pictures
import Tensors

/// `forward`: a few digits on their way to noise, by the student's tables.
enum ForwardCommand {
  static let specification = CommandSpecification(
    name: "forward",
    summary: "draw your forward process: digits turning into noise",
    options: [
      .option("--schedule", "S", "linear or cosine (default both, linear first)"),
      .option("--timesteps", "T", "timesteps (default 1000)"),
      .option("--beta1", "B", "β at t = 1, linear (default 0.0001)"),
      .option("--beta2", "B", "β at t = T, linear (default 0.02)"),
      .option("--data", "DIR", "MNIST's files; else $MNIST_DIR, Data/mnist, drawn digits"),
      .option("--output", "FILE", "the picture (default forward.png)"),
    ],
    details: [
      "A row a digit, three for each schedule; the columns are t = 0, T/10, …, T:",
      "x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε, with one ε a digit.",
    ],
    examples: ["forward --schedule cosine"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    _ = try SchedulesCommand.Request(arguments)
    let _: NoiseSchedule? = try arguments.choice("--schedule")
    return try runInChild("child-forward", arguments, context)
  }

  static func runChild(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: specification)
    let request = try SchedulesCommand.Request(parsed)
    let chosen: NoiseSchedule? = try parsed.choice("--schedule")
    let schedules = chosen.map { [$0] } ?? NoiseSchedule.allCases
    var rows: [Tensor] = []
    var tables: [ScheduleTables] = []
    for schedule in schedules {
      tables.append(try request.tables(of: context.imageGeneration, schedule))
    }
    let (data, note) = try loadDigits(parsed, context)
    if let note { context.console.note(note) }
    let digits = (0..<min(3, data.count)).map { Tensor(data.images([$0]), shape: [1, 1, 28, 28]) }
    for table in tables {
      let random = RandomSource(seed: 1)
      for digit in digits {
        let noise = random.normal(shape: digit.shape)
        for column in 0...10 {
          let t = column * request.timesteps / 10
          rows.append(table.sqrtAlphaBar[t] * digit + table.sqrtOneMinusAlphaBar[t] * noise)
        }
      }
    }
    let path = parsed["--output"] ?? "forward.png"
    let sheet = SamplePictures.sheet(.concatenating(rows, axis: 0), columns: 11)
    try writeFile(PNG.encode(sheet), to: path)
    let names = schedules.map(\.rawValue).joined(separator: ", then ")
    context.console.print("\(names) in \(path): t = 0, T/10, …, T = \(request.timesteps)")
    return ExitCode.success
  }
}
