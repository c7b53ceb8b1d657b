import DiffusionCourse
import Foundation

/// `check`: the public tests, each in a process of its own.
enum CheckCommand {
  static let specification = CommandSpecification(
    name: "check",
    summary: "run the public tests: one line a test, and what to do next",
    operands: ["PROBLEM"],
    operandsAreOptional: true,
    options: [.flag("--json", "print one JSON object")],
    details: [
      "PROBLEM is 'step 1' … 'step 5' or '1a', '1b', '2a', '2b', '3'; without it, all",
      "are tested. The hidden tests go further than these.",
    ],
    examples: ["check", "check 'step 3'"])

  /// What became of one test.
  enum Verdict: Equatable {
    case passed
    case failed(String)
    case notImplemented(String)
    case crashed(String)

    /// "✗ step 1  α_t = 1 − β_t: α[1] is 1.1, not 0.9".
    func line(problem: String, title: String) -> String {
      let start = "\(self == .passed ? "✓" : "✗") \(problem)  \(title)"
      return switch self {
      case .passed: start
      case .failed(let text): "\(start): \(text)"
      case .notImplemented(let todo): "\(start): not implemented: \(todo.prefix { $0 != ":" })"
      case .crashed(let words): "\(start): stops: \(words)"
      }
    }

    var word: String {
      switch self {
      case .passed: "passed"
      case .failed: "failed"
      case .notImplemented: "notImplemented"
      case .crashed: "crashed"
      }
    }
  }

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let tests = try chosen(arguments.operands.first)
    let isJSON = arguments.contains("--json")
    var results: [(test: PublicTest, verdict: Verdict)] = []
    for part in PublicTest.Part.allCases {
      let ofPart = tests.filter { $0.part == part }
      if !ofPart.isEmpty, !isJSON { context.console.print(part.rawValue) }
      for test in ofPart {
        let verdict = try verdict(of: test)
        results.append((test, verdict))
        if !isJSON {
          context.console.print("  " + verdict.line(problem: test.problem, title: test.title))
        }
      }
    }
    if isJSON {
      context.console.print(try json(results))
    } else {
      context.console.print()
      for line in summary(results, program: context.program) { context.console.print(line) }
    }
    return results.allSatisfy { $0.verdict == .passed } ? ExitCode.success : ExitCode.notDone
  }

  /// All tests, or those of one problem.
  private static func chosen(_ problem: String?) throws(UsageError) -> [PublicTest] {
    let all = PublicTest.all()
    guard let problem else { return all }
    // "step3" and "Step 3" mean "step 3".
    let wanted = problem.lowercased().filter { $0 != " " }
    let found = all.filter { $0.problem.filter { $0 != " " } == wanted }
    guard !found.isEmpty else {
      throw .invalidValue(
        option: "PROBLEM", value: problem, expected: "'step 1' … 'step 5', 1a, 1b, 2a, 2b or 3")
    }
    return found
  }

  /// The count, and what to do next.
  static func summary(
    _ results: [(test: PublicTest, verdict: Verdict)], program: String
  ) -> [String] {
    let passed = results.count { $0.verdict == .passed }
    guard let next = results.first(where: { $0.verdict != .passed })?.test else {
      return ["All \(passed) pass. Next: swift run \(program) train --all"]
    }
    return ["\(passed) of \(results.count) pass. Next: \(next.problem), \(next.file)"]
  }

  private static func verdict(of test: PublicTest) throws -> Verdict {
    let answer = ChildProcess.temporaryPath("answer")
    defer { try? FileManager.default.removeItem(atPath: answer) }
    switch try ChildProcess.run(["child-test", test.identifier, answer], seconds: 20) {
    case .exited:
      // A student's `exit(0)` leaves no answer.
      guard let data = FileManager.default.contents(atPath: answer),
        let found = try? JSONDecoder().decode(Answer.self, from: data)
      else { return .crashed("the process ended before the test did") }
      return found.difference.map { .failed($0) } ?? .passed
    case .notImplemented(let todo): return .notImplemented(todo)
    case .crashed(let words): return .crashed(words)
    case .timedOut(let seconds): return .crashed("no answer after \(seconds) s, an endless loop?")
    }
  }

  /// What the child process leaves.
  private struct Answer: Codable {
    var difference: String?
  }

  static func runChild(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    guard arguments.count == 2,
      let test = PublicTest.all().first(where: { $0.identifier == arguments[0] })
    else { throw UsageError.missingOperand("TEST") }
    let answer = Answer(difference: test.body(context))
    try writeFile(try JSONEncoder().encode(answer), to: arguments[1])
    return ExitCode.success
  }

  private static func json(_ results: [(test: PublicTest, verdict: Verdict)]) throws -> String {
    struct Entry: Codable {
      var part: String
      var problem: String
      var title: String
      var outcome: String
      var detail: String?
      var file: String
    }
    struct Report: Codable {
      var passed: Int
      var tests: [Entry]
    }
    let entries = results.map { test, verdict in
      let detail: String? =
        switch verdict {
        case .passed: nil
        case .failed(let text), .notImplemented(let text), .crashed(let text): text
        }
      return Entry(
        part: test.part.rawValue, problem: test.problem, title: test.title, outcome: verdict.word,
        detail: detail, file: test.file)
    }
    let report = Report(passed: results.count { $0.verdict == .passed }, tests: entries)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
