import Foundation
import Processes

/// Why a test could not go on.
enum SubmissionStop: Error, Equatable {
  /// The submission stopped at a `fatalError("TODO…")`, in these words.
  case notImplemented(String)
  /// The worker ended by itself while it was asked.
  case ended(ExitStatus, lastWords: [String])
  /// No answer within so many seconds.
  case timedOut(seconds: Double, lastWords: [String])
  /// Something came back that is no answer.
  case garbled(String)
  /// The submission's library cannot be loaded; the loader's words.
  case unloadable(String)
  /// The answer is so wrong that nothing more can be said about it; these lines say why.
  case wrong([String])
  /// The grader's own fault.
  case graderFault(String)
}

extension SubmissionStop: CustomStringConvertible {
  /// The lines that a student reads.
  var lines: [String] {
    switch self {
    case .notImplemented(let words):
      return ["not implemented: \(words)"]
    case .ended(_, let lastWords) where lastWords.contains { $0.contains(LastWords.marker) }:
      return ["your code stopped the program, in these words:"] + lastWords
    case .ended(let status, let lastWords):
      return [SubmissionStop.sentence(for: status)] + lastWords
    case .timedOut(let seconds, let lastWords):
      return ["no answer within \(Int(seconds)) s: does a loop never end?"] + lastWords
    case .garbled(let what):
      return ["the answer cannot be read (\(what)): does your code use descriptors of its own?"]
    case .unloadable(let reason):
      return ["your compiled code cannot be loaded: \(reason.prefix(400))"]
    case .wrong(let lines):
      return lines
    case .graderFault(let what):
      return ["the grader is at fault, not you: \(what)"]
    }
  }

  var description: String { lines.joined(separator: "\n") }

  private static func sentence(for status: ExitStatus) -> String {
    switch status {
    case .exited(let code):
      "your code ended the whole program with exit code \(code) instead of returning"
    case .signalled(let number):
      "your code stopped the program: \(status)" + (hints[number].map { "; \($0)" } ?? "")
    }
  }

  /// In optimised Swift most traps are silent, so the signal has to speak.
  private static let trapHint =
    "in Swift that is an index out of range, an overflow, a nil or a failed precondition"
  private static let hints: [Int32: String] = [
    4: trapHint, 5: trapHint,
    9: "most often for want of memory",
    11: "most often endless recursion, or more memory than allowed",
    24: "out of processor time",
  ]
}

/// What a student's code wrote on standard error before it stopped.
struct LastWords {
  /// The message of its last `fatalError`, if it got there.
  let fatalError: String?
  /// At most six lines for the student: where it stopped and why, or the end of what it wrote.
  let lines: [String]

  static let marker = "Fatal error: "

  init(standardError text: String) {
    let written = text.split(whereSeparator: \.isNewline).map(LastWords.printable)
    guard let last = written.lastIndex(where: { $0.contains(LastWords.marker) }) else {
      fatalError = nil
      lines = written.isEmpty ? [] : ["its last words on standard error:"] + written.suffix(5)
      return
    }
    let message = written[last].components(separatedBy: LastWords.marker).last ?? ""
    fatalError = message.isEmpty ? nil : message
    lines = Array(written[last...].prefix(4))
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
