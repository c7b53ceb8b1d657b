import Foundation
import Processes
import Zlib

/// `grader fuzz`: damaged files for every reader of what comes from outside.
enum FuzzCommand {
  static let description = CommandDescription(
    name: "fuzz", usage: "[TARGET…] [options]",
    summary: "Tries the readers of files and messages from outside with damaged ones.",
    details: [
      "Targets: "
        + FuzzTarget.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
        + "; all is the default.",
      "A reader may accept an input or refuse it in one line. A trap, more processor time or "
        + "memory than allowed, another error, or an accepted file that does not survive writing and reading is a finding; its "
        + "input is saved. The same seed tries the same inputs. Exit code 0: no findings; 1: some; "
        + "2: wrong use.",
    ],
    options: [
      .init(
        name: "--iterations", value: "N",
        help: "inputs a target (default: \(defaultInputs), without --seconds)"),
      .init(name: "--seconds", value: "N", help: "time for all targets together"),
      .init(name: "--seed", value: "N", help: "which inputs are made (default: 1)"),
      .init(
        name: "--memory-cap", value: "MB",
        help: "resident memory of a process that reads (default: \(FuzzLimits().memoryBytes >> 20))"
      ),
      .init(
        name: "--time-limit", value: "N",
        help: "processor seconds an input may take (default: \(FuzzLimits().secondsPerInput))"),
      .init(name: "--input", value: "FILE", help: "read this one file only, as TARGET"),
      .init(
        name: "--output", value: "DIR",
        help: "where inputs that were found are saved (default: fuzz-findings)"),
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else"),
    ],
    example: "swift run grader fuzz archive --seconds 60")

  private static let defaultInputs = 20_000

  /// What `--json` prints.
  private struct Report: Encodable {
    var seed: UInt64
    var memoryCapBytes: Int
    var secondsPerInput: Int
    var targets: [FuzzCampaign.Outcome]
  }

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    let targets = try self.targets(arguments.operands)
    var limits = FuzzLimits()
    if let megabytes = try arguments.integer("--memory-cap", in: 32...65_536) {
      limits.memoryBytes = megabytes << 20
    }
    limits.secondsPerInput = try arguments.integer("--time-limit", in: 1...3600) ?? 2
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1)
    let inputs = try arguments.integer("--iterations", in: 1...Int.max)
    let seconds = try arguments.integer("--seconds", in: 1...1_000_000)
    let campaigns = targets.map { target in
      FuzzCampaign(
        target: target, limits: limits, seed: seed,
        program: Bundle.main.executablePath ?? CommandLine.arguments[0],
        output: arguments["--output"] ?? "fuzz-findings")
    }
    if let path = arguments["--input"] {
      guard campaigns.count == 1 else {
        throw .usage("--input needs one target", command: description.name)
      }
      guard isFile(path) else { throw .unreadable(path: path, reason: "no such file") }
      return try replay(path, campaigns[0])
    }
    var report = Report(
      seed: seed, memoryCapBytes: limits.memoryBytes, secondsPerInput: limits.secondsPerInput,
      targets: [])
    for campaign in campaigns {
      let outcome = try campaign.run(
        FuzzCampaign.Budget(
          inputs: inputs ?? (seconds == nil ? defaultInputs : .max),
          seconds: seconds.map { Double($0) / Double(campaigns.count) }))
      report.targets.append(outcome)
      if !arguments.has("--json") {
        Console.print(outcome.line)
        for finding in outcome.findings { Console.print("  " + finding.line) }
      }
    }
    if arguments.has("--json") { Console.write(json(report)) }
    return report.targets.allSatisfy(\.findings.isEmpty) ? 0 : 1
  }

  private static func replay(
    _ path: String, _ campaign: FuzzCampaign
  ) throws(GraderError) -> Int32 {
    let result = try campaign.replay(path)
    let name = escapedForTerminal(path)
    guard var finding = result.finding else {
      Console.print("\(name): \(result.progress.accepted > 0 ? "accepted" : "refused")")
      return 0
    }
    finding.index = nil
    Console.print("\(name): \(finding.line)")
    return 1
  }

  private static func targets(_ names: [String]) throws(GraderError) -> [FuzzTarget] {
    if names.isEmpty || names == ["all"] { return FuzzTarget.all }
    var targets: [FuzzTarget] = []
    for name in names {
      guard let target = FuzzTarget.named(name) else {
        let known = FuzzTarget.all.map(\.name).joined(separator: ", ")
        throw .usage(
          "unknown target \(escapedForTerminal(name)); there are \(known), all",
          command: description.name)
      }
      targets.append(target)
    }
    return targets
  }

  // MARK: - The child

  /// The command by which the fuzzer starts itself as the process that reads. Not for people: it is
  /// in no list.
  static let childName = "fuzz-child"

  static let childDescription = CommandDescription(
    name: childName, usage: "", summary: "",
    options: [
      "--seed", "--memory-cap", "--time-limit", "--from", "--count", "--seconds", "--input",
    ].map { .init(name: $0, value: "VALUE", help: "") }, example: "")

  static func runChild(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    let target = try targets(arguments.operands)[0]
    var limits = FuzzLimits()
    if let megabytes = try arguments.integer("--memory-cap", in: 1...65_536) {
      limits.memoryBytes = megabytes << 20
    }
    limits.secondsPerInput = try arguments.integer("--time-limit", in: 1...3600) ?? 2
    let child = FuzzChild(target: target, limits: limits)
    if let path = arguments["--input"] {
      let bytes: [UInt8]
      do { bytes = try CappedFile.read(path, limit: 1 << 28) } catch {
        throw .unreadable(path: path, reason: error.description)
      }
      child.run(bytes)
    }
    let first = try arguments.integer("--from", in: 0...Int.max) ?? 0
    let count = try arguments.integer("--count", in: 0...Int.max - first) ?? 1
    child.run(
      first..<first + count, seed: UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1),
      seconds: arguments["--seconds"].flatMap(Double.init) ?? .infinity)
  }
}
