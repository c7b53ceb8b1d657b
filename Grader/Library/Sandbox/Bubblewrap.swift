import Foundation

/// The system's parts that every program needs: the loader, the C library, the compiler's helpers.
private let systemFolders = [
  "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache",
  "/etc/ld.so.conf", "/etc/ld.so.conf.d",
]

extension Sandbox {
  /// `command` in namespaces of its own: an empty root, the system read-only, no network, no other
  /// process, /tmp in memory. It dies with us.
  func bubblewrapped(
    _ command: [String], readOnly: [String], writable: [String], limits: ResourceLimits,
    workingDirectory: String?
  ) -> [String] {
    var options = [
      tools.bubblewrap ?? "bwrap", "--unshare-all", "--die-with-parent", "--new-session",
      "--cap-drop", "ALL", "--hostname", "sandbox",
    ]
    for folder in systemFolders {
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: folder) {
        options += ["--symlink", target, folder]
      } else {
        options += ["--ro-bind-try", folder, folder]
      }
    }
    options += ["--proc", "/proc", "--dev", "/dev"]
    if let bytes = limits.temporaryBytes { options += ["--size", "\(max(1, bytes))"] }
    options += ["--tmpfs", "/tmp"]
    var binds = readOnly.map { (path: $0, option: "--ro-bind") }
    binds += writable.map { (path: $0, option: "--bind") }
    if let toolchain { binds.append((path: toolchain.root, option: "--ro-bind-try")) }
    // Outer folders first, so that an inner one with other rights stays visible.
    for bind in binds.sorted(by: { $0.path.count < $1.path.count }) {
      options += [bind.option, bind.path, bind.path]
    }
    // These live in memory too, without a cap: nothing to write there.
    options += ["--remount-ro", "/dev", "--remount-ro", "/"]
    if let workingDirectory { options += ["--chdir", workingDirectory] }
    return options + ["--"] + processLimit(limits) + command
  }

  /// Processes are counted in the user namespace since Linux 5.14; before, the limit would count the
  /// user's other programs and starve either side.
  private func processLimit(_ limits: ResourceLimits) -> [String] {
    guard let processes = limits.processes, let prlimit = tools.prlimit else { return [] }
    let version = ProcessInfo.processInfo.operatingSystemVersion
    guard (version.majorVersion, version.minorVersion) >= (5, 14) else { return [] }
    return [prlimit, "--nproc=\(max(1, processes))", "--"]
  }
}
