#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How a process ended.
public enum ExitStatus: Equatable, Hashable, Sendable {
  /// It called `exit` (or returned from main) with this code.
  case exited(Int32)
  /// This signal ended it.
  case signalled(Int32)

  /// Exit code 0.
  public var isSuccess: Bool { self == .exited(0) }

  /// The same, where a wrapper such as a shell or bubblewrap reported its child's signal n as exit
  /// code 128 + n.
  public var throughWrapper: ExitStatus {
    if case .exited(let code) = self, code > 128, code < 128 + 32 { return .signalled(code - 128) }
    return self
  }

  /// Reads what `wait4` stores.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
  }
}

extension ExitStatus: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .signalled(let signal):
      Self.signalNames[signal].map { "signal \(signal) (\($0))" } ?? "signal \(signal)"
    }
  }

  private static let signalNames: [Int32: String] = [
    SIGHUP: "hangup", SIGINT: "interrupted", SIGQUIT: "quit", SIGILL: "illegal instruction",
    SIGTRAP: "trap", SIGABRT: "abort", SIGBUS: "bus error", SIGFPE: "arithmetic fault",
    SIGKILL: "killed", SIGSEGV: "segmentation fault", SIGPIPE: "broken pipe", SIGTERM: "terminated",
    SIGXCPU: "out of processor time", SIGXFSZ: "file too large",
  ]
}

/// How a process ended and what it took.
///
/// A wrapper that does not wait for its child to the end (bubblewrap is one) hides what that took:
/// then the figures are the wrapper's own.
public struct ProcessEnd: Equatable, Sendable {
  public var status: ExitStatus
  /// The largest resident memory, in bytes, of the process or one of the children it waited for.
  /// On Linux never less than our own at its start, since the count begins before `exec`.
  public var peakMemory: Int
  /// Processor time, user and system, of it and the children it waited for.
  public var processorSeconds: Double
  /// Set when it was killed for going beyond its bounds.
  public var excess: ProcessExcess?
}
