import Foundation

extension Sandbox {
  /// `command` under a profile that denies all but reading the system and what is given.
  func seatbelted(_ command: [String], readOnly: [String], writable: [String]) -> [String] {
    var readable = [
      "/usr", "/bin", "/sbin", "/System", "/Library/Apple", "/Library/Developer",
      "/private/var/db/dyld",
      "/private/var/select", "/dev",
    ]
    if let toolchain { readable.append(toolchain.root) }
    let profile = """
      (version 1)
      (deny default)
      (import "system.sb")
      (allow process-fork process-exec*)
      (allow file-read-metadata)
      (allow file-read* \(filters(readable + readOnly + writable)))
      (allow file-write* \(filters(writable + ["/dev/null"])))
      """
    return [tools.seatbelt ?? "/usr/bin/sandbox-exec", "-p", profile] + command
  }

  /// The profile compares real paths: /tmp and /var are links on macOS.
  private func filters(_ paths: [String]) -> String {
    paths.map { path in
      let resolved = realpath(path, nil)
      defer { free(resolved) }
      let real = resolved.map { String(cString: $0) } ?? path
      let quoted = real.map { #""\"#.contains($0) ? "\\\($0)" : "\($0)" }.joined()
      return "(subpath \"\(quoted)\")"
    }.joined(separator: " ")
  }
}
