import Foundation

extension Sandbox {
  /// `command` under a profile that denies all but running programs, reading the system and what is
  /// given, and writing the latter. Written by the documentation: it has never run on a Mac of ours.
  ///
  /// What it does not do: whether a file is there, and how large, can be seen everywhere, since paths
  /// cannot be followed otherwise; other processes are seen, though not touched.
  func seatbelted(_ command: [String], readOnly: [String], writable: [String]) -> [String] {
    var system = [
      "/usr", "/bin", "/sbin", "/System", "/Library/Apple", "/Library/Developer",
      "/private/var/db/dyld", "/private/var/select", "/dev",
    ]
    if let toolchain { system.append(toolchain.root) }
    let readable = filters(system + readOnly + writable)
    let profile = """
      (version 1)
      (deny default)
      (import "system.sb")
      (allow process-fork process-exec*)
      (allow signal (target same-sandbox))
      (allow sysctl-read)
      (allow file-read-metadata)
      (allow file-read-data (literal "/"))
      (allow file-read* file-map-executable \(readable))
      (allow file-write* \(filters(writable + ["/dev/null"])))
      (deny network*)
      """
    return [tools.seatbelt ?? "/usr/bin/sandbox-exec", "-p", profile] + command
  }

  /// The profile compares real paths: /tmp and /var are links on macOS.
  private func filters(_ paths: [String]) -> String {
    paths.map { path in
      let quoted = canonicalPath(path).map { #""\"#.contains($0) ? "\\\($0)" : "\($0)" }.joined()
      return "(subpath \"\(quoted)\")"
    }.joined(separator: " ")
  }
}
