import Foundation
import Processes
import SubmissionProtocol

/// Why a test could not go on.
public enum SubmissionStop: Error, Equatable {
  /// The submission stopped at a `fatalError("TODO…")`, in these words.
  case notImplemented(String)
  /// The worker ended by itself while it was asked.
  case ended(ExitStatus, lastWords: [String])
  /// No answer within so many seconds.
  case timedOut(seconds: Double, lastWords: [String])
  /// Something came back that is no answer.
  case garbled(Sentence)
  /// The submission's library cannot be loaded; the loader's words.
  case unloadable(String)
  /// The answer is so wrong that nothing more can be said about it; these lines say why.
  case wrong([Sentence])
  /// The grader's own fault, in words for those who look after it.
  case graderFault(String)
}

extension SubmissionStop: CustomStringConvertible {
  /// The lines that a student reads.
  public var lines: [Sentence] {
    switch self {
    case .notImplemented(let words):
      return [say("not implemented: \(words)", korean: "아직 구현되지 않았습니다: \(words)")]
    case .ended(_, let lastWords) where lastWords.contains { $0.contains(LastWords.marker) }:
      return [
        say(
          "your code stopped the program, in these words:",
          korean: "코드가 프로그램을 멈추었습니다. 남긴 메시지:")
      ] + lastWords.map(both)
    case .ended(let status, let lastWords):
      return [SubmissionStop.sentence(for: status)] + SubmissionStop.quoted(lastWords)
    case .timedOut(let seconds, let lastWords):
      return [
        say(
          "no answer within \(Int(seconds)) s: does a loop never end?",
          korean: "\(Int(seconds))초 안에 답이 오지 않았습니다. 끝나지 않는 반복문이 있는지 살펴보십시오")
      ] + SubmissionStop.quoted(lastWords)
    case .garbled(let what):
      return [
        say(
          "the answer cannot be read (\(what)): does your code use descriptors of its own?",
          korean: "답을 읽을 수 없습니다 (\(what)). 코드가 파일 디스크립터를 직접 쓰고 있는지 살펴보십시오")
      ]
    case .unloadable(let reason):
      return [
        say("your compiled code cannot be loaded:", korean: "컴파일된 코드를 불러올 수 없습니다:"),
        both(String(reason.prefix(400))),
      ]
    case .wrong(let lines):
      return lines
    case .graderFault(let what):
      return [
        say(
          "the grader is at fault, not you: \(what)",
          korean: "제출물이 아니라 채점기에 문제가 있습니다. 조교에게 알려 주십시오: \(what)")
      ]
    }
  }

  /// Whether it came while a function of the submission ran.
  public var isInSubmission: Bool {
    switch self {
    case .ended, .timedOut, .garbled: true
    case .notImplemented, .unloadable, .wrong, .graderFault: false
    }
  }

  public var description: String { lines.joined(separator: "\n").english }

  /// What the code wrote on standard error, if anything.
  private static func quoted(_ lastWords: [String]) -> [Sentence] {
    if lastWords.isEmpty || lastWords.contains(where: { $0.contains(LastWords.marker) }) {
      return lastWords.map(both)
    }
    return [
      say("its last words on standard error:", korean: "표준 오류(stderr)에 마지막으로 남긴 내용:")
    ] + lastWords.map(both)
  }

  private static func sentence(for status: ExitStatus) -> Sentence {
    switch status {
    case .exited(let code):
      say(
        "your code ended the whole program with exit code \(code) instead of returning",
        korean: "코드가 값을 돌려주지 않고 프로그램 전체를 끝냈습니다 (종료 코드 \(code))")
    case .signalled(let number):
      hints[number].map { hint in
        say(
          "your code stopped the program: \(status); \(hint)",
          korean: "코드가 프로그램을 멈추었습니다: 시그널 \(number). \(hint)")
      }
        ?? say(
          "your code stopped the program: \(status)",
          korean: "코드가 프로그램을 멈추었습니다: 시그널 \(number)")
    }
  }

  /// In optimised Swift most traps are silent, so the signal has to speak.
  private static let trapHint = say(
    "in Swift that is an index out of range, an overflow, a nil or a failed precondition",
    korean: "Swift에서는 배열 범위를 벗어난 인덱스, 오버플로, nil, 또는 precondition 실패일 때 이렇게 됩니다")
  private static let hints: [Int32: Sentence] = [
    4: trapHint, 5: trapHint,
    9: say("most often for want of memory", korean: "메모리가 모자랄 때 가장 흔합니다"),
    11: say(
      "most often endless recursion, or more memory than allowed",
      korean: "끝나지 않는 재귀나 허용된 것보다 많은 메모리 사용이 가장 흔한 원인입니다"),
    24: say("out of processor time", korean: "허용된 CPU 시간을 다 썼습니다"),
  ]
}

/// What a student's code wrote on standard error before it stopped.
public struct LastWords {
  /// The message of its last `fatalError`, if it got there.
  public let fatalError: String?
  /// At most five lines for the student: where it stopped and why, or the end of what it wrote.
  public let lines: [String]

  public static let marker = "Fatal error: "

  public init(standardError text: String) {
    let written = text.split(whereSeparator: \.isNewline).map(LastWords.printable)
    guard let last = written.lastIndex(where: { $0.contains(LastWords.marker) }) else {
      fatalError = nil
      lines = written.suffix(5)
      return
    }
    let message = written[last].components(separatedBy: LastWords.marker).last ?? ""
    fatalError = message.isEmpty ? nil : message
    // The library's own trace of the stack tells a student nothing, and is never twice the same.
    lines = Array(written[last...].prefix { !$0.hasPrefix("Current stack trace") }.prefix(4))
  }

  /// Control characters replaced and the length limited: it goes into reports.
  private static func printable(_ line: Substring) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in line.unicodeScalars.prefix(400) {
      let isControl = scalar.properties.generalCategory == .control
      cleaned.append(isControl && scalar != "\t" ? "·" : scalar)
    }
    return String(cleaned)
  }
}
