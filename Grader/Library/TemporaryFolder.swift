import Foundation
import Processes
import Synchronization

/// A folder of its own under the system's temporary folder. Whoever makes it removes it; `removeAll`
/// removes those that are left when the program is told to stop, and after a program that was killed
/// the next grader does.
struct TemporaryFolder: Sendable {
  let path: String
  /// The folder itself, locked as long as its maker lives.
  private let lock: Descriptor

  /// - Parameters:
  ///   - name: "grader", perhaps with a hyphen and another word behind.
  ///   - folder: Where it is made; nil is the system's temporary folder.
  init(named name: String = "grader", in folder: String? = nil) throws(GraderError) {
    let base = TemporaryFolder.base(folder)
    while true {
      let template = "\(base)\(name).XXXXXX"
      var bytes = template.utf8CString
      let made = bytes.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
      guard made else {
        throw .unwritable(path: template, reason: String(cString: strerror(errno)))
      }
      let path = bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      // Between the two steps another grader may take it for a left-over: then once more.
      guard let lock = TemporaryFolder.lock(path), isFolder(path) else { continue }
      self.path = path
      self.lock = lock
      Self.all.withLock { _ = $0.insert(path) }
      return
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
    lock.close()
    Self.all.withLock { _ = $0.remove(path) }
  }

  static func removeAll() {
    for path in all.withLock(\.self) { try? FileManager.default.removeItem(atPath: path) }
  }

  private static let all = Mutex<Set<String>>([])

  /// Removes the folders of graders that were killed.
  ///
  /// - Parameter folder: Where they were made; nil is the system's temporary folder.
  static func removeLeftOvers(in folder: String? = nil) {
    // None of their processes changes anything below meanwhile.
    SandboxUsers.endLeftOvers()
    let base = base(folder)
    for name in namesInFolder(base)
    where name.wholeMatch(of: #/grader(-[a-z]+)?\.[A-Za-z0-9]{6}/#) != nil {
      var status = stat()
      // Ours, a folder and no link; and nobody holds its lock.
      guard lstat(base + name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
        status.st_uid == geteuid(), let lock = lock(base + name)
      else { continue }
      makeRemovable(base + name)
      try? FileManager.default.removeItem(atPath: base + name)
      lock.close()
    }
  }

  private static func base(_ folder: String?) -> String {
    let base = canonicalPath(folder ?? NSTemporaryDirectory())
    return base.hasSuffix("/") ? base : base + "/"
  }

  /// nil if another process holds it.
  private static func lock(_ path: String) -> Descriptor? {
    let number = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let descriptor = Descriptor(owning: number)
    return flock(number, LOCK_EX | LOCK_NB) == 0 ? descriptor : nil
  }

  /// Gives back the rights that a submission may have taken from its folders.
  private static func makeRemovable(_ folder: String) {
    chmod(folder, 0o700)
    for name in namesInFolder(folder) {
      let path = "\(folder)/\(name)"
      var status = stat()
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { makeRemovable(path) }
    }
  }
}
