import Foundation
import Processes

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Sandbox {
  /// Makes sure that submissions cannot read the grader's own files, where nothing but their rights
  /// protects those: at the level `user`. Elsewhere it does nothing.
  ///
  /// Each path is tried as the user that submissions run as. What is open is closed to other users
  /// (`chmod go-rwx`), and tried again.
  ///
  /// - Parameters:
  ///   - paths: Files, folders, and folders that are still to be made, which are made closed.
  ///   - isDemanded: Whether to refuse where some stay open; else the notice names them.
  ///   - report: Gets a line for all that were closed.
  public func closing(
    _ paths: [String], isDemanded: Bool, report: (String) -> Void
  ) throws(GraderError) -> Sandbox {
    guard level == .user else { return self }
    let session = try session()
    defer { session.end() }
    for path in paths where !isFolder(path) && !isFile(path) { try makeFolder(path) }
    let open = try session.open(among: paths)
    if open.isEmpty { return self }
    let closed = open.filter(closeToOthers)
    if !closed.isEmpty { report("closed to other users: \(closed.joined(separator: ", "))") }
    let stillOpen = try session.open(among: open)
    if stillOpen.isEmpty { return self }
    if isDemanded { throw .inOwnWords("\(SandboxFailure.filesStayOpen(stillOpen))") }
    var sandbox = self
    let names = stillOpen.joined(separator: ", ")
    sandbox.notice = (notice ?? "") + "; BESIDES, submissions can read \(names)"
    return sandbox
  }

  /// Where kits are kept: not in the package, where that is closed to who uses them.
  var kitsFolder: String? { level == .user ? "/var/cache/diffusion-grader" : nil }

  /// Takes all rights from others. Not of folders that everybody shares.
  private func closeToOthers(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & 0o002 == 0, canonicalPath(path) != "/"
    else { return false }
    let type = status.st_mode & S_IFMT
    guard type == S_IFDIR || type == S_IFREG else { return false }
    return chmod(path, status.st_mode & 0o7700) == 0
  }
}

extension SandboxSession {
  /// Those that the submission's user can read or enter.
  fileprivate func open(among paths: [String]) throws(GraderError) -> [String] {
    var open: [String] = []
    // A command line holds some thousand paths at most.
    for start in stride(from: 0, to: paths.count, by: 500) {
      let some = Array(paths[start..<min(start + 500, paths.count)])
      let script = """
        n=0
        for path do
          if [ -r "$path" ] || { [ -d "$path" ] && [ -x "$path" ]; }; then echo $n; fi
          n=$((n + 1))
        done
        """
      let command = try wrap(["/bin/sh", "-c", script, "sh"] + some.map { canonicalPath($0) })
      let run: Finished
      do {
        run = try runToEnd(command.words, timeout: 60)
      } catch {
        throw .toolFailed(tool: "the sandbox", reason: "\(error)")
      }
      guard run.succeeded else {
        throw .toolFailed(
          tool: "the sandbox", reason: fault(in: run) ?? "its files could not be tried")
      }
      open += run.standardOutput.text.split(separator: "\n").compactMap { Int($0) }
        .filter(some.indices.contains).map { some[$0] }
    }
    return open
  }
}
