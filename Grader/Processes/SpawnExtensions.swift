#if !canImport(Darwin)
  import Foundation
  import Glibc

  // Two calls of glibc that its headers show to C programs only when these define _GNU_SOURCE, which
  // Swift's view of them does not.

  /// The child changes to `path` before it starts the program. glibc 2.29.
  func addChangeOfFolder(
    _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ path: String
  ) {
    typealias Call =
      @convention(c) (
        UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
      ) -> Int32
    guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else {
      fatalError("this C library cannot start a program in another folder (glibc 2.29 can)")
    }
    _ = unsafeBitCast(symbol, to: Call.self)(actions, path)
  }

  /// The child closes every descriptor from `first` on. glibc 2.34; with an older one those that are
  /// open now are closed one by one.
  func addCloseFrom(
    _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>, _ first: Int32
  ) {
    typealias Call =
      @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
    if let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
      _ = unsafeBitCast(symbol, to: Call.self)(actions, first)
      return
    }
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    for number in open.compactMap({ Int32($0) }) where number >= first {
      posix_spawn_file_actions_addclose(actions, number)
    }
  }
#endif
