/// How submitted code is started: what it may see, and how much it may take.
public protocol Confining: Sendable {
  /// "bubblewrap", "none"…
  var name: String { get }
  /// Set when submitted code can reach the grader's files; every report shows it.
  var warning: String? { get }

  /// `command` with everything before it that keeps it apart.
  ///
  /// - Parameters:
  ///   - readable: Files and folders that it may read, besides the toolchain and the system.
  ///   - writable: Folders that it may write.
  ///   - limits: When it is stopped.
  func command(
    _ command: [String], readable: [String], writable: [String], limits: ProcessLimits
  ) -> [String]
}

/// How much a process may take.
public struct ProcessLimits: Equatable, Sendable {
  /// Processor time, seconds.
  public var processorSeconds: Int
  /// Memory, bytes.
  public var memory: Int
  /// The largest file that it may write, bytes.
  public var fileSize: Int

  public init(processorSeconds: Int, memory: Int, fileSize: Int) {
    self.processorSeconds = processorSeconds
    self.memory = memory
    self.fileSize = fileSize
  }

  /// For the compiler: its frontend maps far more than it uses.
  static let compiler = ProcessLimits(
    processorSeconds: 120, memory: 6 << 30, fileSize: 256 << 20)
  /// For a worker. The suites keep a far shorter time for each single answer.
  static let worker = ProcessLimits(processorSeconds: 600, memory: 2 << 30, fileSize: 16 << 20)
}
