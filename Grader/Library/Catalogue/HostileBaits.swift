import Foundation
import SubmissionCatalogues
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What attacks are drawn to: a secret file, a variable of the environment, and listeners on this
/// machine. Each can tell whether it was found.
final class HostileBaits: Sendable {
  /// Stands in the secret file and in the variable, and nowhere else.
  let token = "secret-" + UUID().uuidString
  let folder: TemporaryFolder
  private let listeners: [Listener]

  static let variable = "GRADER_CATALOGUE_SECRET"

  private struct Listener: Sendable {
    var bait: HostileBait
    var descriptor: Int32
    var place: String
  }

  init() throws(GraderError) {
    folder = try TemporaryFolder(named: "bait")
    try writeFile("secret: \(token)\n", to: "\(folder.path)/secret.txt")
    setenv(HostileBaits.variable, token, 1)
    var listeners: [Listener] = []
    for (bait, isStream) in [(HostileBait.tcpPort, true), (.udpPort, false)] {
      let (descriptor, port) = try HostileBaits.internetListener(isStream: isStream)
      listeners.append(Listener(bait: bait, descriptor: descriptor, place: "\(port)"))
    }
    let path = "\(folder.path)/socket"
    listeners.append(
      Listener(
        bait: .socket, descriptor: try HostileBaits.unixListener(path, isAbstract: false),
        place: path))
    #if !canImport(Darwin)
      let name = "grader-bait-\(getpid())"
      listeners.append(
        Listener(
          bait: .abstractSocket, descriptor: try HostileBaits.unixListener(name, isAbstract: true),
          place: name))
    #endif
    self.listeners = listeners
  }

  func remove() {
    for listener in listeners { close(listener.descriptor) }
    unsetenv(HostileBaits.variable)
    folder.remove()
  }

  /// The places of the baits that are the same for every case.
  func values(_ context: GradingContext) -> [HostileBait: String] {
    var values: [HostileBait: String] = [
      .secret: "\(folder.path)/secret.txt", .package: context.location.root,
      .bundle: context.location.testBundle, .kit: context.kit.folder, .home: NSHomeDirectory(),
      .process: "\(getpid())", .variable: HostileBaits.variable, .abstractSocket: "none",
    ]
    for listener in listeners { values[listener.bait] = listener.place }
    return values
  }

  /// What was touched since the last look.
  func damage() -> [String] {
    var problems: [String] = []
    let text = try? String(contentsOfFile: "\(folder.path)/secret.txt", encoding: .utf8)
    if text != "secret: \(token)\n" { problems.append("the secret file was changed") }
    for listener in listeners {
      var byte: UInt8 = 0
      let contact =
        listener.bait == .udpPort
        ? recv(listener.descriptor, &byte, 1, 0)
        : Int(accept(listener.descriptor, nil, nil))
      if contact >= 0 {
        problems.append("ESCAPED: something came in by \(listener.bait.rawValue)")
        if listener.bait != .udpPort { close(Int32(contact)) }
      }
    }
    return problems
  }

  // MARK: Sockets

  private static func internetListener(
    isStream: Bool
  ) throws(GraderError) -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, socketType(isStream), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> Int32 in
        guard bind(descriptor, address, size) == 0 else { return -1 }
        return getsockname(descriptor, address, &size)
      }
    }
    guard descriptor >= 0, status == 0, !isStream || listen(descriptor, 64) == 0 else {
      throw .toolFailed(tool: "a listener", reason: String(cString: strerror(errno)))
    }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  private static func unixListener(
    _ path: String, isAbstract: Bool
  ) throws(GraderError) -> Int32 {
    let descriptor = socket(AF_UNIX, socketType(true), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = (isAbstract ? [0] : []) + Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { target in
      for (index, byte) in bytes.enumerated().prefix(target.count - 1) { target[index] = byte }
    }
    let start = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
    let size = socklen_t(start + bytes.count + (isAbstract ? 0 : 1))
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard descriptor >= 0, status == 0, listen(descriptor, 64) == 0 else {
      throw .toolFailed(tool: "a listener", reason: String(cString: strerror(errno)))
    }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static func socketType(_ isStream: Bool) -> Int32 {
    #if canImport(Darwin)
      isStream ? SOCK_STREAM : SOCK_DGRAM
    #else
      Int32((isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
    #endif
  }
}
