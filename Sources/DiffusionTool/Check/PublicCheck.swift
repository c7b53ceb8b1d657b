/// The public tests for `swift test`: the same verdicts as `diffusion check`.
public enum PublicCheck {
  /// All of them, "step 1/alphaBar".
  public static var tests: [String] { PublicTest.all().map(\.identifier) }

  /// Runs a test in a process of its own.
  ///
  /// - Parameter program: The path of the tool.
  /// - Returns: Why it does not pass, in a few lines; nil if it does.
  public static func complaint(about identifier: String, program: String) throws -> String? {
    guard let test = PublicTest.all().first(where: { $0.identifier == identifier }) else {
      return "there is no public test \(identifier)"
    }
    let verdict = try test.verdict(program: program)
    guard verdict != .passed else { return nil }
    let report = CheckReport(
      language: .english, style: TerminalStyle(hasColours: false), program: "diffusion",
      line: { $0.line() })
    let lines = report.lines(of: [CheckReport.Result(test: test, verdict: verdict)])
    return lines.joined(separator: "\n")
  }
}
