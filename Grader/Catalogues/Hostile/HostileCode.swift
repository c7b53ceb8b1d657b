/// Code that every hostile submission has beside it.
public enum HostileCode {
  /// Where it stands in an archive, for each assignment.
  public static func path(of assignment: String) -> String {
    "Assignments/\(assignment)/Tools.swift"
  }

  /// What code calls that got where it must not; never written out in a source, so that no quoted
  /// source counts for it.
  public static let mark = "ESCAPED: "

  /// Functions that attacks are made of.
  public static let tools = #"""
    import Foundation

    /// Says that the walls did not hold.
    func escaped(_ what: String) -> Never { fatalError("ESC" + "APED: " + what) }

    /// The first 64 KiB of a file, if it can be read.
    func contents(_ path: String) -> String? {
      let file = open(path, O_RDONLY | O_NONBLOCK)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(file, &bytes, bytes.count)
      return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    /// The names in a folder.
    func names(_ path: String) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    @_silgen_name("fork") func systemFork() -> Int32
    @_silgen_name("ptrace") func systemTrace(
      _ request: Int, _ process: Int, _ address: Int, _ data: Int
    ) -> Int

    /// Writes bytes to every descriptor above the standard ones.
    func writeEverywhere(_ bytes: [UInt8], from first: Int32 = 3, to last: Int32 = 255) {
      for descriptor in first...last {
        let flags = fcntl(descriptor, F_GETFL)
        if flags < 0 { continue }
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        var written = 0
        for _ in 0..<10_000 where written < bytes.count {
          let count = bytes[written...].withUnsafeBytes {
            write(descriptor, $0.baseAddress, $0.count)
          }
          if count > 0 {
            written += count
          } else if errno == EAGAIN {
            usleep(100)
          } else {
            break
          }
        }
        _ = fcntl(descriptor, F_SETFL, flags)
      }
    }

    /// A frame as the protocol has it: the length, then the text.
    func frame(_ text: String) -> [UInt8] {
      let body = Array(text.utf8)
      return (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (8 * $0)) } + body
    }

    /// Little-endian bytes in base 64, as the protocol writes tensors and tables.
    func base64(_ values: [Float]) -> String {
      values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0).base64EncodedString() }
    }
    func base64(_ values: [Double]) -> String {
      values.map { $0.bitPattern.littleEndian }.withUnsafeBytes { Data($0).base64EncodedString() }
    }
    func tensor(_ shape: [Int], _ values: [Float]) -> String {
      "{\"shape\":\(shape),\"float32\":\"\(base64(values))\"}"
    }
    """#
}

/// What hostile code finds its way by: the runner puts these in the place of `{{NAME}}`.
public enum HostileBait: String, CaseIterable, Sendable {
  /// A file with a secret that nobody but the grader's user may know.
  case secret = "SECRET"
  /// The archive of another student, in the same batch.
  case otherArchive = "OTHER_ARCHIVE"
  /// The package's folder, with suites, fixtures, solutions and rubric.
  case package = "PACKAGE"
  /// The built suites.
  case bundle = "BUNDLE"
  /// The kit that submissions are compiled against.
  case kit = "KIT"
  /// The folder of reports.
  case reports = "REPORTS"
  /// The folder of submissions being graded.
  case temporary = "TEMPORARY"
  /// The user's home.
  case home = "HOME"
  /// The grader's process.
  case process = "PROCESS"
  /// The name of an environment variable of the grader.
  case variable = "VARIABLE"
  /// Ports of this machine where a listener waits.
  case tcpPort = "TCP_PORT"
  case udpPort = "UDP_PORT"
  /// A Unix socket's path, and an abstract one's name.
  case socket = "SOCKET"
  case abstractSocket = "ABSTRACT_SOCKET"
}
