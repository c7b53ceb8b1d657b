import Foundation
import Processes
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Two user numbers that one submission has to itself: what runs as one of them can neither trace
/// nor kill anything of ours or of another submission, and the system counts its processes apart.
///
/// They are held by a lock on a file, which ends with us however we end.
final class SandboxUsers: Sendable {
  /// Runs what may write: the compiler.
  let builder: UInt32
  /// Runs what may not: the submission's code. It cannot change what the builder made.
  let runner: UInt32
  /// The group of both.
  var group: UInt32 { builder }
  private let lock: Descriptor

  /// Where the next search begins: each session gets other numbers than the one before, whose last
  /// processes the system may still be clearing away.
  private static let turn = Atomic<UInt32>(.random(in: 0..<1000))

  /// No distribution gives these to anyone, nor does systemd.
  static let numbers: ClosedRange<UInt32> = 60_706...61_183
  static let lockFolder = "/run/diffusion-grader"

  private init(builder: UInt32, lock: Descriptor) {
    self.builder = builder
    runner = builder + 1
    self.lock = lock
  }

  /// Takes two that are free on this machine.
  ///
  /// - Parameter leavesDead: Whether dead processes of an earlier session may be left that nobody has
  ///   reaped, as in a container without an init: they count, so their users are passed over.
  /// - Throws: `GraderError` when the locks cannot be made, or all are taken.
  static func take(
    leavesDead: Bool = false, lockFolder: String = lockFolder
  ) throws(GraderError) -> SandboxUsers {
    if mkdir(lockFolder, 0o700) != 0, errno != EEXIST {
      throw .unwritable(path: lockFolder, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard lstat(lockFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == geteuid(), status.st_mode & 0o022 == 0
    else { throw .unwritable(path: lockFolder, reason: "it is not a folder of ours alone") }
    let busy = leavesDead ? usersOfProcesses() : []
    let pairs = UInt32(numbers.count / 2)
    let first = turn.wrappingAdd(1, ordering: .relaxed).newValue
    for offset in 0..<pairs {
      let builder = numbers.lowerBound + (first &+ offset) % pairs * 2
      // Somebody's after all.
      if getpwuid(builder) != nil || getpwuid(builder + 1) != nil { continue }
      guard let lock = try lock(builder, in: lockFolder) else { continue }
      if busy.isDisjoint(with: [builder, builder + 1]) {
        return SandboxUsers(builder: builder, lock: lock)
      }
    }
    throw .toolFailed(
      tool: "the sandbox",
      reason: "all of its users are taken; end other graders, or use fewer jobs")
  }

  /// Ends what the sessions of a grader that was killed left running.
  static func endLeftOvers() {
    guard geteuid() == 0 else { return }
    for user in usersOfProcesses() where numbers.contains(user) {
      let builder = user - (user - numbers.lowerBound) % 2
      // Else they belong to another grader's session.
      guard let lock = try? lock(builder, in: lockFolder) else { continue }
      let users = SandboxUsers(builder: builder, lock: lock)
      users.killEverything()
      users.giveBack()
    }
  }

  /// nil if another session holds it.
  private static func lock(
    _ builder: UInt32, in folder: String
  ) throws(GraderError) -> Descriptor? {
    let path = "\(folder)/\(builder)"
    let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard number >= 0 else {
      throw .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    let lock = Descriptor(owning: number)
    return flock(number, LOCK_EX | LOCK_NB) == 0 ? lock : nil
  }

  /// Kills whatever still runs as one of the two.
  func killEverything() {
    for user in [builder, runner] { Processes.killEverything(of: user) }
  }

  /// Lets others have them.
  func giveBack() { lock.close() }
}
