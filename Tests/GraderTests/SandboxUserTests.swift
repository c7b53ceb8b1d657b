import Processes
import XCTest

@testable import GraderLibrary

/// Users of a session's own, and the level at which they are all the wall there is.
final class SandboxUserTests: SandboxTestCase {
  func testItHasNoRightsAndNoGroups() throws {
    for sandbox in try levelsWithOwnUsers() {
      let session = try session(sandbox)
      let run = try shell(
        "id -u; id -G; grep -E '^Cap|^NoNewPrivs' /proc/self/status", in: session)
      let users = try XCTUnwrap(session.users)
      XCTAssertTrue(SandboxUsers.numbers.contains(users.runner))
      XCTAssertEqual(
        run.standardOutput.text,
        "\(users.runner)\n\(users.group)\n"
          + ["Inh", "Prm", "Eff", "Bnd", "Amb"].map { "Cap\($0):\t0000000000000000\n" }.joined()
          + "NoNewPrivs:\t1\n", run.standardError.text)
    }
  }

  func testNothingOfTheGradersEnvironmentIsSeen() throws {
    setenv("GRADER_CANARY", "feathers", 1)
    defer { unsetenv("GRADER_CANARY") }
    let script = "env; cat /proc/*/environ /proc/*/task/*/environ | tr '\\0' '\\n'"
    for sandbox in try walledLevels() {
      let run = try shell(script, in: sandbox)
      // It sees its own at least.
      XCTAssertTrue(run.standardOutput.text.contains("PATH="), run.standardError.text)
      XCTAssertFalse(run.standardOutput.text.contains("feathers"), "\(sandbox.level)")
    }
    let none = try Sandbox.choose(.none, tools: .installed(), toolchain: nil)
    let run = try shell("env", in: none)
    XCTAssertTrue(run.standardOutput.text.contains("PATH="))
    XCTAssertFalse(run.standardOutput.text.contains("feathers"))
  }

  func testWhatTheGraderRunsCannotBeKilledTracedOrRead() throws {
    let session = try session(sandbox(.user))
    let victim = try ChildProcess(
      ["sleep", "1000"], environment: ["PATH": "/usr/bin:/bin", "GRADER_CANARY": "feathers"])
    let folder = "/proc/\(victim.processIdentifier)"
    let run = try shell(
      """
      kill -KILL \(victim.processIdentifier) && echo killed
      kill -KILL -1 2>/dev/null
      for file in environ maps syscall; do cat \(folder)/$file && echo $file; done
      for folder in fd cwd root map_files; do ls \(folder)/$folder/ && echo $folder; done
      : >\(folder)/mem && echo mem
      """, in: session)
    XCTAssertEqual(run.standardOutput.text, "", run.standardError.text)
    XCTAssertNil(victim.wait(timeout: 0.1))
    victim.kill()
  }

  func testOneSubmissionDoesNotReachAnother() throws {
    let sandbox = try sandbox(.user)
    let first = try session(sandbox)
    let second = try session(sandbox)
    let time = uniqueTime()
    let command = try first.wrap(["/bin/sh", "-c", "echo feathers >$HOME/secret; sleep \(time); :"])
    let child = try ChildProcess(command.words, bounds: command.bounds)
    defer { child.kill() }
    assertSleepers(time, become: 1)
    let run = try shell(
      """
      kill -KILL -1
      ls \(first.folder) && echo listed
      cat \(first.folder)/*/secret \(first.folder)/scratch-\(first.users!.runner)/secret
      cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep TMPDIR=\(first.folder)
      ls /proc/\(child.processIdentifier)/cwd/
      """, in: second)
    XCTAssertEqual(run.standardOutput.text, "", run.standardError.text)
    XCTAssertEqual(sleepers(time), 1)
  }

