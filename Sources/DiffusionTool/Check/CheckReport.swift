/// What `check` prints, within 80 columns.
struct CheckReport {
  struct Result {
    var test: PublicTest
    var verdict: Verdict
  }

  var language: Language
  var style: TerminalStyle
  /// "diffusion".
  var program: String
  /// Where a function stands; nil if its file is not there.
  var line: (PublicTest) -> Int?

  private static let width = 79

  /// A problem and its tests.
  func lines(of results: [Result]) -> [String] {
    guard let first = results.first?.test else { return [] }
    let done = results.count { $0.verdict == .passed }
    let isDone = done == results.count
    let head = "  " + padded(first.problem, to: 8)
    let count = "\(done)/\(results.count)"
    var lines = [
      style.bold(head) + style.dim(padded(first.file, to: Self.width - 10 - columns(count)))
        + (isDone ? style.green(count) : count)
    ]
    for result in results { lines += self.lines(of: result) }
    return lines
  }

  private func lines(of result: Result) -> [String] {
    let (test, verdict) = (result.test, result.verdict)
    let label = verdict.label[language]
    let title = padded(
      fitted(test.title[language], to: Self.width - 8 - columns(label)),
      to: Self.width - 6 - columns(label))
    var lines: [String]
    switch verdict {
    case .passed: lines = ["    " + style.green("✓ ") + test.title[language]]
    case .notImplemented, .waiting: lines = ["    " + style.dim("· " + title + label)]
    case .wrong, .crashed, .endless: lines = ["    " + style.red("✗ ") + title + style.red(label)]
    }
    if let detail = verdict.detail {
      lines += wrapped(detail[language], indent: 8)
      if let formula = test.formula { lines += wrapped(formula, indent: 8).map(style.dim) }
      lines.append(style.dim("        \(test.function), \(place(of: test))"))
    }
    return lines
  }

  /// The count, and what to do next.
  ///
  /// - Parameter isComplete: Whether these are the results of all tests, not of one problem's.
  func summary(of results: [Result], isComplete: Bool) -> [String] {
    let done = results.count { $0.verdict == .passed }
    let bar = 40
    let filled = results.isEmpty ? 0 : done * bar / results.count
    var lines = [
      "  " + style.green(String(repeating: "█", count: filled))
        + style.dim(String(repeating: "░", count: bar - filled))
        + "  "
        + style.bold(
          said(
            "\(done) of \(results.count) done", korean: "\(results.count)개 중 \(done)개 완료")),
      "",
    ]
    guard let next = results.first(where: { $0.verdict != .passed && !$0.verdict.isWaiting }) else {
      if done < results.count { return lines }
      return lines + (isComplete ? afterAll : afterOneProblem)
    }
    let todo = said("write", korean: "작성:")
    let mend = said("mend", korean: "수정:")
    let test = next.test
    lines.append(
      said("  Next  ", korean: "  다음  ")
        + style.bold("\(test.problem)")
        + ": \(next.verdict == .notImplemented ? todo : mend) \(test.function)")
    lines.append("        " + place(of: test))
    let formula = test.formula ?? test.title[language]
    lines += wrapped(formula, indent: 8).map(style.dim)
    let operand = test.problem.contains(" ") ? "'\(test.problem)'" : test.problem
    lines.append(
      "        " + said("then", korean: "확인") + "  swift run \(program) check \(operand)")
    return lines
  }

  private var afterAll: [String] {
    [
      said(
        "  Next  train the four runs, paint four works, then pack your work",
        korean: "  다음  네 가지 학습을 실행하고 작품 네 개를 그린 뒤 제출 파일을 만드십시오"),
      "        swift run \(program) train --all",
      "        swift run \(program) paint \"a red heart on a black background\"",
      "        ./CollectSubmission.sh 2000-00000",
    ]
  }

  private var afterOneProblem: [String] {
    [
      said("  Next  see what is left to do", korean: "  다음  남은 것을 확인하십시오"),
      "        swift run \(program) check",
    ]
  }

  private func said(_ english: String, korean: String) -> String {
    language == .english ? english : korean
  }

  private func place(of test: PublicTest) -> String {
    test.file + (line(test).map { ":\($0)" } ?? "")
  }

  private func wrapped(_ text: String, indent: Int) -> [String] {
    DiffusionTool.wrapped(text, to: Self.width - indent).map {
      String(repeating: " ", count: indent) + $0
    }
  }
}

extension Verdict {
  fileprivate var isWaiting: Bool { if case .waiting = self { true } else { false } }
}
