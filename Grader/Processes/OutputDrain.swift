import Dispatch
import Foundation
import Synchronization

/// Reads a descriptor to its end on a thread of its own, so that a talkative child never blocks on a
/// full pipe; keeps a capped part.
public final class OutputDrain: Sendable {
  private let source: Descriptor
  private let output: Mutex<CappedOutput>
  private let reading = DispatchGroup()

  /// Starts reading `source`, which it owns from now on.
  public init(_ source: Descriptor, limit: Int) {
    self.source = source
    output = Mutex(CappedOutput(limit: limit))
    reading.enter()
    let thread = Thread { [self] in
      source.setNonBlocking()
      readToEnd()
      reading.leave()
    }
    thread.stackSize = 1 << 18
    thread.start()
  }

  /// What has come so far.
  public var soFar: CappedOutput { output.withLock { $0 } }

  /// Waits for the end of the output, at most until the deadline (a grandchild may hold it open).
  public func finished(by deadline: Deadline) -> CappedOutput {
    _ = reading.wait(timeout: deadline.dispatchTime)
    return soFar
  }

  private func readToEnd() {
    withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while true {
        switch source.read(into: buffer) {
        case .bytes(let count):
          output.withLock { $0.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        case .end: return
        case .nothingYet: _ = source.waitUntilReadable(.never)
        }
      }
    }
  }
}