  func testNothingIsLeftBehind() throws {
    for sandbox in try walledLevels() {
      let time = uniqueTime()
      let session = try session(sandbox)
      // Away from group, session and parent; a file where everybody may write.
      let run = try shell(
        """
        (setsid sh -c 'setsid sleep \(time) & echo >$HOME/started; sleep \(time)' >/dev/null 2>&1 &)
        until [ -e $HOME/started ]; do :; done
        echo x >/tmp/stray-\(time); [ -e /tmp/stray-\(time) ] && echo written
        """, in: session)
      XCTAssertEqual(run.standardOutput.text, "written\n", run.standardError.text)
      session.end()
      assertSleepers(time, become: 0)
      XCTAssertFalse(isFile("/tmp/stray-\(time)"))
      XCTAssertFalse(isFolder(session.folder))
    }
  }

  func testTheCodeCannotChangeWhatTheCompilerMade() throws {
    for sandbox in try walledLevels() {
      let session = try session(sandbox)
      let folder = session.folder + "/out"
      try makeFolder(folder)
      let build = try shell("echo built >\(folder)/product", in: session, writable: [folder])
      XCTAssertTrue(build.succeeded, build.standardError.text)
      let run = try shell(
        """
        cat \(folder)/product
        (echo changed >\(folder)/product) 2>/dev/null && echo changed
        rm -f \(folder)/product 2>/dev/null && echo removed
        mv \(folder) \(folder)-2 2>/dev/null && echo moved
        (echo x >\(session.folder)/planted) 2>/dev/null
        chmod 777 \(folder) 2>/dev/null && echo opened
        """, in: session, readOnly: [folder])
      XCTAssertEqual(run.standardOutput.text, "built\n", "\(sandbox.level)")
      XCTAssertEqual(
        try String(contentsOfFile: folder + "/product", encoding: .utf8), "built\n")
      XCTAssertFalse(isFile(session.folder + "/planted"), "\(sandbox.level)")
    }
  }

  func testAFolderThatIsNotOursIsNotGivenAway() throws {
    for sandbox in try levelsWithOwnUsers() {
      let session = try session(sandbox)
      XCTAssertThrowsError(try session.wrap(["true"], writable: ["/tmp"])) {
        XCTAssertEqual(
          "\($0)", "/tmp: cannot be written: it is not a folder that is ours to give away")
      }
    }
  }

