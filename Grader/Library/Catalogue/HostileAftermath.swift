import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a case left behind.
enum HostileAftermath {
  /// Files in the folder of submissions being graded, files where attacks would put some, and
  /// processes that know the case's folder.
  static func problems(of folder: String, work: String) -> [String] {
    var problems: [String] = []
    for name in namesInFolder(work) { problems.append("\(name) is left in the temporary folder") }
    for path in ["/tmp/evil", "/tmp/evil.swift", "/tmp/evil.so", "/evil.swift"]
    where access(path, F_OK) == 0 {
      problems.append("ESCAPED: \(path) was written")
    }
    // The last of a killed group may still be on their way out.
    var left: [String] = []
    for _ in 0..<20 {
      left = processes(knowing: folder)
      if left.isEmpty { break }
      usleep(100_000)
    }
    problems += left.map { "a process is left: \($0)" }
    return problems
  }

  /// Processes whose command line or memory map names `folder`: workers do, and so do the programs
  /// that attacks start.
  private static func processes(knowing folder: String) -> [String] {
    namesInFolder("/proc").compactMap { name -> String? in
      guard let identifier = Int32(name), identifier != getpid() else { return nil }
      let command = text(of: "/proc/\(name)/cmdline").replacing("\0", with: " ")
      let isLeft =
        command.contains(folder) || text(of: "/proc/\(name)/maps").contains(folder)
      return isLeft ? "\(name) \(command.prefix(120))" : nil
    }
  }

  private static func text(of path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
