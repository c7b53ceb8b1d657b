import Foundation
import Synchronization

/// Looks at bounded children many times a second, on one thread for all, which ends with the last.
///
/// macOS has no /proc: there the bounds are not watched, and the limits of each process have to do.
final class Watchdog: Sendable {
  /// A child under watch.
  protocol Child: AnyObject, Sendable {
    var identifier: pid_t { get }
    /// Does `work` and kills its group, if it has not ended: until then no number in its tree can be
    /// a stranger's.
    func kill(for excess: ProcessExcess, after work: () -> Void)
  }

  static let shared = Watchdog()

  private struct State {
    var children: [pid_t: (child: any Child, bounds: ProcessBounds)] = [:]
    var isRunning = false
  }
  private let state = Mutex(State())

  /// Seconds between two looks: memory grows by less than a gigabyte in that time.
  private static let interval = 0.05
  /// Looking through the whole of /proc takes milliseconds, so a user's stray processes are looked
  /// for less often.
  private static let looksBetweenSearches = 10

  func watch(_ child: any Child, bounds: ProcessBounds) {
    #if canImport(Glibc)
      let isFirst = state.withLock { state in
        state.children[child.identifier] = (child, bounds)
        defer { state.isRunning = true }
        return !state.isRunning
      }
      guard isFirst else { return }
      let thread = Thread { self.run() }
      thread.stackSize = 1 << 18
      thread.start()
    #endif
  }

  func forget(_ identifier: pid_t) {
    state.withLock { _ = $0.children.removeValue(forKey: identifier) }
  }

  #if canImport(Glibc)
    private func run() {
      var look = 0
      while true {
        Thread.sleep(forTimeInterval: Watchdog.interval)
        look += 1
        let children = state.withLock { state in
          if state.children.isEmpty { state.isRunning = false }
          return Array(state.children.values)
        }
        if children.isEmpty { return }
        for (child, bounds) in children {
          check(child, bounds, searching: look % Watchdog.looksBetweenSearches == 0)
        }
      }
    }

    private func check(_ child: any Child, _ bounds: ProcessBounds, searching: Bool) {
      let most = bounds.tasks ?? .max
      var usage = ProcessUsage(ofTree: child.identifier, most: most)
      if searching, let user = bounds.user { usage.add(processesOf: user, most: most) }
      guard let excess = bounds.excess(of: usage) else { return }
      child.kill(for: excess) {
        if let user = bounds.user { killEverything(of: user) }
        killTree(below: child.identifier)
      }
    }

    /// Also those that left the group. First all are stopped, so that none makes another meanwhile;
    /// one that is about to make another stops only then.
    private func killTree(below root: pid_t) {
      var stopped: Set<pid_t> = []
      let patience = Deadline(seconds: 2)
      while !patience.hasPassed {
        let resting = stopped.allSatisfy(ProcessUsage.isResting)
        let fresh = ProcessUsage(ofTree: root, most: .max).processes.subtracting(stopped)
        if fresh.isEmpty, resting { break }
        for process in fresh { _ = systemKill(process, SIGSTOP) }
        stopped.formUnion(fresh)
        if !resting { Thread.sleep(forTimeInterval: 0.001) }
      }
      for process in stopped.subtracting([root]) { _ = systemKill(process, SIGKILL) }
    }
  #endif
}

/// Kills every process of a user at one stroke, also those that fork faster than anyone can look.
/// Nothing where we are not root, or for root itself.
public func killEverything(of user: UInt32) {
  guard user > 0, geteuid() == 0, let setpriv = findProgram("setpriv") else { return }
  // No `ChildProcess`: this has to work after the last of them too.
  let command = [
    setpriv, "--reuid", "\(user)", "--clear-groups", "--", "/bin/sh", "-c", "kill -KILL -1",
  ]
  guard
    let killer = try? spawn(command, environment: [:], workingDirectory: nil, descriptors: [:])
  else { return }
  while waitpid(killer, nil, 0) < 0, errno == EINTR {}
}
