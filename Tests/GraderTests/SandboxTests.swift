import Processes
import XCTest

@testable import GraderLibrary

final class SandboxTests: XCTestCase {
  private static let toolchain = Toolchain.locate()

  /// bubblewrap where it works; otherwise the test says so and is skipped.
  private func bubblewrap() throws -> Sandbox {
    do {
      return try Sandbox.choose(
        .bubblewrap, tools: .installed(), toolchain: Self.toolchain)
    } catch {
      print("bubblewrap is not tested here: \(error)")
      throw XCTSkip("\(error)")
    }
  }

  private func noWalls(prlimit: Bool = true) throws -> Sandbox {
    var tools = SandboxTools.installed()
    if !prlimit { tools.prlimit = nil }
    return try Sandbox.choose(.none, tools: tools, toolchain: Self.toolchain)
  }

  /// No walls, and bubblewrap where it works.
  private func everyLevel() throws -> [Sandbox] {
    let none = try noWalls()
    guard let walled = try? bubblewrap() else { return [none] }
    return [none, walled]
  }

  private func shell(
    _ script: String, in sandbox: Sandbox, readOnly: [String] = [], writable: [String] = [],
    limits: ResourceLimits = ResourceLimits(), timeout: Double = 60
  ) throws -> Finished {
    let session = try sandbox.session()
    defer { session.end() }
    let command = try session.wrap(
      ["/bin/sh", "-c", script], readOnly: readOnly, writable: writable, limits: limits)
    return try runToEnd(command.words, timeout: timeout, bounds: command.bounds)
  }

  // MARK: bubblewrap

  func testNothingOfOursIsVisibleInside() throws {
    let sandbox = try bubblewrap()
    let secret = try temporaryFolder()
    try Data("secret".utf8).write(to: URL(fileURLWithPath: secret + "/file"))
    let home = NSHomeDirectory()
    let run = try shell(
      "ls / ; cat \(secret)/file; ls \(home) /work; ls /proc | grep -c '^[0-9]'; env",
      in: sandbox)
    let output = run.standardOutput.text
    XCTAssertFalse(output.contains("secret"), output)
    for folder in ["home", "root", "work", "var", "opt/"] {
      let isVisible = output.split(separator: "\n").contains { $0 == folder }
      XCTAssertFalse(isVisible, "\(folder) is visible in \(output)")
    }
    XCTAssertTrue(run.standardError.text.contains(secret))
    // Its own few processes alone.
    let processes = output.split(separator: "\n").compactMap { Int($0) }.first
    XCTAssertLessThan(try XCTUnwrap(processes), 8)
    let variables = output.split(separator: "\n").filter { $0.contains("=") }
      .map { $0.prefix { $0 != "=" } }.sorted()
    XCTAssertEqual(variables, ["HOME", "LANG", "PATH", "PWD", "SWIFT_BACKTRACE", "TMPDIR"])
  }

  func testThereIsNoNetworkInside() throws {
    let run = try shell("cat /proc/net/dev /proc/net/route", in: try bubblewrap())
    let interfaces = run.standardOutput.text.split(separator: "\n").filter { $0.contains(":") }
      .map { $0.prefix { $0 != ":" }.drop { $0 == " " } }
    XCTAssertEqual(interfaces, ["lo"])
    XCTAssertEqual(run.standardOutput.text.split(separator: "\n").count, 4, "no route")
  }

  func testOnlyWhatIsGivenCanBeWritten() throws {
    let sandbox = try bubblewrap()
    let folder = try temporaryFolder()
    for name in ["in", "out"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    let places = [
      "/", "/usr", "/etc", "/dev", "/dev/shm", "/proc", folder, folder + "/in", folder + "/out",
      "/tmp",
    ]
    let run = try shell(
      "for p in \(places.joined(separator: " ")); do (echo x >$p/probe) 2>/dev/null && echo $p; done",
      in: sandbox, readOnly: [folder + "/in"], writable: [folder + "/out"])
    let written = Set(run.standardOutput.text.split(separator: "\n").map(String.init))
    // The folder above the two is a part of the empty root, never ours.
    XCTAssertTrue(written.isSuperset(of: [folder + "/out", "/tmp"]), "\(written)")
    XCTAssertTrue(written.isSubset(of: [folder + "/out", "/tmp", folder]), "\(written)")
    XCTAssertFalse(FileManager.default.fileExists(atPath: folder + "/probe"))
    XCTAssertTrue(FileManager.default.fileExists(atPath: folder + "/out/probe"))
    XCTAssertFalse(FileManager.default.fileExists(atPath: "/tmp/probe"))
  }

  func testAReadOnlyFolderInsideAWritableOneAndTheOtherWayRound() throws {
    let folder = try temporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder + "/a/b/c", withIntermediateDirectories: true)
    let run = try shell(
      "cd \(folder)/a; touch x; touch b/x; touch b/c/x; ls -R", in: try bubblewrap(),
      readOnly: [folder + "/a/b"], writable: [folder + "/a/b/c", folder + "/a"])
    XCTAssertEqual(
      FileManager.default.subpaths(atPath: folder + "/a")?.sorted(),
      ["b", "b/c", "b/c/x", "x"], run.standardError.text)
  }

