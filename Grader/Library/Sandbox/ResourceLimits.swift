import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a process may use. `nil` leaves it as it is.
public struct ResourceLimits: Equatable, Sendable {
  /// Processor seconds of one process; one second later it is killed.
  public var processorSeconds: Int?
  /// Bytes of address space of one process. Not enforced on macOS, whose system ignores it.
  public var memoryBytes: Int?
  /// The largest file that it may write, in bytes.
  public var fileBytes: Int?
  /// Open descriptors.
  public var openFiles: Int?
  /// Processes and threads of one command. The system enforces it where they are counted apart from
  /// all else that the user runs: in bubblewrap, and for users of a session's own. Besides, and
  /// everywhere, who goes far beyond is killed.
  public var processes: Int?
  /// Bytes of memory that all processes of one command may fill together; beyond, they are killed.
  /// Not enforced on macOS.
  public var residentBytes: Int?
  /// Bytes of each temporary folder that lives in memory; only in bubblewrap.
  public var temporaryBytes: Int?

  public init(
    processorSeconds: Int? = nil, memoryBytes: Int? = nil, fileBytes: Int? = nil,
    openFiles: Int? = nil, processes: Int? = nil, residentBytes: Int? = nil,
    temporaryBytes: Int? = 64 << 20
  ) {
    self.processorSeconds = processorSeconds
    self.memoryBytes = memoryBytes
    self.fileBytes = fileBytes
    self.openFiles = openFiles
    self.processes = processes
    self.residentBytes = residentBytes
    self.temporaryBytes = temporaryBytes
  }

  /// The command under these limits: `prlimit` where there is one, else the shell's `ulimit`.
  ///
  /// - Parameter countsProcesses: Whether the command runs as a user who has no other processes.
  func wrap(_ command: [String], prlimit: String?, countsProcesses: Bool) -> [String] {
    let seconds = processorSeconds.map { $0.clamped(to: RLIMIT_CPU, reserving: 1) }
    let memory = memoryBytes.map { $0.clamped(to: RLIMIT_AS) }
    let file = fileBytes.map { $0.clamped(to: RLIMIT_FSIZE) }
    let files = openFiles.map { $0.clamped(to: RLIMIT_NOFILE) }
    if let prlimit {
      var options = ["--core=0"]
      if let seconds { options.append("--cpu=\(seconds):\(seconds + 1)") }
      if let memory { options.append("--as=\(memory)") }
      if let file { options.append("--fsize=\(file)") }
      if let files { options.append("--nofile=\(files)") }
      if countsProcesses, let processes { options.append("--nproc=\(max(1, processes))") }
      return [prlimit] + options + ["--"] + command
    }
    var script = "ulimit -c 0; "
    if let seconds { script += "ulimit -S -t \(seconds) && ulimit -H -t \(seconds + 1) && " }
    // macOS has no limit of the address space: there the shell's refusal is passed over.
    if let memory { script += "{ ulimit -v \(memory / 1024) 2>/dev/null || :; } && " }
    if let file { script += "ulimit -f \(max(1, file / 512)) && " }
    if let files { script += "ulimit -n \(files) && " }
    return ["/bin/sh", "-c", script + "exec \"$@\"", "sh"] + command
  }
}

#if canImport(Darwin)
  private typealias LimitedResource = Int32
#else
  private typealias LimitedResource = __rlimit_resource
#endif

extension Int {
  /// At most our own hard limit, which only root may raise.
  fileprivate func clamped(to resource: LimitedResource, reserving reserve: Int = 0) -> Int {
    var limit = rlimit()
    #if canImport(Darwin)
      let status = getrlimit(resource, &limit)
    #else
      let status = getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    #endif
    guard status == 0 else { return Swift.max(0, self) }
    // "Unlimited" is larger than any Int.
    let hard = Int(clamping: limit.rlim_max)
    return Swift.max(0, Swift.min(self, Swift.max(0, hard - reserve)))
  }
}
