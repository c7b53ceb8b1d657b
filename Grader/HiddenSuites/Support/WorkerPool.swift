import Foundation
import Processes
import SubmissionProtocol
import Synchronization
import WorkerClient

/// Which worker a suite asks.
enum Assignment: String, CaseIterable {
  case handsOn = "hands-on"
  case imageGeneration = "image-generation"
  case textToImage = "text-to-image"

  /// The environment variable that holds the worker's command, a JSON array of strings.
  var commandVariable: String {
    switch self {
    case .handsOn: "GRADER_WORKER_HANDS_ON"
    case .imageGeneration: "GRADER_WORKER_IMAGE_GENERATION"
    case .textToImage: "GRADER_WORKER_TEXT_TO_IMAGE"
    }
  }

  /// The command that starts the worker: from the environment, else the reference solution built
  /// beside this test bundle.
  func command(environment: [String: String]) throws(SubmissionStop) -> [String] {
    if let text = environment[commandVariable] {
      guard let command = try? JSONDecoder().decode([String].self, from: Data(text.utf8)),
        !command.isEmpty
      else {
        throw .graderFault("\(commandVariable) is not a JSON array of strings: \(text)")
      }
      return command
    }
    let products = Assignment.productsDirectory
    let worker = products.appendingPathComponent("reference-worker").path
    guard FileManager.default.isExecutableFile(atPath: worker) else {
      throw .graderFault(
        "there is no reference-worker in \(products.path); build it, or set \(commandVariable)")
    }
    return [worker, rawValue]
  }

  /// The folder that this test bundle was built into.
  private static var productsDirectory: URL {
    #if canImport(Darwin)
      for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
        return bundle.bundleURL.deletingLastPathComponent()
      }
    #endif
    return URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
      .resolvingSymlinksInPath().deletingLastPathComponent()
  }
}

/// One worker an assignment, used from test to test and replaced when a test has broken it.
enum WorkerPool {
  private struct Connections: @unchecked Sendable {
    /// Only one test runs at a time; the lock is for the compiler.
    var byAssignment: [Assignment: WorkerConnection] = [:]
    /// The functions that have once given no answer in time.
    var slowFunctions: Set<String> = []
  }
  private static let connections = Mutex(Connections())

  /// Seconds for a function that gave no answer in time before. It is called by several tests, and
  /// an endless loop would cost each of them the whole time; right ones need milliseconds.
  private static let secondsOnceSlow = 3.0

  /// The most that anything is waited for, where `GRADER_ANSWER_SECONDS` says so.
  private static let mostSeconds: Double = {
    let text = ProcessInfo.processInfo.environment["GRADER_ANSWER_SECONDS"]
    return text.flatMap(Double.init) ?? .infinity
  }()

  /// Asks the assignment's worker.
  ///
  /// If a worker breaks that has answered other tests before, a fresh one is asked again: what an
  /// earlier function left behind, a thread for example, must not cost this one its points.
  static func ask(
    _ assignment: Assignment, _ call: AssignmentCall, seconds: Double
  ) throws(SubmissionStop) -> WorkerAnswer {
    let connection = try runningWorker(for: assignment)
    let isFresh = connection.requestNumber == 0
    let function = Mirror(reflecting: call).children.first?.label ?? ""
    let isSlow = connections.withLock { $0.slowFunctions.contains(function) }
    do {
      let patience = isSlow ? min(seconds, secondsOnceSlow) : seconds
      return try connection.ask(call, seconds: min(patience, mostSeconds))
    } catch {
      connections.withLock { $0.byAssignment[assignment] = nil }
      switch error {
      case .timedOut:
        connections.withLock { _ = $0.slowFunctions.insert(function) }
        throw error
      case .ended, .garbled:
        if isFresh { throw error }
        return try ask(assignment, call, seconds: seconds)
      default:
        throw error
      }
    }
  }

  /// Ends all workers.
  static func close() {
    connections.withLock { $0.byAssignment = [:] }
  }

  /// What a worker and all that it starts may use together, from `GRADER_WORKER_BOUNDS`.
  private static func bounds() throws(SubmissionStop) -> ProcessBounds? {
    guard let text = ProcessInfo.processInfo.environment["GRADER_WORKER_BOUNDS"] else { return nil }
    guard let bounds = try? JSONDecoder().decode(ProcessBounds.self, from: Data(text.utf8)) else {
      throw .graderFault("GRADER_WORKER_BOUNDS holds no bounds: \(text)")
    }
    return bounds
  }

  private static func runningWorker(
    for assignment: Assignment
  ) throws(SubmissionStop) -> WorkerConnection {
    if let connection = connections.withLock({ $0.byAssignment[assignment] }), connection.isRunning
    {
      return connection
    }
    let command = try assignment.command(environment: ProcessInfo.processInfo.environment)
    let connection = try WorkerConnection(command: command, bounds: try bounds())
    connections.withLock { $0.byAssignment[assignment] = connection }
    return connection
  }
}
