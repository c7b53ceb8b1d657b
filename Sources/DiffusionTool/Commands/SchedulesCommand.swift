import DiffusionCourse
import Foundation
import Pictures

/// `schedules`: the student's β and ᾱ over t, linear and cosine.
enum SchedulesCommand {
  static let specification = CommandSpecification(
    name: "schedules",
    summary: "draw your schedules: β and ᾱ over t, linear and cosine",
    options: [
      .option("--timesteps", "T", "timesteps (default 1000)"),
      .option("--beta1", "B", "β at t = 1, linear (default 0.0001)"),
      .option("--beta2", "B", "β at t = T, linear (default 0.02)"),
      .option("--output", "FILE", "the picture (default schedules.png)"),
    ],
    examples: ["schedules --timesteps 400 --beta1 0.00025 --beta2 0.05"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    _ = try Request(arguments)
    return try runInChild("child-schedules", arguments, context)
  }

  static func runChild(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: specification)
    let request = try Request(parsed)
    var tables: [(schedule: NoiseSchedule, tables: ScheduleTables)] = []
    for schedule in NoiseSchedule.allCases {
      tables.append((schedule, try request.tables(of: context.imageGeneration, schedule)))
    }
    let beta = chart("β", tables.map { ($0.schedule.rawValue, $0.tables.beta) })
    let alphaBar = chart("ᾱ", tables.map { ($0.schedule.rawValue, $0.tables.alphaBar) })
    let path = parsed["--output"] ?? "schedules.png"
    try writeFile(PNG.encode(sideBySide(beta, alphaBar)), to: path)
    context.console.print("β and ᾱ for t = 1…\(request.timesteps) in \(path)")
    for (schedule, tables) in tables {
      let last = String(format: "%.2g", tables.alphaBar[request.timesteps])
      context.console.print("  \(schedule): ᾱ_T = \(last)")
    }
    return ExitCode.success
  }

  /// What the options ask for.
  struct Request {
    var timesteps: Int
    var beta1: Double
    var beta2: Double

    init(_ arguments: ParsedArguments) throws(UsageError) {
      timesteps = try arguments.integer("--timesteps", in: 2...100_000) ?? 1000
      beta1 = try arguments.positive("--beta1", upTo: 0.999) ?? 1e-4
      beta2 = try arguments.positive("--beta2", upTo: 0.999) ?? 0.02
      guard beta1 < beta2 else {
        throw .invalidValue(option: "--beta2", value: "\(beta2)", expected: "more than beta1")
      }
    }

    func tables(
      of assignment: any ImageGenerationAssignment.Type, _ schedule: NoiseSchedule
    ) throws(RunError) -> ScheduleTables {
      let settings = RunSettings(
        features: 32, timesteps: timesteps, beta1: beta1, beta2: beta2, epochs: 1, batchSize: 1,
        learningRate: 1e-3, averageDecay: 0)
      return try checkedTables(of: assignment, settings: settings, schedule: schedule)
    }
  }

  private static func chart(_ title: String, _ curves: [(String, [Double])]) -> Image {
    LineChart(
      title: title, xLabel: "t", yLabel: "",
      series: curves.map { name, values in
        LineChart.Series(name, values: Array(values.dropFirst()), startingAt: 1)
      }
    ).rendered(width: 480, height: 320)
  }

  private static func sideBySide(_ left: Image, _ right: Image) -> Image {
    let rows = (0..<left.height).map { y in
      left.pixels[y * left.width * left.channels..<(y + 1) * left.width * left.channels]
        + right.pixels[y * right.width * right.channels..<(y + 1) * right.width * right.channels]
    }
    return Image(
      width: left.width + right.width, height: left.height, channels: left.channels,
      pixels: Array(rows.joined()))
  }
}

/// Runs a command's work in a child process, which the student's code may bring down.
func runInChild(
  _ child: String, _ arguments: ParsedArguments, _ context: ToolContext
) throws -> Int32 {
  let outcome = try ChildProcess.run([child] + arguments.original, seconds: 60, showsOutput: true)
  let name = "\(context.program) \(child.dropFirst("child-".count))"
  switch outcome {
  case .exited(let code): return code
  case .notImplemented(let todo): context.console.note("\(name): not implemented: \(todo)")
  case .crashed(let words):
    context.console.note("\(name): the assignment's code stops: \(words)")
  case .timedOut(let seconds):
    context.console.note("\(name): no answer after \(seconds) s: an endless loop?")
  }
  return ExitCode.notDone
}
