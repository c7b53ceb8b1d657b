import Foundation
import Processes

/// The Swift toolchain that compiles submissions and whose libraries they run with.
public struct Toolchain: Equatable, Sendable {
  /// The folder that holds `usr/bin/swiftc`.
  public var root: String
  /// The compiler itself, not a version manager's stand-in.
  public var compiler: String { root + "/usr/bin/swiftc" }

  /// Asks the `swiftc` that PATH finds where it lives, since that may be a link or a version
  /// manager's proxy. `nil` if there is none that answers.
  public static func locate() -> Toolchain? {
    struct Information: Decodable {
      struct Paths: Decodable { var runtimeResourcePath: String }
      var paths: Paths
    }
    guard let run = try? runToEnd(["swiftc", "-print-target-info"], timeout: 60), run.succeeded,
      let information = try? JSONDecoder().decode(
        Information.self, from: Data(run.standardOutput.bytes))
    else { return nil }
    // …/usr/lib/swift
    let resources = URL(fileURLWithPath: information.paths.runtimeResourcePath)
      .resolvingSymlinksInPath()
    let usr = resources.deletingLastPathComponent().deletingLastPathComponent()
    guard usr.lastPathComponent == "usr" else { return nil }
    return Toolchain(root: usr.deletingLastPathComponent().path)
  }
}
