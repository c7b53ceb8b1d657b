import DiffusionTool
import Foundation
import Synchronization

/// Shows how a batch goes on standard error: on a terminal one line that is written over and over,
/// elsewhere a line a submission.
final class ProgressDisplay: Sendable {
  private let isTerminal: Bool
  private let write: @Sendable (String) -> Void
  /// Whether the terminal's current line holds something of ours.
  private let isOnLine = Mutex(false)

  init(
    isTerminal: Bool = isatty(2) == 1,
    write: @escaping @Sendable (String) -> Void = { text in
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
  ) {
    self.isTerminal = isTerminal
    self.write = write
  }

  func show(_ progress: BatchProgress) {
    isOnLine.withLock { isOnLine in
      guard isTerminal else { return write(progress.text + "\n") }
      let text = progress.text
      if progress.needsAttention {
        // Stays, and the line that is written over goes on below.
        write(ProgressDisplay.clear + text + "\n")
        isOnLine = false
      } else {
        write(ProgressDisplay.clear + fitted(text, to: tableWidth - 1))
        isOnLine = true
      }
    }
  }

  /// A line of its own.
  func show(_ line: String) {
    isOnLine.withLock { isOnLine in
      write((isOnLine ? ProgressDisplay.clear : "") + line + "\n")
      isOnLine = false
    }
  }

  /// Leaves the terminal's line clean.
  func end() {
    isOnLine.withLock { isOnLine in
      if isOnLine { write(ProgressDisplay.clear) }
      isOnLine = false
    }
  }

  /// Back to the line's start, and all of it empty.
  private static let clear = "\r\u{1B}[K"
}
