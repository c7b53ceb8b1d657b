import Foundation
import Processes
import SubmissionProtocol

/// Runs hidden suites against the worker of one submission.
struct SuiteRunner {
  /// The bundle that holds the target `HiddenSuites`.
  var bundle: String
  /// A folder for this submission alone; the worker does not see it.
  var workFolder: String
  /// What the suites wait for an answer at most; nil leaves it to them.
  var answerSeconds: Double?

  /// For one assignment's suites together. Each answer has a far shorter time in the suites.
  static let timeout = 1200.0
  /// For a test that is asked for again by itself.
  static let singleTimeout = 120.0

  /// The verdicts of `tests`; those that never ran are missing.
  ///
  /// - Parameters:
  ///   - suites: Suites and the tests that the rubric expects of each.
  ///   - variable: `GRADER_WORKER_HANDS_ON` or `GRADER_WORKER_IMAGE_GENERATION`.
  ///   - worker: The command that starts the worker, sandbox included.
  func records(
    of suites: [(suite: String, tests: [String])], variable: String, worker: SandboxedCommand
  ) throws(GraderError) -> [TestRecord] {
    var records = try run(
      suites.map { "HiddenSuites.\($0.suite)" }, variable: variable, worker: worker,
      timeout: SuiteRunner.timeout)
    // If a test took the whole process down, those behind it have not run: ask for them one by one.
    let missing = suites.flatMap { suite, tests in
      tests.filter { test in !records.contains { $0.suite == suite && $0.test == test } }
        .map { "HiddenSuites.\(suite)/\($0)" }
    }
    for test in missing.prefix(SuiteRunner.mostRepeats) {
      records += try run(
        [test], variable: variable, worker: worker, timeout: SuiteRunner.singleTimeout)
    }
    return records
  }

  private static let mostRepeats = 20

  private func run(
    _ tests: [String], variable: String, worker: SandboxedCommand, timeout: Double
  ) throws(GraderError) -> [TestRecord] {
    let file = "\(workFolder)/records-\(UUID().uuidString).jsonl"
    var environment = ProcessInfo.processInfo.environment
    environment["GRADER_RECORDS"] = file
    environment[variable] = json(worker.words, pretty: false)
    environment["GRADER_WORKER_BOUNDS"] = json(worker.bounds, pretty: false)
    if let answerSeconds { environment["GRADER_ANSWER_SECONDS"] = "\(answerSeconds)" }
    // The tests are the grader's own; their process needs no sandbox. Its output holds nothing that
    // the records do not.
    do {
      _ = try runToEnd(
        dyingWithUs(command(tests)), environment: environment, workingDirectory: workFolder,
        timeout: timeout,
        outputLimit: 1 << 16)
    } catch {
      throw .toolFailed(tool: "the hidden suites", reason: "\(error)")
    }
    guard let data = FileManager.default.contents(atPath: file) else { return [] }
    return SuiteRunner.decode(data)
  }

  /// Records, a line each. A line that was cut off when the process ended is left out.
  static func decode(_ data: Data) -> [TestRecord] {
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n")).compactMap {
      try? decoder.decode(TestRecord.self, fromOutside: Data($0))
    }
  }

  private func command(_ tests: [String]) -> [String] {
    let names = tests.joined(separator: ",")
    #if canImport(Darwin)
      return ["/usr/bin/xcrun", "xctest", "-XCTest", names, bundle]
    #else
      return [bundle, names]
    #endif
  }
}
