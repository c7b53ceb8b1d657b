import Foundation
import Processes
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A command with its walls, and what its processes may use together: both go to `ChildProcess`.
public struct SandboxedCommand: Equatable, Sendable {
  public var words: [String]
  public var bounds: ProcessBounds
}

/// One submission's place in a sandbox: a folder for all that its programs read and write, and where
/// we are root users of its own. Nothing of it is open to other submissions.
public final class SandboxSession: Sendable {
  public let sandbox: Sandbox
  /// Sources and products go here, and nothing that the submission must not see. Only the folders
  /// named `writable` are ever given away: the rest stays ours.
  public let folder: String
  let users: SandboxUsers?
  private let temporary: TemporaryFolder
  private let hasEnded = Mutex(false)

  private static let unended = Mutex<[ObjectIdentifier: SandboxSession]>([:])

  init(_ sandbox: Sandbox, in base: String?) throws(GraderError) {
    self.sandbox = sandbox
    users = sandbox.hasOwnUsers ? try .take(leavesDead: sandbox.level == .user) : nil
    temporary = try TemporaryFolder(named: "grader-session", in: base)
    folder = temporary.path
    // What a grader that was killed left running.
    if sandbox.level == .user { users?.killEverything() }
    if let users, chown(folder, geteuid(), users.group) != 0 || chmod(folder, 0o710) != 0 {
      let reason = String(cString: strerror(errno))
      temporary.remove()
      throw .unwritable(path: folder, reason: reason)
    }
    Self.unended.withLock { $0[ObjectIdentifier(self)] = self }
  }

