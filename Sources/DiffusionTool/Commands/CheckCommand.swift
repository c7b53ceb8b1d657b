import DiffusionCourse
import Foundation

/// `check`: the public tests, each in a process of its own.
enum CheckCommand {
  static let specification = CommandSpecification(
    name: "check",
    summary: "run the public tests: one line a test, and what to do next",
    operands: ["PROBLEM"],
    operandsAreOptional: true,
    options: [
      .option("--language", "LANGUAGE", "english or korean (en, ko); default: english"),
      .flag("--json", "print one JSON object"),
    ],
    details: [
      "PROBLEM is 'step 1' … 'step 5', '1a', '1b', '2a', '2b', '3' or '2-2-1' …",
      "'2-2-4'; without it, all are tested. The hidden tests go further than these.",
      "Exit code 0: all pass.",
    ],
    examples: ["check", "check 'step 3'", "check --language korean"])

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    let tests = try chosen(arguments.operands.first)
    let language = try language(arguments["--language"])
    let isJSON = arguments.contains("--json")
    let console = context.console
    let report = CheckReport(
      language: language, style: TerminalStyle(hasColours: console.hasColours(context.environment)),
      program: context.program, line: { $0.line() })
    var results: [CheckReport.Result] = []
    var part: PublicTest.Part?
    for ofProblem in byProblem(tests) {
      if !isJSON, part != ofProblem[0].part {
        if part != nil { console.print() }
        part = ofProblem[0].part
        console.print(report.style.bold(ofProblem[0].part.rawValue))
      }
      let found = try verdicts(of: ofProblem, console)
      results += found
      if !isJSON { report.lines(of: found).forEach(console.print) }
    }
    if isJSON {
      console.print(try json(results, language))
    } else {
      console.print()
      report.summary(of: results, isComplete: arguments.operands.isEmpty)
        .forEach(console.print)
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
        option: "PROBLEM", value: problem,
        expected: "'step 1' … 'step 5', 1a, 1b, 2a, 2b, 3 or 2-2-1 … 2-2-4")
    }
    return found
  }

  private static func language(_ name: String?) throws(UsageError) -> Language {
    guard let name else { return .english }
    guard let language = Language(named: name) else {
      throw .invalidValue(
        option: "--language", value: name, expected: "english or korean (en, ko)")
    }
    return language
  }

  private static func byProblem(_ tests: [PublicTest]) -> [[PublicTest]] {
    var groups: [[PublicTest]] = []
    for test in tests {
      if groups.last?.first?.problem == test.problem {
        groups[groups.count - 1].append(test)
      } else {
        groups.append([test])
      }
    }
    return groups
  }

  /// Runs the tests of a problem. A function that once gave no answer is not waited for as long again.
  private static func verdicts(
    of tests: [PublicTest], _ console: Console
  ) throws -> [CheckReport.Result] {
    var endless: Set<String> = []
    return try tests.map { test in
      if console.isTerminal { console.redraw("  \(test.problem) …") }
      defer { console.erase() }
      let verdict = try test.verdict(seconds: endless.contains(test.function) ? 3 : 20)
      if case .endless = verdict { endless.insert(test.function) }
      return CheckReport.Result(test: test, verdict: verdict)
    }
  }

  static func runChild(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    guard arguments.count == 2,
      let test = PublicTest.all().first(where: { $0.identifier == arguments[0] })
    else { throw UsageError.missingOperand("TEST") }
    let answer = PublicTest.Answer(difference: test.body(context))
    try writeFile(try JSONEncoder().encode(answer), to: arguments[1])
    return ExitCode.success
  }

  private static func json(_ results: [CheckReport.Result], _ language: Language) throws -> String {
    struct Entry: Codable {
      var part: String
      var problem: String
      var name: String
      var title: String
      var outcome: String
      var detail: String?
      var function: String
      var file: String
      var line: Int?
    }
    struct Report: Codable {
      var passed: Int
      var tests: [Entry]
    }
    let entries = results.map { result in
      let test = result.test
      return Entry(
        part: test.part.rawValue, problem: test.problem, name: test.name,
        title: test.title[language], outcome: result.verdict.word,
        detail: result.verdict.detail?[language], function: test.function, file: test.file,
        line: test.line())
    }
    let report = Report(passed: results.count { $0.verdict == .passed }, tests: entries)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
