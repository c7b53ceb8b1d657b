import Processes
import XCTest

@testable import GraderLibrary

/// Sandboxes of each level, as far as this machine and user can have them.
class SandboxTestCase: XCTestCase {
  static let toolchain = Toolchain.locate()

  /// A level that was asked for; where it cannot be had the test says so and is skipped.
  func sandbox(_ choice: Sandbox.Choice) throws -> Sandbox {
    do {
      return try Sandbox.choose(choice, tools: .installed(), toolchain: Self.toolchain)
    } catch {
      print("the level \(choice) is not tested here: \(error)")
      throw XCTSkip("\(error)")
    }
  }

  /// No walls at all, and each kind of walls that can be had.
  func everyLevel() throws -> [Sandbox] {
    let none = try Sandbox.choose(.none, tools: .installed(), toolchain: Self.toolchain)
    return [none] + [.user, .bubblewrap].compactMap { try? sandbox($0) }
  }

  /// The levels at which something of ours must not be reached.
  func walledLevels() throws -> [Sandbox] {
    let levels = try everyLevel().filter { $0.level != .none }
    if levels.isEmpty { throw XCTSkip("neither bubblewrap nor an unprivileged user here") }
    return levels
  }

  /// The levels at which every session has users of its own.
  func levelsWithOwnUsers() throws -> [Sandbox] {
    let levels = try everyLevel().filter(\.hasOwnUsers)
    if levels.isEmpty { throw XCTSkip("only root can run programs as another user") }
    return levels
  }

  /// A session that ends with the test at the latest.
  func session(_ sandbox: Sandbox) throws -> SandboxSession {
    let session = try sandbox.session()
    addTeardownBlock { session.end() }
    return session
  }

  func shell(
    _ script: String, in session: SandboxSession, readOnly: [String] = [], writable: [String] = [],
    limits: ResourceLimits = ResourceLimits(), timeout: Double = 60
  ) throws -> Finished {
    let command = try session.wrap(
      ["/bin/sh", "-c", script], readOnly: readOnly, writable: writable, limits: limits)
    return try runToEnd(command.words, timeout: timeout, bounds: command.bounds)
  }

  func shell(
    _ script: String, in sandbox: Sandbox, readOnly: [String] = [], writable: [String] = [],
    limits: ResourceLimits = ResourceLimits(), timeout: Double = 60
  ) throws -> Finished {
    let session = try session(sandbox)
    defer { session.end() }
    return try shell(
      script, in: session, readOnly: readOnly, writable: writable, limits: limits,
      timeout: timeout)
  }

  /// A time to sleep that nobody else sleeps.
  func uniqueTime() -> String { "98765.\(UInt32.random(in: 1...UInt32.max))" }

  /// How many processes on this machine sleep so long.
  func sleepers(_ time: String) -> Int {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.count { process in
      let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))
      return line.map { String(decoding: $0, as: UTF8.self) } == "sleep\0\(time)\0"
    }
  }

  /// Waits until so many sleep so long.
  func assertSleepers(
    _ time: String, become count: Int, _ message: String = "", file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let patience = Deadline(seconds: 30)
    while sleepers(time) != count, !patience.hasPassed { usleep(10_000) }
    XCTAssertEqual(sleepers(time), count, message, file: file, line: line)
  }
}
