import Foundation
import Synchronization

private let requested = Atomic<Bool>(false)

/// Ctrl-C while training: the first asks to stop after the step under way, a second stops at once.
enum Interruption {
  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// From here on, the first Ctrl-C (or a polite kill) only sets `isRequested`.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        requested.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  /// From here on, Ctrl-C stops the program at once.
  static func stopListening() {
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
