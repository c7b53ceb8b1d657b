import Dispatch
import Foundation
import Synchronization

/// Runs `body` in `count` threads of its own and waits for all of them.
///
/// `DispatchQueue.concurrentPerform` would start no more than there are processors, and these threads
/// mostly wait for other programs.
func inThreads(_ count: Int, _ body: @Sendable () -> Void) {
  withoutActuallyEscaping(body) { body in
    // A thread's object may outlive what it ran: it must not hold `body` then.
    let shared = SharedBody(body)
    let running = DispatchGroup()
    for _ in 0..<count {
      running.enter()
      let thread = Thread {
        shared.run()
        running.leave()
      }
      // As much as a main thread has: readers of nested files need it.
      thread.stackSize = 8 << 20
      thread.start()
    }
    running.wait()
    shared.clear()
  }
}

private final class SharedBody: Sendable {
  private let body: Mutex<(@Sendable () -> Void)?>

  init(_ body: @escaping @Sendable () -> Void) { self.body = Mutex(body) }

  func run() {
    let body = body.withLock { $0 }
    body?()
  }

  func clear() { body.withLock { $0 = nil } }
}

extension ContinuousClock.Instant {
  func seconds(since start: ContinuousClock.Instant) -> Double { (self - start) / .seconds(1) }
}