  func testUsersAreTakenOnceAndGivenBack() throws {
    guard geteuid() == 0 else { throw XCTSkip("only root can run programs as another user") }
    let folder = try temporaryFolder() + "/locks"
    let first = try SandboxUsers.take(lockFolder: folder)
    let second = try SandboxUsers.take(lockFolder: folder)
    XCTAssertEqual(
      Set([first.builder, first.runner, second.builder, second.runner]).count, 4)
    // All that are left, and no more; then the one that was given back.
    var rest: [SandboxUsers] = []
    XCTAssertThrowsError(try { while true { rest.append(try .take(lockFolder: folder)) } }()) {
      XCTAssertEqual(
        "\($0)",
        "the sandbox failed: all of its users are taken; end other graders, or use fewer jobs")
    }
    XCTAssertGreaterThan(rest.count, 200)
    first.giveBack()
    XCTAssertEqual(try SandboxUsers.take(lockFolder: folder).builder, first.builder)

    // Somebody else could have put anything there.
    let open = try temporaryFolder() + "/open"
    try makeFolder(open)
    chmod(open, 0o777)
    XCTAssertThrowsError(try SandboxUsers.take(lockFolder: open))
    let link = try temporaryFolder() + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder)
    XCTAssertThrowsError(try SandboxUsers.take(lockFolder: link))
  }

  func testWhatAKilledGraderLeftRunningIsEnded() throws {
    _ = try sandbox(.user)
    // Not with locks of its own: other graders may be at work on this machine.
    let users = try SandboxUsers.take()
    let other = try SandboxUsers.take()
    let time = uniqueTime()
    let otherTime = uniqueTime()
    let children = try [(users.runner, time), (other.builder, otherTime)].map { user, time in
      try ChildProcess(
        ["/usr/bin/setpriv", "--reuid", "\(user)", "--clear-groups", "--", "sleep", time])
    }
    for time in [time, otherTime] { assertSleepers(time, become: 1) }
    // As its death would.
    users.giveBack()
    SandboxUsers.endLeftOvers()
    assertSleepers(time, become: 0)
    XCTAssertEqual(sleepers(otherTime), 1)
    other.killEverything()
    for child in children { XCTAssertEqual(child.wait().status, .signalled(SIGKILL)) }
    other.giveBack()
  }

  // MARK: the grader's files

  func testTheGradersFilesAreClosed() throws {
    let sandbox = try sandbox(.user)
    let folder = try temporaryFolder()
    chmod(folder, 0o755)
    try makeFolder(folder + "/package/suites")
    try writeFile("feathers", to: folder + "/package/suites/test")
    try writeFile("feathers", to: folder + "/archive")
    chmod(folder + "/archive", 0o644)
    chmod(folder + "/package", 0o755)
    let paths = ["/package", "/archive", "/reports"].map { folder + $0 }
    let look = "cat \(folder)/package/suites/test \(folder)/archive"
    XCTAssertEqual(try shell(look, in: sandbox).standardOutput.text, "feathersfeathers")

    var lines: [String] = []
    let closed = try sandbox.closing(paths, isDemanded: true) { lines.append($0) }
    XCTAssertEqual(lines, ["closed to other users: " + paths.joined(separator: ", ")])
    XCTAssertEqual(closed.notice, sandbox.notice)
    let run = try shell(look + "; ls \(folder)/package \(folder)/reports", in: closed)
    XCTAssertEqual(run.standardOutput.text, "")
    XCTAssertEqual(try String(contentsOfFile: paths[1], encoding: .utf8), "feathers")
    // A second time there is nothing to close.
    lines = []
    _ = try sandbox.closing(paths, isDemanded: true) { lines.append($0) }
    XCTAssertEqual(lines, [])
  }

  func testWhatStaysOpenIsSaidOrRefused() throws {
    let sandbox = try sandbox(.user)
    let shared = try temporaryFolder() + "/shared"
    try makeFolder(shared)
    // Everybody's: not ours to close.
    chmod(shared, 0o777)
    let open = try sandbox.closing([shared], isDemanded: false) { _ in }
    XCTAssertEqual(open.level, .user)
    XCTAssertEqual(
      open.notice, try XCTUnwrap(sandbox.notice) + "; BESIDES, submissions can read \(shared)")
    XCTAssertThrowsError(try sandbox.closing([shared], isDemanded: true) { _ in }) {
      XCTAssertEqual(
        "\($0)",
        "an unprivileged user could read \(shared); close them to other users (chmod go-rwx), or "
          + "use --sandbox auto")
    }
  }

  func testWhereNamespacesAreRefusedTheUserIsTheWallAndTheNoticeSaysSo() throws {
    _ = try sandbox(.user)
    var tools = SandboxTools.installed()
    tools.bubblewrap = "/bin/false"
    let fallen = try Sandbox.choose(.auto, tools: tools, toolchain: Self.toolchain)
    XCTAssertEqual(fallen.level, .user)
    XCTAssertEqual(
      fallen.notice,
      "UNPRIVILEGED USER instead of bubblewrap (bubblewrap does not work here: exit code 1): "
        + "submissions cannot read the grader's files or reach its processes, but they can use the "
        + "network and read what is open to every user of this machine")
    XCTAssertThrowsError(
      try Sandbox.choose(.bubblewrap, tools: tools, toolchain: nil), "never less than was asked for"
    )
  }

  func testACompilerThatIsClosedToOthersIsNoLevel() throws {
    _ = try sandbox(.user)
    let folder = try temporaryFolder()
    chmod(folder, 0o700)
    XCTAssertThrowsError(
      try Sandbox.choose(
        .user, tools: .installed(), toolchain: Toolchain(root: folder + "/toolchain"))
    ) {
      XCTAssertEqual(
        $0 as? SandboxFailure,
        .userUnavailable("\(folder)/toolchain/usr/bin/swiftc is closed to other users"))
    }
  }
}
