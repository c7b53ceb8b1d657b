import Dispatch

/// A moment on the monotonic clock, or never.
public struct Deadline: Sendable {
  private let nanoseconds: UInt64?

  /// Nothing is too late for this one.
  public static let never = Deadline(seconds: nil)

  /// The moment `seconds` from now; `nil` and more than a century mean never, negative means now.
  public init(seconds: Double?) {
    guard let seconds, seconds < 3e9 else {
      nanoseconds = nil
      return
    }
    nanoseconds = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, seconds) * 1e9)
  }

  /// Seconds left, 0 when it has passed, `nil` for never.
  public var secondsLeft: Double? {
    guard let nanoseconds else { return nil }
    let now = DispatchTime.now().uptimeNanoseconds
    return now >= nanoseconds ? 0 : Double(nanoseconds - now) / 1e9
  }

  public var hasPassed: Bool { secondsLeft == 0 }

  /// What `poll` takes: rounded up, so that a wait never ends just before the deadline; −1 is never.
  var millisecondsLeft: Int32 {
    guard let secondsLeft else { return -1 }
    return Int32(min((secondsLeft * 1000).rounded(.up), 1e9))
  }

  var dispatchTime: DispatchTime {
    nanoseconds.map { DispatchTime(uptimeNanoseconds: $0) } ?? .distantFuture
  }
}
