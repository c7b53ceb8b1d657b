import Dispatch
import Foundation
import Processes

/// Ctrl-C and its like: the children end with us, and nothing is left behind.
enum Interruption {
  /// Touched by the program's first thread alone.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// From now on these signals end the program in an orderly way. One that is ignored, as under
  /// `nohup`, stays ignored.
  static func handle(_ signals: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
    let queue = DispatchQueue(label: "interruption")
    for number in signals {
      let before = signal(number, SIG_IGN)
      if isIgnoring(before) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { stop(number) }
      source.resume()
      sources.append(source)
    }
  }

  private static func stop(_ number: Int32) -> Never {
    Console.error("grader: stopped")
    ChildProcess.killAll(isLast: true)
    SandboxSession.endAll()
    TemporaryFolder.removeAll()
    // As the signal would have ended us: a shell script that waits for us sees it.
    signal(number, SIG_DFL)
    kill(getpid(), number)
    exit(128 + number)
  }

  private static func isIgnoring(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