  func testDescriptorsReachTheProgramAndItsEndIsSeen() throws {
    for sandbox in try everyLevel() {
      let (pipe, childReads, childWrites) = try FramedPipe.connection()
      let session = try sandbox.session()
      defer { session.end() }
      let child = try ChildProcess(
        session.wrap(["/bin/sh", "-c", "head -c 7 <&3 >&4; exec sleep 1000 3<&- 4>&-"]).words,
        descriptors: [3: childReads.number, 4: childWrites.number])
      childReads.close()
      childWrites.close()
      try pipe.write([1, 2, 3], until: Deadline(seconds: 60))
      XCTAssertEqual(try pipe.read(until: Deadline(seconds: 60)), [1, 2, 3])
      // No process of the sandbox itself holds them open.
      XCTAssertThrowsError(try pipe.read(until: Deadline(seconds: 60))) {
        XCTAssertEqual($0 as? FramedPipe.Failure, .closed, "\(sandbox.level)")
      }
      child.kill()
      child.wait()
    }
  }

  func testSignalsOfTheProgramAreSeenThrough() throws {
    for sandbox in try everyLevel() {
      let trap = try shell("kill -ILL $$", in: sandbox)
      XCTAssertEqual(sandbox.status(of: trap.status), .signalled(SIGILL), "\(sandbox.level)")
      let exit = try shell("exit 7", in: sandbox)
      XCTAssertEqual(sandbox.status(of: exit.status), .exited(7))
    }
  }

