import Foundation

/// This program again (or another), as a process of its own: a student's trap or endless loop ends
/// there.
struct ChildProcess {
  enum Outcome: Equatable {
    /// It ended by itself.
    case exited(code: Int32)
    /// It stopped at a `fatalError("TODO …")`: "TODO 3: noiseImages".
    case notImplemented(String)
    /// It trapped or was killed; with its last words.
    case crashed(String)
    case timedOut(seconds: Int)
  }

  /// Runs the program with other arguments.
  ///
  /// - Parameters:
  ///   - program: Its path; nil is this program.
  ///   - showsOutput: Whether its output is passed on; what it says when it fails always is.
  static func run(
    _ arguments: [String], program: String? = nil, seconds: Int, showsOutput: Bool = false
  ) throws -> Outcome {
    let errors = temporaryPath("errors")
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: errors) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? ownPath)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["SWIFT_BACKTRACE"] = "enable=no"  // pages of it, and slow
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    if !showsOutput { process.standardOutput = FileHandle.nullDevice }
    // A file, not a pipe: nobody has to empty it while the child runs.
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      return .timedOut(seconds: seconds)
    }
    let words = tail(of: errors)
    if process.terminationReason == .exit {
      if process.terminationStatus != 0 || showsOutput {
        try? FileHandle.standardError.write(contentsOf: Data(words.utf8))
      }
      return .exited(code: process.terminationStatus)
    }
    return lastWords(words)
  }

  /// What a process that trapped said: "TODO 3: noiseImages" out of
  /// "HandsOn/Step3ForwardProcess.swift:27: Fatal error: TODO 3: noiseImages(_:at:…)".
  static func lastWords(_ errors: String) -> Outcome {
    let lines = errors.split(separator: "\n")
    let mark = "Fatal error: "
    guard let line = lines.last(where: { $0.contains(mark) }),
      let range = line.range(of: mark)
    else {
      // Optimised code traps without a message.
      return .crashed("a trap: an index out of range, an overflow or an unexpected nil")
    }
    let message = String(line[range.upperBound...])
    return message.hasPrefix("TODO")
      ? .notImplemented(String(message.prefix { $0 != "(" })) : .crashed(message)
  }

  /// A path for a short-lived file.
  static func temporaryPath(_ purpose: String) -> String {
    FileManager.default.temporaryDirectory
      .appendingPathComponent("diffusion-\(purpose)-\(UUID().uuidString)").path
  }

  private static var ownPath: String {
    Bundle.main.executablePath ?? CommandLine.arguments[0]
  }

  /// The end of a file; a student's prints may have made it long.
  private static func tail(of path: String) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > 65_536 ? size - 65_536 : 0)
    return String(decoding: (try? handle.readToEnd()) ?? Data(), as: UTF8.self)
  }
}
