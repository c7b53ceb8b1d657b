import Foundation

/// What became of one public test.
enum Verdict: Equatable, Sendable {
  case passed
  case wrong(Bilingual)
  /// It stopped at its own TODO.
  case notImplemented
  /// It stopped at the TODO of something that it calls: "step 3", or a function of the same step.
  case waiting(for: String)
  case crashed(String)
  case endless(seconds: Int)

  /// For `--json`.
  var word: String {
    switch self {
    case .passed: "passed"
    case .wrong: "failed"
    case .notImplemented: "notImplemented"
    case .waiting: "waiting"
    case .crashed, .endless: "crashed"
    }
  }

  /// Beside the test; empty where the mark says it all.
  var label: Bilingual {
    switch self {
    case .passed: Bilingual("")
    case .wrong: Bilingual("wrong", korean: "틀림")
    case .notImplemented: Bilingual("not implemented", korean: "미구현")
    case .waiting(let other): Bilingual("waits for \(other)", korean: "\(other) 먼저")
    case .crashed: Bilingual("stops", korean: "중단됨")
    case .endless: Bilingual("no answer", korean: "응답 없음")
    }
  }

  /// What came and what should have; nil where there is nothing to say.
  var detail: Bilingual? {
    switch self {
    case .passed, .notImplemented, .waiting: nil
    case .wrong(let words): words
    case .crashed(let words): Bilingual("it says: \(words)", korean: "메시지: \(words)")
    case .endless(let seconds):
      Bilingual(
        "nothing after \(seconds) s: an endless loop?",
        korean: "\(seconds)초 동안 답이 없습니다. 끝나지 않는 반복문이 있습니까?")
    }
  }
}

extension PublicTest {
  /// Runs the test in a process of its own.
  ///
  /// - Parameters:
  ///   - program: The tool to start; nil is this one.
  ///   - seconds: How long it may take.
  /// - Throws: What keeps a process from starting.
  func verdict(program: String? = nil, seconds: Int = 20) throws -> Verdict {
    let answer = ChildProcess.temporaryPath("answer")
    defer { try? FileManager.default.removeItem(atPath: answer) }
    let outcome = try ChildProcess.run(
      ["child-test", identifier, answer], program: program, seconds: seconds)
    switch outcome {
    case .exited:
      // A student's `exit(0)` leaves no answer.
      guard let data = FileManager.default.contents(atPath: answer),
        let found = try? JSONDecoder().decode(Answer.self, from: data)
      else { return .crashed("the process ended before the test did") }
      return found.difference.map { .wrong($0) } ?? .passed
    case .notImplemented(let todo): return verdict(stoppedAt: todo)
    case .crashed(let words): return .crashed(words)
    case .timedOut(let seconds): return .endless(seconds: seconds)
    }
  }

  /// - Parameter todo: "TODO 3: noiseImages".
  func verdict(stoppedAt todo: String) -> Verdict {
    let parts = todo.dropFirst("TODO ".count).split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return .notImplemented }
    let other = part == .handsOn ? "step \(parts[0])" : String(parts[0])
    if other != problem { return .waiting(for: other) }
    let called = parts[1].filter { $0 != " " }
    return called == function ? .notImplemented : .waiting(for: called)
  }

  /// What the child process leaves.
  struct Answer: Codable {
    var difference: Bilingual?
  }

  /// Where the function is to be written: the line of its TODO, else of its name.
  ///
  /// - Parameter folder: Where `Assignments` is looked for, and above it.
  /// - Returns: nil where the file is not found.
  func line(from folder: String = FileManager.default.currentDirectoryPath) -> Int? {
    var folder = URL(fileURLWithPath: folder)
    while true {
      let path = folder.appendingPathComponent(file)
      if let text = try? String(contentsOf: path, encoding: .utf8) { return line(in: text) }
      if folder.path == "/" || folder.path.isEmpty { return nil }
      folder.deleteLastPathComponent()
    }
  }

  func line(in text: String) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.contains("func \(function)(") }) else {
      return nil
    }
    let rest = lines[(start + 1)...]
    let end = rest.firstIndex { $0.contains("func ") } ?? lines.endIndex
    let todo = rest[..<end].firstIndex { $0.contains("fatalError(\"TODO") }
    return (todo ?? start) + 1
  }
}
