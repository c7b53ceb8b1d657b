import Foundation

/// The system's parts that every program needs: the loader, the C library, the compiler's helpers.
private let systemFolders = [
  "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache",
  "/etc/ld.so.conf", "/etc/ld.so.conf.d",
]

extension Sandbox {
  /// `command` in namespaces of its own: an empty root, the system read-only, no network, no other
  /// process, /tmp in memory. It dies with us.
  ///
  /// - Parameter scratch: A folder of the session that stands in for /tmp where bubblewrap cannot
  ///   cap one in memory.
  func bubblewrapped(
    _ command: [String], readOnly: [String], writable: [String], scratch: String,
    limits: ResourceLimits, workingDirectory: String?
  ) -> [String] {
    var options = [tools.bubblewrap ?? "bwrap"] + namespaces
    options += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    for folder in systemFolders {
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
        options += ["--symlink", target, folder]
      } else {
        options += ["--ro-bind-try", folder, folder]
      }
    }
    options += ["--proc", "/proc", "--dev", "/dev"]
    options += temporaryFolder(scratch, bytes: limits.temporaryBytes)
    var binds = readOnly.map { (path: $0, option: "--ro-bind") }
    binds += writable.map { (path: $0, option: "--bind") }
    if let toolchain { binds.append((path: toolchain.root, option: "--ro-bind-try")) }
    var made: Set<String> = ["/", "/tmp"]
    // Outer folders first, so that an inner one with other rights stays visible.
    for bind in binds.sorted(by: { $0.path.count < $1.path.count }) {
      for folder in foldersAbove(bind.path) where made.insert(folder).inserted {
        // Else they may be made for root alone.
        options += hasOwnUsers ? ["--perms", "0755", "--dir", folder] : []
      }
      made.insert(bind.path)
      options += [bind.option, bind.path, bind.path]
    }
    // These live in memory too, without a cap: nothing to write there.
    options += ["--remount-ro", "/dev", "--remount-ro", "/"]
    if let workingDirectory { options += ["--chdir", workingDirectory] }
    return options + ["--"] + processLimit(limits) + command
  }

  /// Root needs no user namespace; without one, the program inside can be a user whose processes the
  /// system counts. bubblewrap keeps what it takes to become that user, who then drops it.
  private var namespaces: [String] {
    guard hasOwnUsers else { return ["--unshare-all", "--cap-drop", "ALL"] }
    return [
      "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
      "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add",
      "CAP_SETPCAP",
    ]
  }

  private func temporaryFolder(_ scratch: String, bytes: Int?) -> [String] {
    guard tools.bubblewrapKnowsSizes else { return ["--bind", scratch, "/tmp"] }
    let permissions = hasOwnUsers ? ["--perms", "1777"] : []
    let size = bytes.map { ["--size", "\(max(1, $0))"] } ?? []
    return permissions + size + ["--tmpfs", "/tmp"]
  }

  /// From the outermost on, without the root.
  private func foldersAbove(_ path: String) -> [String] {
    let parts = path.split(separator: "/").dropLast()
    return parts.indices.map { "/" + parts[...$0].joined(separator: "/") }
  }

  /// Processes are counted in the user namespace since Linux 5.14; before, the limit would count the
  /// user's other programs and starve either side.
  private func processLimit(_ limits: ResourceLimits) -> [String] {
    guard !hasOwnUsers, let processes = limits.processes, let prlimit = tools.prlimit else {
      return []
    }
    let version = ProcessInfo.processInfo.operatingSystemVersion
    guard (version.majorVersion, version.minorVersion) >= (5, 14) else { return [] }
    return [prlimit, "--nproc=\(max(1, processes))", "--"]
  }
}
