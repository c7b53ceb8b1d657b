import Foundation
import Processes

/// Tries one reader with many inputs, in child processes that may end in any way.
struct FuzzCampaign {
  var target: FuzzTarget
  var limits: FuzzLimits
  var seed: UInt64
  /// The grader itself, which is its own child.
  var program: String
  /// Where inputs that were found are saved.
  var output: String

  /// How much to try; whichever ends first.
  struct Budget: Equatable, Sendable {
    var inputs = Int.max
    var seconds: Double?
  }

  /// What one target's campaign came to.
  struct Outcome: Codable, Sendable {
    var target: String
    var inputs = 0
    var accepted = 0
    var refused = 0
    /// Of the children, inputs made and read.
    var processorSeconds = 0.0
    var slowestSeconds = 0.0
    var slowestInput = 0
    var peakMemoryBytes = 0
    var findings: [FuzzFinding] = []
    /// Findings like one of those, which are not saved.
    var repeatedFindings = 0

    var inputsPerSecond: Double { processorSeconds > 0 ? Double(inputs) / processorSeconds : 0 }
  }

  private static let batch = 20_000
  private static let batchSeconds = 20.0
  /// After so many faults there is enough to mend.
  private static let mostFindings = 20
  private static let mostRepeats = 40

  /// - Throws: `GraderError` when a child cannot be started or a finding cannot be saved.
  func run(_ budget: Budget) throws(GraderError) -> Outcome {
    var outcome = Outcome(target: target.name)
    let deadline = Deadline(seconds: budget.seconds)
    let seeds = target.seeds()
    var next = 0
    while next < budget.inputs, !deadline.hasPassed,
      outcome.findings.count < FuzzCampaign.mostFindings,
      outcome.repeatedFindings < FuzzCampaign.mostRepeats
    {
      let end = next + min(FuzzCampaign.batch, budget.inputs - next)
      let seconds = min(FuzzCampaign.batchSeconds, deadline.secondsLeft ?? .infinity)
      let result = try child(
        ["--from", "\(next)", "--count", "\(end - next)", "--seconds", "\(seconds)"],
        timeout: seconds + 60)
      outcome.add(result, from: next)
      guard let finding = result.finding else {
        guard result.progress.next > next || deadline.hasPassed else {
          throw .toolFailed(tool: "fuzzing \(target.name)", reason: "a batch tried nothing")
        }
        next = result.progress.next
        continue
      }
      let index = result.progress.next
      if outcome.findings.contains(where: { $0.signature == finding.signature }) {
        outcome.repeatedFindings += 1
      } else {
        let input = target.input(index, of: seeds, seed: seed)
        outcome.findings.append(try saved(finding, input: input))
      }
      next = index + 1
    }
    return outcome
  }

  /// What a single input does; nil where it does no harm.
  func replay(_ path: String) throws(GraderError) -> ChildResult {
    try child(["--input", path], timeout: 60)
  }

  // MARK: - Children

  /// How a child ended, and how far it came.
  struct ChildResult {
    var progress: FuzzChild.Progress
    var processorSeconds: Double
    /// What ended it before its time.
    var finding: FuzzFinding?
  }

  private func child(_ arguments: [String], timeout: Double) throws(GraderError) -> ChildResult {
    let command = [
      program, FuzzCommand.childName, target.name, "--seed", "\(seed)", "--memory-cap",
      "\(limits.memoryBytes >> 20)", "--time-limit", "\(limits.secondsPerInput)",
    ]
    var environment = ProcessInfo.processInfo.environment
    // A backtrace would bury the trap's own words, and takes seconds to make.
    environment["SWIFT_BACKTRACE"] = "enable=no"
    // Room for the program and its libraries; what is resident is measured by the child itself.
    let resources = ResourceLimits(memoryBytes: 2 * limits.memoryBytes + 1 << 30)
    let finished: Finished
    do {
      finished = try runToEnd(
        resources.wrap(
          command + arguments, prlimit: findProgram("prlimit"), countsProcesses: false),
        environment: environment, timeout: timeout, outputLimit: 1 << 13)
    } catch {
      throw .toolFailed(tool: "the fuzzer's child", reason: error.description)
    }
    let lines = finished.standardOutput.text.split(separator: "\n")
    guard
      let progress = lines.last(where: { FuzzChild.Progress($0) != nil }).flatMap({
        FuzzChild.Progress($0)
      })
    else {
      throw .toolFailed(
        tool: "the fuzzer's child", reason: "it did not start: \(lastWords(of: finished))")
    }
    return ChildResult(
      progress: progress, processorSeconds: finished.processorSeconds,
      finding: kind(of: finished).map { kind in
        FuzzFinding(
          target: target.name, kind: kind, words: lastWords(of: finished),
          index: progress.next)
      })
  }

