import Foundation
import Processes

/// Walls around programs that we do not trust: no file but those given, no network, clean
/// environment, limits. A submission's programs run in a `SandboxSession`.
public struct Sandbox: Sendable {
  /// What a user may ask for.
  public enum Choice: String, CaseIterable, Sendable {
    /// The strongest that works here.
    case auto
    case bubblewrap
    /// An unprivileged user for each submission; for root where namespaces are refused.
    case user
    /// Limits only.
    case none
  }

  /// What stands around a program.
  public enum Level: String, Codable, Sendable {
    /// Linux: namespaces of its own, an empty root with the bare system bound read-only.
    case bubblewrap
    /// Linux: a user that nothing of ours is open to. It reaches the network.
    case user
    /// macOS: `sandbox-exec` with a profile that denies by default.
    case seatbelt
    /// Resource limits and a clean environment: it reads what we read and reaches the network.
    case none
  }

  public let level: Level
  /// What whoever reads the report must know about this level, in one line; `nil` if it is whole.
  public internal(set) var notice: String?
  /// The toolchain that programs inside see.
  public let toolchain: Toolchain?
  let tools: SandboxTools
  /// Whether each submission runs as users of its own, as root can arrange.
  let hasOwnUsers: Bool

  /// The only folders searched for programs inside, besides the toolchain's.
  static let searchPath = "/usr/bin:/bin"

  /// Chooses a sandbox and tries it once.
  ///
  /// - Throws: `SandboxFailure` when a level is demanded and cannot be had.
  public static func choose(_ choice: Choice) throws(SandboxFailure) -> Sandbox {
    try choose(choice, tools: .installed(), toolchain: Toolchain.locate())
  }

  static func choose(
    _ choice: Choice, tools: SandboxTools, toolchain: Toolchain?
  ) throws(SandboxFailure) -> Sandbox {
    func sandbox(_ level: Level, ownUsers: Bool = false, notice: String? = nil) -> Sandbox {
      Sandbox(
        level: level, notice: notice, toolchain: toolchain, tools: tools, hasOwnUsers: ownUsers)
    }
    // What was tried in vain, in words.
    var reasons: [String] = []
    if choice == .auto || choice == .bubblewrap, tools.bubblewrap != nil {
      let canChangeUser = tools.isRoot && tools.setpriv != nil
      var words = tools.isRoot ? tools.reasonAgainstUsers : nil
      if canChangeUser {
        let candidate = sandbox(.bubblewrap, ownUsers: true)
        guard let problem = candidate.problem() else { return candidate }
        words = problem
      }
      let candidate = sandbox(
        .bubblewrap,
        notice: words.map {
          "bubblewrap runs submissions as the grader's own user, since a user for each does not "
            + "work here: \($0)"
        })
      guard let problem = candidate.problem() else { return candidate }
      if choice == .bubblewrap { throw .bubblewrapUnusable(problem) }
      reasons.append("bubblewrap does not work here: \(problem)")
    } else if choice == .bubblewrap {
      throw .bubblewrapMissing
    } else if choice == .auto, tools.seatbelt != nil {
      let candidate = sandbox(.seatbelt)
      guard let problem = candidate.problem() else { return candidate }
      reasons.append("seatbelt does not work here: \(problem)")
    } else if choice == .auto {
      reasons.append("bubblewrap is not installed")
    }
    if choice == .auto || choice == .user {
      if let reason = tools.reasonAgainstUsers {
        if choice == .user { throw .userUnavailable(reason) }
      } else {
        let why = reasons.first ?? "--sandbox user was asked for"
        let candidate = sandbox(
          .user, ownUsers: true,
          notice: "UNPRIVILEGED USER instead of bubblewrap (\(why)): submissions cannot read the "
            + "grader's files or reach its processes, but they can use the network and read what "
            + "is open to every user of this machine")
        guard let problem = candidate.problem() else { return candidate }
        if choice == .user { throw .userUnavailable(problem) }
        reasons.append("an unprivileged user does not work here: \(problem)")
      }
    }
    let reason =
      reasons.isEmpty ? "--sandbox none was asked for" : reasons.joined(separator: "; ")
    return sandbox(
      .none,
      notice: "NO SANDBOX (\(reason)): submissions run with resource limits only; they can read "
        + "your files and use the network")
  }

  /// A place for one submission. Whoever asks for it ends it.
  ///
  /// - Parameter folder: Where its folder is made; `nil` is the system's temporary folder.
  /// - Throws: `GraderError` when there is no user left for it, or no folder.
  public func session(in folder: String? = nil) throws(GraderError) -> SandboxSession {
    try SandboxSession(self, in: folder)
  }

  /// How the program inside ended: bubblewrap reports its signals as exit codes.
  public func status(of end: ExitStatus) -> ExitStatus {
    level == .bubblewrap ? end.throughWrapper : end
  }

  /// Why not even a look at the compiler works inside; `nil` if it does.
  func problem() -> String? {
    do {
      let session = try session()
      defer { session.end() }
      let compiler = toolchain?.compiler ?? "/bin/sh"
      let command = try session.wrap(["/bin/sh", "-c", "exec test -x \"$0\"", compiler])
      let run = try runToEnd(
        command.words, timeout: 30, outputLimit: 2000, bounds: command.bounds)
      if run.succeeded { return nil }
      let line = run.standardError.text.split(separator: "\n").first.map(String.init)
      if let line { return line }
      return run.status == .exited(1) && level == .user
        ? "\(compiler) is closed to other users" : "\(run.status)"
    } catch {
      return "\(error)"
    }
  }
}

/// The system's programs that a sandbox is made of, and whether we may change users.
struct SandboxTools: Sendable {
  var bubblewrap: String?
  /// Whether bubblewrap can cap a folder in memory (0.7 and later).
  var bubblewrapKnowsSizes = true
  var seatbelt: String?
  var prlimit: String?
  var setpriv: String?
  var isRoot = false

  static func installed() -> SandboxTools {
    #if canImport(Darwin)
      return SandboxTools(seatbelt: findProgram("sandbox-exec", searchPath: "/usr/bin"))
    #else
      var tools = SandboxTools(
        bubblewrap: findProgram("bwrap"),
        prlimit: findProgram("prlimit", searchPath: "/usr/bin:/bin"),
        setpriv: findProgram("setpriv", searchPath: "/usr/bin:/bin"), isRoot: geteuid() == 0)
      if let bubblewrap = tools.bubblewrap,
        let run = try? runToEnd([bubblewrap, "--version"], timeout: 30),
        let match = run.standardOutput.text.firstMatch(of: #/([0-9]+)\.([0-9]+)/#),
        let major = Int(match.output.1), let minor = Int(match.output.2)
      {
        tools.bubblewrapKnowsSizes = (major, minor) >= (0, 7)
      }
      return tools
    #endif
  }

  /// Why submissions cannot run as users of their own; `nil` if they might.
  var reasonAgainstUsers: String? {
    if !isRoot { return "only root can run submissions as another user" }
    return setpriv == nil ? "setpriv (of util-linux) is not installed" : nil
  }
}
