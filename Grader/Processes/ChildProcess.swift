import Dispatch
import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A running program in a process group of its own.
///
/// It gets the descriptors that it is handed and nothing else. When it ends, whatever is left of its
/// group is killed with it, and it is always reaped: no zombies. Letting go of the object does not end
/// the process: `kill()` does.
public final class ChildProcess: Sendable {
  public let processIdentifier: pid_t
  private let reaper: Reaper

  /// Starts `command`.
  ///
  /// - Parameters:
  ///   - command: Program and arguments. A name without a slash is looked up in our PATH.
  ///   - environment: All of its environment; `nil` passes on ours.
  ///   - workingDirectory: Where it starts; `nil` is our own.
  ///   - descriptors: Its descriptor → ours. What is missing of 0, 1, 2 is /dev/null. Ours stay
  ///     open here: close our copies of the child's ends, or no end of file will ever be seen.
  ///   - bounds: What it and its descendants may use together; it is killed when they use more.
  /// - Throws: `ProcessFailure`.
  public convenience init(
    _ command: [String], environment: [String: String]? = nil, workingDirectory: String? = nil,
    descriptors: [Int32: Int32] = [:], bounds: ProcessBounds? = nil
  ) throws(ProcessFailure) {
    try self.init(
      command, environment: environment, workingDirectory: workingDirectory,
      descriptors: descriptors, bounds: bounds, atEnd: {})
  }

  /// `atEnd` runs on the reaper's thread once the process has ended.
  init(
    _ command: [String], environment: [String: String]?, workingDirectory: String?,
    descriptors: [Int32: Int32], bounds: ProcessBounds?, atEnd: @escaping @Sendable () -> Void
  ) throws(ProcessFailure) {
    guard !command.isEmpty else { fatalError("ChildProcess: the command is empty") }
    // Under the lock, so that `killAll` either sees this child or comes before it.
    reaper = try Reaper.all.withLock { all throws(ProcessFailure) in
      if all.isClosed { throw .closing }
      let identifier = try spawn(
        command, environment: environment ?? ProcessInfo.processInfo.environment,
        workingDirectory: workingDirectory, descriptors: descriptors)
      let reaper = Reaper(identifier, atEnd: atEnd)
      all.reapers[identifier] = reaper
      return reaper
    }
    processIdentifier = reaper.identifier
    if let bounds { Watchdog.shared.watch(reaper, bounds: bounds) }
    reaper.start()
  }

  /// How it ended; `nil` while it runs.
  public var end: ProcessEnd? { reaper.end }

  /// Waits until it has ended.
  @discardableResult
  public func wait() -> ProcessEnd { reaper.wait(.never)! }

  /// Waits until it has ended or the deadline has passed.
  ///
  /// - Returns: How it ended; `nil` if it still runs.
  public func wait(until deadline: Deadline) -> ProcessEnd? { reaper.wait(deadline) }

  /// Waits at most `timeout` seconds; `nil` if it still runs then.
  public func wait(timeout: Double) -> ProcessEnd? { reaper.wait(Deadline(seconds: timeout)) }

  /// Sends a signal to the whole group; nothing once it has ended.
  public func send(signal: Int32) { reaper.send(signal) }

  /// Kills the whole group. `wait()` afterwards returns soon.
  public func kill() { send(signal: SIGKILL) }

  /// Kills every running child.
  ///
  /// - Parameter isLast: For a program that is about to end itself: no more can be started, and
  ///   whoever waits for one waits until the program ends, so that nobody draws conclusions from how
  ///   it died.
  public static func killAll(isLast: Bool = false) { Reaper.killAll(isLast: isLast) }
}

/// Waits for one process on a thread of its own.
///
/// The process is reaped under the same lock under which signals are sent, so that none can reach a
/// stranger who was given the number anew.
private final class Reaper: Watchdog.Child {
  let identifier: pid_t
  private let atEnd: @Sendable () -> Void
  private struct State {
    var end: ProcessEnd?
    var excess: ProcessExcess?
  }
  private let state = Mutex(State())
  private let running = DispatchGroup()

  struct All {
    var reapers: [pid_t: Reaper] = [:]
    /// No more children may be started.
    var isClosed = false
  }
  static let all = Mutex(All())

  init(_ identifier: pid_t, atEnd: @escaping @Sendable () -> Void) {
    self.identifier = identifier
    self.atEnd = atEnd
  }

  var end: ProcessEnd? { state.withLock { $0.end } }

  func start() {
    running.enter()
    let thread = Thread { self.run() }
    thread.stackSize = 1 << 17
    thread.start()
  }

  func wait(_ deadline: Deadline) -> ProcessEnd? {
    guard running.wait(timeout: deadline.dispatchTime) == .success else { return nil }
    return end
  }

  func send(_ signal: Int32) {
    state.withLock { state in
      if state.end == nil { _ = systemKill(-identifier, signal) }
    }
  }

  func kill(for excess: ProcessExcess, after work: () -> Void) {
    state.withLock { state in
      guard state.end == nil else { return }
      if state.excess == nil { state.excess = excess }
      work()
      _ = systemKill(-identifier, SIGKILL)
    }
  }

  static func killAll(isLast: Bool) {
    let reapers = all.withLock { all in
      if isLast { all.isClosed = true }
      return Array(all.reapers.values)
    }
    for reaper in reapers { reaper.send(SIGKILL) }
  }

  private func run() {
    var information = siginfo_t()
    // WNOWAIT leaves it a zombie, whose number is still its own.
    while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    Watchdog.shared.forget(identifier)
    state.withLock { state in
      _ = systemKill(-identifier, SIGKILL)
      var status: Int32 = 0
      var usage = rusage()
      while wait4(identifier, &status, 0, &usage) < 0, errno == EINTR {}
      state.end = ProcessEnd(
        status: ExitStatus(waitStatus: status), peakMemory: usage.peakMemory,
        processorSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds, excess: state.excess)
    }
    let isClosed = Self.all.withLock { all in
      all.reapers[identifier] = nil
      return all.isClosed
    }
    if isClosed { return }
    atEnd()
    running.leave()
  }
}

extension rusage {
  /// Bytes. Linux counts in kibibytes.
  fileprivate var peakMemory: Int {
    #if canImport(Darwin)
      Int(ru_maxrss)
    #else
      Int(ru_maxrss) * 1024
    #endif
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
