import Synchronization

/// A submission's files on disk, from the first moment that somebody needs them.
final class UnpackedSubmission: Sendable {
  private let parts: Submission
  private let place: String?
  private let folder = Mutex<TemporaryFolder?>(nil)

  /// - Parameter place: Where the folder is made; nil is the system's temporary folder.
  init(_ parts: Submission, in place: String?) {
    self.parts = parts
    self.place = place
  }

  /// The folder that the archive was unpacked into.
  func root() throws(GraderError) -> String { try workFolder() + "/unpacked" }

  /// A folder for this submission alone.
  func workFolder() throws(GraderError) -> String {
    try folder.withLock { folder throws(GraderError) in
      if let folder { return folder.path }
      let made = try TemporaryFolder(in: place)
      folder = made
      do {
        try parts.unpack(to: made.path + "/unpacked")
      } catch {
        throw .inOwnWords("\(error)")
      }
      return made.path
    }
  }

  func remove() { folder.withLock { $0?.remove() } }
}