  private func kind(of finished: Finished) -> FuzzFinding.Kind? {
    if finished.timedOut { return .hang }
    switch finished.status {
    case .exited(0): return nil
    case .exited(FuzzChild.Exit.violation.rawValue): return .violation
    case .exited(FuzzChild.Exit.memory.rawValue): return .memory
    case .signalled(SIGPROF): return .hang
    default:
      let words = finished.standardError.text
      return words.contains("failed to allocate") || words.contains("bad_alloc") ? .memory : .trap
    }
  }

  private func lastWords(of finished: Finished) -> String {
    switch kind(of: finished) {
    case .hang: return "no end within \(limits.secondsPerInput) s of processor time"
    default:
      let line = finished.standardError.text.split(whereSeparator: \.isNewline).first
      return line.map { escapedForTerminal(String($0.prefix(300))) }
        ?? finished.status.description
    }
  }

  // MARK: - Findings

  /// Saves the input of a finding, smaller if it can be.
  private func saved(_ finding: FuzzFinding, input: [UInt8]) throws(GraderError) -> FuzzFinding {
    try makeFolder(output)
    var finding = finding
    let path = "\(output)/\(target.name)-\(finding.kind.rawValue)-\(seed)-\(finding.index ?? 0)"
    func repeats(_ bytes: [UInt8]) throws(GraderError) -> Bool {
      try writeFile(bytes, to: path)
      return try replay(path).finding?.signature == finding.signature
    }
    finding.isRepeatable = try repeats(input)
    if finding.isRepeatable {
      let smaller = try minimized(input, while: repeats)
      try writeFile(smaller, to: path)
    }
    finding.file = path
    return finding
  }

  /// Cuts pieces out, large ones first, as long as what remains still does the same.
  private func minimized(
    _ input: [UInt8], while repeats: ([UInt8]) throws(GraderError) -> Bool
  ) throws(GraderError) -> [UInt8] {
    // A hang costs seconds each time.
    let deadline = Deadline(seconds: FuzzCampaign.secondsToMinimize)
    var best = input
    var piece = input.count / 2
    while piece > 0, !deadline.hasPassed {
      var start = 0
      while start < best.count, !deadline.hasPassed {
        var smaller = best
        smaller.removeSubrange(start..<min(best.count, start + piece))
        if try repeats(smaller) { best = smaller } else { start += piece }
      }
      piece /= 2
    }
    return best
  }

  private static let secondsToMinimize = 5.0
}

extension FuzzCampaign.Outcome {
  fileprivate mutating func add(_ result: FuzzCampaign.ChildResult, from first: Int) {
    let progress = result.progress
    inputs += progress.next - first + (result.finding == nil ? 0 : 1)
    accepted += progress.accepted
    refused += progress.refused
    processorSeconds += result.processorSeconds
    peakMemoryBytes = max(peakMemoryBytes, progress.peakMemory)
    let slowest = Double(progress.slowestMicroseconds) / 1e6
    if slowest > slowestSeconds {
      (slowestSeconds, slowestInput) = (slowest, progress.slowestIndex)
    }
  }

  /// One line for the terminal.
  var line: String {
    let milliseconds = String(format: "%.1f", slowestSeconds * 1000)
    return "\(target): \(grouped(inputs)) inputs (\(grouped(accepted)) accepted, "
      + "\(grouped(refused)) refused), \(grouped(Int(inputsPerSecond))) a second, slowest "
      + "\(milliseconds) ms, at most \(peakMemoryBytes >> 20) MiB; "
      + (findings.isEmpty ? "no findings" : "findings: \(findings.count)")
  }
}

/// 18000 → "18,000".
func grouped(_ number: Int) -> String {
  var digits = String(number)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([Substring(digits)] + groups).joined(separator: ",")
}
