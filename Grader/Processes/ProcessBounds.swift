/// What a child and everything that it starts may use together. The system's own limits count each
/// process alone: a hundred processes may use a hundred times as much.
public struct ProcessBounds: Codable, Equatable, Sendable {
  /// Resident bytes. Memory that processes share counts once for each.
  public var memoryBytes: Int?
  /// Processes and threads.
  public var tasks: Int?
  /// The number of a user who has nothing else on this machine. What runs as that user counts too,
  /// wherever it went, and is killed with the child.
  public var user: UInt32?

  public init(memoryBytes: Int? = nil, tasks: Int? = nil, user: UInt32? = nil) {
    self.memoryBytes = memoryBytes
    self.tasks = tasks
    self.user = user
  }

  /// The first bound that is crossed.
  func excess(of usage: ProcessUsage) -> ProcessExcess? {
    if let memoryBytes, usage.residentBytes > memoryBytes { return .memory(limit: memoryBytes) }
    if let tasks, usage.tasks > tasks { return .tasks(limit: tasks) }
    return nil
  }
}

/// Which bound a child was killed for.
public enum ProcessExcess: Equatable, Sendable {
  case memory(limit: Int)
  case tasks(limit: Int)
}

extension ProcessExcess: CustomStringConvertible {
  public var description: String {
    switch self {
    case .memory(let limit): "all its processes together used more than \(limit >> 20) MB"
    case .tasks(let limit): "it had more than \(limit) processes and threads"
    }
  }
}
