import Foundation

/// Where a command writes: results on standard output, progress and errors on standard error.
public struct Console {
  /// Standard error is a terminal that can redraw a line.
  var isTerminal: Bool
  /// Standard output is a terminal.
  var outputIsTerminal = false
  private let writeOutput: (String) -> Void
  private let writeError: (String) -> Void

  public init(
    isTerminal: Bool, output: @escaping (String) -> Void, error: @escaping (String) -> Void
  ) {
    self.isTerminal = isTerminal
    writeOutput = output
    writeError = error
  }

  public static var standard: Console {
    var console = Console(
      isTerminal: isatty(STDERR_FILENO) == 1
        && ProcessInfo.processInfo.environment["TERM"] != "dumb",
      output: { try? FileHandle.standardOutput.write(contentsOf: Data($0.utf8)) },
      error: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) })
    console.outputIsTerminal = isatty(STDOUT_FILENO) == 1
    return console
  }

  /// Whether results may be coloured (https://no-color.org).
  func hasColours(_ environment: [String: String]) -> Bool {
    outputIsTerminal && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }

  /// A line of the result.
  func print(_ line: String = "") { writeOutput(line + "\n") }

  /// A line beside the result.
  func note(_ line: String) { writeError(line + "\n") }

  /// Draws a line over the one before; it stays until `note` or `erase`.
  func redraw(_ line: String) {
    writeError("\r\u{1B}[2K" + line)
  }

  /// Wipes what `redraw` drew.
  func erase() {
    if isTerminal { writeError("\r\u{1B}[2K") }
  }
}
