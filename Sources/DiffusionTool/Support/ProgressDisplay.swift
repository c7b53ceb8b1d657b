import DiffusionCourse
import Foundation

/// Shows training events: a bar that is redrawn on a terminal, plain lines elsewhere.
final class ProgressDisplay {
  private let console: Console
  private let clock = ContinuousClock()
  private var lastShown: ContinuousClock.Instant

  init(_ console: Console) {
    self.console = console
    lastShown = clock.now
  }

  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let progress, let secondsLeft):
      if console.isTerminal {
        guard isDue(after: .milliseconds(100)) || progress.step == 1 else { return }
        console.redraw(
          ProgressLine.bar(progress, secondsLeft: secondsLeft, columns: terminalColumns()))
      } else if isDue(after: .seconds(60)) {
        console.note(ProgressLine.plain(progress, secondsLeft: secondsLeft))
      }
    case .epoch(let progress, let secondsLeft):
      if console.isTerminal {
        console.redraw(
          ProgressLine.bar(progress, secondsLeft: secondsLeft, columns: terminalColumns()))
      } else {
        console.note(ProgressLine.plain(progress, secondsLeft: secondsLeft))
      }
      lastShown = clock.now
    case .grid(let epoch, let path):
      if !console.isTerminal { console.note("samples after epoch \(epoch): \(path)") }
    case .noGrid(let epoch, let reason):
      end()
      console.note("no samples after epoch \(epoch): \(reason)")
    case .sampling(let step, let steps):
      guard console.isTerminal, isDue(after: .milliseconds(100)) || step == steps else { return }
      console.redraw(ProgressLine.sampling(step: step, steps: steps, columns: terminalColumns()))
    }
  }

  /// Wipes the bar.
  func end() { console.erase() }

  private func isDue(after interval: Duration) -> Bool {
    guard clock.now - lastShown >= interval else { return false }
    lastShown = clock.now
    return true
  }

  /// At most 80: longer lines are hard to follow.
  private func terminalColumns() -> Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return min(80, Int(size.ws_col))
  }
}