  func testKillingTheSandboxKillsWhatIsInside() throws {
    let sandbox = try bubblewrap()
    // A time to sleep that nobody else sleeps.
    let mark = "98765.\(UInt32.random(in: 1...UInt32.max))"
    let session = try sandbox.session()
    defer { session.end() }
    let child = try ChildProcess(
      session.wrap(["/bin/sh", "-c", "setsid sleep \(mark) & sleep \(mark); :"]).words)
    func sleepers() -> Int {
      let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return processes.count { process in
        let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))
        return line.map { String(decoding: $0, as: UTF8.self) } == "sleep\0\(mark)\0"
      }
    }
    let patience = Deadline(seconds: 30)
    while sleepers() < 2, !patience.hasPassed { usleep(10_000) }
    XCTAssertEqual(sleepers(), 2)
    child.kill()
    child.wait()
    while sleepers() > 0, !patience.hasPassed { usleep(10_000) }
    XCTAssertEqual(sleepers(), 0)
  }

  func testTheTemporaryFolderIsCapped() throws {
    let run = try shell(
      "head -c 20000000 /dev/zero >/tmp/a; ls -l /tmp/a", in: try bubblewrap(),
      limits: ResourceLimits(temporaryBytes: 4 << 20))
    XCTAssertTrue(run.standardError.text.contains("space"), run.standardError.text)
  }

  func testTheCompilerRunsInside() throws {
    guard Self.toolchain != nil else { throw XCTSkip("no Swift toolchain on PATH") }
    for sandbox in try everyLevel() {
      let session = try sandbox.session()
      defer { session.end() }
      let folder = session.folder
      try FileManager.default.createDirectory(
        atPath: folder + "/out", withIntermediateDirectories: true)
      let source = folder + "/main.swift"
      try Data("print(6 * 7)\n".utf8).write(to: URL(fileURLWithPath: source))
      let compiler = try XCTUnwrap(sandbox.toolchain?.compiler)
      let compilation = try runToEnd(
        session.wrap(
          [
            compiler, "-module-cache-path", folder + "/out/cache", "-o", folder + "/out/program",
            source,
          ], readOnly: [source], writable: [folder + "/out"],
          limits: ResourceLimits(processorSeconds: 120, fileBytes: 1 << 30, processes: 200)
        ).words, timeout: 300)
      XCTAssertTrue(compilation.succeeded, compilation.standardError.text)
      let run = try runToEnd(
        session.wrap(
          [folder + "/out/program"], readOnly: [folder + "/out/program"],
          limits: ResourceLimits(processorSeconds: 20, memoryBytes: 2 << 30)
        ).words, timeout: 60)
      XCTAssertEqual(run.standardOutput.text, "42\n", run.standardError.text)
    }
  }

  // MARK: limits

  func testLimitsHoldOnEveryLevelAndWithEitherTool() throws {
    for sandbox in try [noWalls(prlimit: false)] + everyLevel() {
      let folder = try temporaryFolder()
      let name = "\(sandbox.level), prlimit \(sandbox.tools.prlimit ?? "none")"
      let endless = try shell(
        "while :; do :; done", in: sandbox, limits: ResourceLimits(processorSeconds: 1))
      XCTAssertFalse(endless.timedOut, name)
      XCTAssertEqual(sandbox.status(of: endless.status), .signalled(SIGXCPU), name)

      let large = try shell(
        "head -c 5000000 /dev/zero >\(folder)/large", in: sandbox, writable: [folder],
        limits: ResourceLimits(fileBytes: 1 << 20))
      XCTAssertFalse(large.succeeded, name)
      let size = try FileManager.default.attributesOfItem(atPath: folder + "/large")[.size]
      XCTAssertEqual(size as? Int, 1 << 20, name)

      let files = try shell("ulimit -n", in: sandbox, limits: ResourceLimits(openFiles: 64))
      XCTAssertEqual(files.standardOutput.text, "64\n", name)
      #if !canImport(Darwin)
        let memory = try shell(
          "x=$(head -c 90000000 /dev/zero | tr '\\0' x); echo ${#x}", in: sandbox,
          limits: ResourceLimits(memoryBytes: 60 << 20))
        XCTAssertFalse(memory.standardOutput.text.contains("90000000"), name)
      #endif
    }
  }

  func testWithoutWallsTheEnvironmentIsStillClean() throws {
    let run = try shell("env", in: try noWalls(), writable: ["/tmp"])
    let variables = run.standardOutput.text.split(separator: "\n").map { $0.prefix { $0 != "=" } }
    XCTAssertEqual(
      Set(variables).subtracting(["_", "SHLVL"]),
      ["HOME", "LANG", "PATH", "PWD", "SWIFT_BACKTRACE", "TMPDIR"])
  }

  // MARK: the choice

  func testTheChoiceSaysWhatItIs() throws {
    let none = SandboxTools(prlimit: nil)
    XCTAssertThrowsError(try Sandbox.choose(.bubblewrap, tools: none, toolchain: nil)) {
      XCTAssertEqual(
        "\($0)",
        "bubblewrap (bwrap) is not installed; install it, or allow less with --sandbox auto")
    }
    let broken = SandboxTools(bubblewrap: "/bin/false")
    XCTAssertThrowsError(try Sandbox.choose(.bubblewrap, tools: broken, toolchain: nil)) {
      XCTAssertEqual($0 as? SandboxFailure, .bubblewrapUnusable("exit code 1"))
    }
    let fallen = try Sandbox.choose(.auto, tools: broken, toolchain: nil)
    XCTAssertEqual(fallen.level, .none)
    XCTAssertEqual(
      fallen.notice,
      "NO SANDBOX (bubblewrap does not work here: exit code 1): submissions run with resource limits "
        + "only; they can read your files and use the network")
    let missing = try Sandbox.choose(.auto, tools: none, toolchain: nil)
    XCTAssertEqual(missing.level, .none)
    XCTAssertTrue(try XCTUnwrap(missing.notice).contains("bubblewrap is not installed"))
    XCTAssertEqual(try Sandbox.choose(.none, tools: none, toolchain: nil).level, .none)
    if let walled = try? bubblewrap() {
      XCTAssertNil(walled.notice)
      XCTAssertEqual(
        try Sandbox.choose(.auto, tools: .installed(), toolchain: nil).level, .bubblewrap)
    }
  }
}
