import Foundation
import Processes

/// Walls around a program that we do not trust: no file but those given, no network, clean
/// environment, limits.
public struct Sandbox: Sendable {
  /// What a user may ask for.
  public enum Choice: String, CaseIterable, Sendable {
    /// The strongest that works here.
    case auto
    case bubblewrap
    /// Limits only.
    case none
  }

  /// What stands around a program.
  public enum Level: String, Codable, Sendable {
    /// Linux: namespaces of its own, an empty root with the bare system bound read-only.
    case bubblewrap
    /// macOS: `sandbox-exec` with a profile that denies by default.
    case seatbelt
    /// Resource limits and a clean environment: it reads what we read and reaches the network.
    case none
  }

  public let level: Level
  /// What whoever reads the report must know about this level, in one line; `nil` if it is whole.
  public let notice: String?
  /// The toolchain that programs inside see.
  public let toolchain: Toolchain?
  let tools: SandboxTools

  /// The only folders searched for programs inside, besides the toolchain's.
  static let searchPath = "/usr/bin:/bin"

  /// Chooses a sandbox and tries it once.
  ///
  /// - Throws: `SandboxFailure` when bubblewrap is demanded and cannot be had.
  public static func choose(_ choice: Choice) throws(SandboxFailure) -> Sandbox {
    try choose(choice, tools: .installed(), toolchain: Toolchain.locate())
  }

  static func choose(
    _ choice: Choice, tools: SandboxTools, toolchain: Toolchain?
  ) throws(SandboxFailure) -> Sandbox {
    let reason: String
    switch choice {
    case .none:
      reason = "--sandbox none was asked for"
    case .bubblewrap:
      let sandbox = Sandbox(
        level: .bubblewrap, notice: nil, toolchain: toolchain, tools: tools)
      guard tools.bubblewrap != nil else { throw .bubblewrapMissing }
      if let words = sandbox.problem() { throw .bubblewrapUnusable(words) }
      return sandbox
    case .auto:
      let level: Level = tools.bubblewrap != nil ? .bubblewrap : .seatbelt
      if level == .bubblewrap || tools.seatbelt != nil {
        let sandbox = Sandbox(level: level, notice: nil, toolchain: toolchain, tools: tools)
        guard let words = sandbox.problem() else { return sandbox }
        reason = "\(level.rawValue) does not work here: \(words)"
      } else {
        reason = "bubblewrap is not installed"
      }
    }
    return Sandbox(
      level: .none,
      notice: "NO SANDBOX (\(reason)): submissions run with resource limits only; they can read "
        + "your files and use the network",
      toolchain: toolchain, tools: tools)
  }

  /// The command line that runs `command` inside.
  ///
  /// Descriptors handed to it reach the program. The environment is replaced by a fixed one: HOME
  /// and TMPDIR are a fresh /tmp in bubblewrap, else the first of `writable`; `environment` adds to
  /// it. In bubblewrap memory and processor time of the run cannot be seen from outside: its figures
  /// are bubblewrap's own.
  ///
  /// - Parameters:
  ///   - command: Program (its full path, or a name on the fixed PATH) and arguments.
  ///   - readOnly: Files and folders that it may read, besides the system and the toolchain.
  ///   - writable: Folders that it may write, and read.
  ///   - limits: What it may use.
  ///   - workingDirectory: Where it starts, for bubblewrap: a path that is visible inside. Give it
  ///     to `ChildProcess` too, for the other levels.
  ///   - environment: Variables to add.
  public func wrap(
    _ command: [String], readOnly: [String] = [], writable: [String] = [],
    limits: ResourceLimits = ResourceLimits(), workingDirectory: String? = nil,
    environment: [String: String] = [:]
  ) -> [String] {
    let home = level == .bubblewrap ? "/tmp" : writable.first ?? "/tmp"
    let toolchainPath = toolchain.map { $0.root + "/usr/bin:" } ?? ""
    // A backtrace would bury a trap's own words, and takes seconds to make.
    var variables = [
      "PATH": toolchainPath + Self.searchPath, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
    ]
    variables.merge(environment) { $1 }
    let walled =
      switch level {
      case .bubblewrap:
        bubblewrapped(
          command, readOnly: readOnly, writable: writable, limits: limits,
          workingDirectory: workingDirectory)
      case .seatbelt: seatbelted(command, readOnly: readOnly, writable: writable)
      case .none: command
      }
    let clean =
      ["/usr/bin/env", "-i"] + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return limits.wrap(clean + walled, prlimit: tools.prlimit)
  }

  /// How the program inside ended: bubblewrap reports its signals as exit codes.
  public func status(of end: ExitStatus) -> ExitStatus {
    level == .bubblewrap ? end.throughWrapper : end
  }

  /// Why not even `true` runs inside; `nil` if it does.
  private func problem() -> String? {
    do {
      let run = try runToEnd(wrap(["true"]), timeout: 30, outputLimit: 2000)
      if run.succeeded { return nil }
      let line = run.standardError.text.split(separator: "\n").first.map(String.init)
      return line ?? "\(run.status)"
    } catch {
      return error.description
    }
  }
}

/// The system's programs that a sandbox is made of.
struct SandboxTools: Sendable {
  var bubblewrap: String?
  var seatbelt: String?
  var prlimit: String?

  static func installed() -> SandboxTools {
    #if canImport(Darwin)
      SandboxTools(seatbelt: findProgram("sandbox-exec", searchPath: "/usr/bin"))
    #else
      SandboxTools(
        bubblewrap: findProgram("bwrap"),
        prlimit: findProgram("prlimit", searchPath: "/usr/bin:/bin"))
    #endif
  }
}