  /// Kills what the submission left behind and removes its folder. A second call does nothing.
  public func end() {
    let isFirst = hasEnded.withLock { hasEnded in
      defer { hasEnded = true }
      return !hasEnded
    }
    guard isFirst else { return }
    Self.unended.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(self)) }
    // Where processes have a namespace, they are gone with its first one.
    if sandbox.level == .user, let users {
      users.killEverything()
      removeStrays(of: users)
    }
    temporary.remove()
    users?.giveBack()
  }

  /// Ends every session: for a program that is about to end itself.
  static func endAll() {
    for session in unended.withLock({ Array($0.values) }) { session.end() }
  }

  /// The command line that runs `command` inside.
  ///
  /// Descriptors handed to it reach the program. The environment is replaced by a fixed one: HOME
  /// and TMPDIR are a fresh /tmp in bubblewrap, else a folder of the session; `environment` adds to
  /// it. In bubblewrap memory and processor time of the run cannot be seen from outside: its figures
  /// are bubblewrap's own.
  ///
  /// - Parameters:
  ///   - command: Program (its full path, or a name on the fixed PATH) and arguments.
  ///   - readOnly: Files and folders that it may read, besides the system and the toolchain.
  ///   - writable: Folders that it may write, and read. They are given to the session's builder:
  ///     write nothing there yourself afterwards.
  ///   - limits: What it may use.
  ///   - workingDirectory: Where it starts: a path that is visible inside. Give it to `ChildProcess`
  ///     too, for the levels `seatbelt` and `none`.
  ///   - environment: Variables to add.
  /// - Throws: `GraderError` when a folder cannot be given away.
  public func wrap(
    _ command: [String], readOnly: [String] = [], writable: [String] = [],
    limits: ResourceLimits = ResourceLimits(), workingDirectory: String? = nil,
    environment: [String: String] = [:]
  ) throws(GraderError) -> SandboxedCommand {
    let user = users.map { writable.isEmpty ? $0.runner : $0.builder }
    let scratch = "\(folder)/scratch-\(user.map(String.init) ?? "own")"
    if !isFolder(scratch) { try makeFolder(scratch) }
    try give(scratch, to: user, mode: 0o700)
    if users != nil { for path in readOnly + writable { openForReading(path) } }
    for folder in writable { try give(folder, to: user, mode: 0o755) }

    let tools = sandbox.tools
    let home = sandbox.level == .bubblewrap ? "/tmp" : scratch
    let toolchainPath = sandbox.toolchain.map { $0.root + "/usr/bin:" } ?? ""
    // A backtrace would bury a trap's own words, and takes seconds to make.
    var variables = [
      "PATH": toolchainPath + Sandbox.searchPath, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    variables.merge(environment) { $1 }
    var walled = command
    if let user, let users, let setpriv = tools.setpriv {
      walled = becoming(user, group: users.group, setpriv: setpriv) + readableByOthers(command)
    } else if sandbox.level == .none {
      walled = dyingWithUs(command)
    }
    switch sandbox.level {
    case .bubblewrap:
      walled = sandbox.bubblewrapped(
        walled, readOnly: readOnly, writable: writable, scratch: scratch, limits: limits,
        workingDirectory: workingDirectory)
    case .seatbelt:
      walled = sandbox.seatbelted(
        walled, readOnly: readOnly, writable: writable + [scratch])
    case .user, .none: break
    }
    // Our own working folder may be closed to that user.
    let place = sandbox.level == .user ? ["-C", workingDirectory ?? scratch] : []
    let clean =
      ["/usr/bin/env", "-i"] + place
      + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return SandboxedCommand(
      words: limits.wrap(
        clean + walled, prlimit: tools.prlimit, countsProcesses: users != nil),
      bounds: ProcessBounds(
        memoryBytes: limits.residentBytes,
        // The walls' own processes are seen too.
        tasks: limits.processes.map { $0 + 8 },
        user: sandbox.level == .user ? user : nil))
  }

  /// Why the walls did not stand, for a program that ended badly and without a word of its own;
  /// `nil` if they did. A submission gets no verdict then: it is the grader's fault.
  public func fault(in run: Finished) -> String? {
    if run.succeeded || run.timedOut || run.excess != nil { return nil }
    let line = run.standardError.text.split(separator: "\n").first ?? ""
    let names = ["bwrap", "setpriv", "prlimit", "env", "/usr/bin/env", "sandbox-exec"]
    if names.contains(where: { line.hasPrefix($0 + ": ") }) { return String(line) }
    return sandbox.problem()
  }

  /// All rights are dropped for good. Without bubblewrap, it dies with whoever started it.
  private func becoming(_ user: UInt32, group: UInt32, setpriv: String) -> [String] {
    var words = [
      setpriv, "--reuid", "\(user)", "--regid", "\(group)", "--clear-groups", "--no-new-privs",
      "--inh-caps=-all", "--bounding-set=-all",
    ]
    if sandbox.level == .user { words += ["--pdeathsig", "KILL"] }
    return words + ["--"]
  }

  /// The runner reads what the builder wrote, also where our own files are closed by default.
  private func readableByOthers(_ command: [String]) -> [String] {
    Self.closesFilesByDefault
      ? ["/bin/sh", "-c", "umask 022; exec \"$@\"", "sh"] + command : command
  }

  /// Whether our umask takes reading from others. Asked of /proc: `umask` itself would change it for
  /// a moment, under every thread.
  private static let closesFilesByDefault: Bool = {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("Umask:") }
    let mask = line.flatMap { Int($0.dropFirst(6).filter { $0 != "\t" }, radix: 8) } ?? 0
    return mask & 0o055 != 0
  }()

  private func give(_ folder: String, to user: UInt32?, mode: mode_t) throws(GraderError) {
    guard let user, let users else { return }
    let descriptor = Descriptor(
      owning: open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    var status = stat()
    guard fstat(descriptor.number, &status) == 0,
      status.st_uid == geteuid() || status.st_uid == user, status.st_mode & 0o002 == 0
    else { throw .unwritable(path: folder, reason: "it is not a folder that is ours to give away") }
    guard fchown(descriptor.number, user, users.group) == 0,
      fchmod(descriptor.number, mode) == 0
    else { throw .unwritable(path: folder, reason: String(cString: strerror(errno))) }
  }

  /// Files and folders of ours in the session's folder; those that are open already, or anyone
  /// else's, stay as they are.
  private func openForReading(_ path: String) {
    guard path.hasPrefix(folder + "/") else { return }
    let descriptor = Descriptor(
      owning: open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
    var status = stat()
    guard descriptor.number >= 0, fstat(descriptor.number, &status) == 0,
      status.st_uid == geteuid()
    else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isFolder || status.st_nlink == 1 else { return }
    let wanted = status.st_mode | (isFolder || status.st_mode & 0o100 != 0 ? 0o055 : 0o044)
    if wanted != status.st_mode { _ = fchmod(descriptor.number, wanted & 0o7777) }
    if isFolder { for name in namesInFolder(path) { openForReading("\(path)/\(name)") } }
  }

  /// Without namespaces a program may leave files where everybody may write, and shared memory.
  private func removeStrays(of users: SandboxUsers) {
    guard let setpriv = sandbox.tools.setpriv else { return }
    for user in [users.builder, users.runner] {
      let script = """
        ipcrm --all
        find /tmp /var/tmp /dev/shm /run/lock -xdev -type d ! -writable -prune \
          -o -uid \(user) -exec rm -rf {} +
        """
      _ = try? runToEnd(
        ["/usr/bin/env", "-i", "PATH=\(Sandbox.searchPath)"]
          + becoming(user, group: users.group, setpriv: setpriv) + ["/bin/sh", "-c", script],
        workingDirectory: "/", timeout: 30, outputLimit: 1000)
    }
  }
}
