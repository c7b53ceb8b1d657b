import Processes
import XCTest

@testable import GraderLibrary

final class SandboxTests: SandboxTestCase {
  // MARK: bubblewrap

  func testNothingOfOursIsVisibleInside() throws {
    let sandbox = try self.sandbox(.bubblewrap)
    let secret = try temporaryFolder()
    try Data("secret".utf8).write(to: URL(fileURLWithPath: secret + "/file"))
    let package = try PackageLocation.find().root
    let run = try shell(
      "ls / ; cat \(secret)/file; ls \(NSHomeDirectory()) \(package); ls /proc | grep -c '^[0-9]'; env",
      in: sandbox)
    let output = run.standardOutput.text
    XCTAssertFalse(output.contains("secret"), output)
    for folder in ["home", "root", "var", "Package.swift"] {
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
    let run = try shell("cat /proc/net/dev /proc/net/route", in: try sandbox(.bubblewrap))
    let interfaces = run.standardOutput.text.split(separator: "\n").filter { $0.contains(":") }
      .map { $0.prefix { $0 != ":" }.drop { $0 == " " } }
    XCTAssertEqual(interfaces, ["lo"])
    XCTAssertEqual(run.standardOutput.text.split(separator: "\n").count, 4, "no route")
  }

  func testOnlyWhatIsGivenCanBeWritten() throws {
    let sandbox = try self.sandbox(.bubblewrap)
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
      "cd \(folder)/a; touch x; touch b/x; touch b/c/x; ls -R", in: try sandbox(.bubblewrap),
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
    let sandbox = try self.sandbox(.bubblewrap)
    let mark = uniqueTime()
    let session = try session(sandbox)
    let child = try ChildProcess(
      session.wrap(["/bin/sh", "-c", "setsid sleep \(mark) & sleep \(mark); :"]).words)
    assertSleepers(mark, become: 2)
    child.kill()
    child.wait()
    assertSleepers(mark, become: 0)
  }

  func testTheTemporaryFolderIsCapped() throws {
    let run = try shell(
      "head -c 20000000 /dev/zero >/tmp/a; ls -l /tmp/a", in: try sandbox(.bubblewrap),
      limits: ResourceLimits(temporaryBytes: 4 << 20))
    XCTAssertTrue(run.standardError.text.contains("space"), run.standardError.text)
  }

  func testAnOlderBubblewrapGetsAFolderOfTheSessionAsItsTemporaryOne() throws {
    _ = try sandbox(.bubblewrap)
    var tools = SandboxTools.installed()
    tools.bubblewrapKnowsSizes = false
    let sandbox = try Sandbox.choose(.bubblewrap, tools: tools, toolchain: Self.toolchain)
    let session = try session(sandbox)
    let mark = uniqueTime()
    let run = try shell("echo x >/tmp/\(mark); ls /tmp", in: session)
    XCTAssertTrue(run.standardOutput.text.contains(mark), run.standardError.text)
    XCTAssertFalse(isFile("/tmp/\(mark)"))
    let inSession = namesInFolder(session.folder).filter {
      isFile("\(session.folder)/\($0)/\(mark)")
    }
    XCTAssertEqual(inSession.count, 1)
    session.end()
    XCTAssertFalse(isFolder(session.folder))
  }

  func testABubblewrapWithoutUsersOfItsOwnSaysSoToRoot() throws {
    _ = try sandbox(.bubblewrap)
    var tools = SandboxTools.installed()
    tools.isRoot = true
    tools.setpriv = nil
    let sandbox = try Sandbox.choose(.bubblewrap, tools: tools, toolchain: Self.toolchain)
    XCTAssertEqual(sandbox.level, .bubblewrap)
    XCTAssertTrue(
      try XCTUnwrap(sandbox.notice).hasSuffix("setpriv (of util-linux) is not installed"))
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
    XCTAssertEqual(fallen.warning(in: .english), fallen.notice)
    XCTAssertTrue(try XCTUnwrap(fallen.warning(in: .korean)).hasPrefix("샌드박스가 없습니다"))
    XCTAssertThrowsError(try Sandbox.choose(.user, tools: none, toolchain: nil)) {
      XCTAssertEqual(
        "\($0)",
        "submissions cannot run as an unprivileged user here (only root can run submissions as "
          + "another user); use --sandbox auto")
    }
    XCTAssertThrowsError(
      try Sandbox.choose(.user, tools: SandboxTools(isRoot: true), toolchain: nil)
    ) {
      XCTAssertEqual(
        $0 as? SandboxFailure, .userUnavailable("setpriv (of util-linux) is not installed"))
    }
    XCTAssertEqual(try Sandbox.choose(.none, tools: none, toolchain: nil).level, .none)
    if let walled = try? sandbox(.bubblewrap) {
      XCTAssertNil(walled.notice)
      XCTAssertEqual(
        try Sandbox.choose(.auto, tools: .installed(), toolchain: nil).level, .bubblewrap)
    }
  }

  func testWallsThatDoNotStandAreTheGradersFault() throws {
    let folder = try temporaryFolder()
    // Works when it is chosen, and no more for the third program.
    let script = """
      #!/bin/sh
      echo x >>\(folder)/count
      [ $(wc -l <\(folder)/count) -gt 2 ] && { echo "bwrap: no namespaces left" >&2; exit 1; }
      while [ "$1" != -- ]; do shift; done
      shift
      exec "$@"
      """
    let program = folder + "/bwrap"
    XCTAssertTrue(
      FileManager.default.createFile(
        atPath: program, contents: Data(script.utf8), attributes: [.posixPermissions: 0o755]))
    let sandbox = try Sandbox.choose(
      .bubblewrap, tools: SandboxTools(bubblewrap: program), toolchain: Self.toolchain)
    let session = try session(sandbox)
    let stopped = try shell("exit 3", in: session)
    XCTAssertEqual(stopped.status, .exited(3))
    let run = try shell("echo ran", in: session)
    XCTAssertEqual(run.standardOutput.text, "", "never without walls")
    XCTAssertEqual(session.fault(in: run), "bwrap: no namespaces left")
    // A program that ends badly by itself, while the walls no longer stand.
    XCTAssertEqual(session.fault(in: stopped), "bwrap: no namespaces left")

    let kit = try Kit.prepare(at: .find(), toolchain: Self.toolchain, report: { _ in })
    let compiler = StudentCompiler(
      kit: kit, session: session, stubs: try PackageLocation.find().assignments + "/HandsOn",
      timeout: 60)
    XCTAssertThrowsError(
      try compiler.compile(studentFolder: folder + "/none", module: "HandsOn")
    ) {
      XCTAssertEqual(
        $0 as? GraderError,
        .toolFailed(tool: "the sandbox", reason: "bwrap: no namespaces left"))
    }
  }
}
