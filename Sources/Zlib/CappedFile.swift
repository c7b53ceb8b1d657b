import Foundation

/// Whole files in and out, with a cap on what is read: a file from outside may be endless.
public enum CappedFile {
  /// Why a file could not be read or written.
  public enum Failure: Error, Equatable, Sendable {
    /// There is no such file.
    case missing
    /// A folder, a pipe or a device.
    case notAFile
    /// More bytes than the caller allows.
    case tooLarge(limit: Int)
    /// The system refused, for its own reason.
    case refused(String)
  }

  /// Reads a whole regular file.
  ///
  /// Folders, pipes and devices are refused unread, so nothing here waits for a writer.
  ///
  /// - Parameter limit: The most bytes that the file may have.
  /// - Throws: `Failure`.
  public static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw lastFailure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw lastFailure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard Int(status.st_size) <= limit else { throw .tooLarge(limit: limit) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw lastFailure()
      }
      // The file may have grown since its size was asked for.
      guard count <= limit - bytes.count else { throw .tooLarge(limit: limit) }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Writes a whole file under a temporary name, then renames: readers see the old file or the
  /// new one, never half of one. A writer that is killed may leave `PATH.<process>.part`.
  ///
  /// - Parameter durably: Return only when the disk has it, so that it outlives a loss of power.
  /// - Throws: `Failure`.
  public static func write(
    _ bytes: [UInt8], to path: String, durably: Bool = false
  ) throws(Failure) {
    let temporary = "\(path).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw lastFailure() }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(descriptor, $0.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let failure = lastFailure()
        close(descriptor)
        unlink(temporary)
        throw failure
      }
      written += count
    }
    if durably { fsync(descriptor) }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else {
      let failure = lastFailure()
      unlink(temporary)
      throw failure
    }
    if durably { synchronizeFolder(of: path) }
  }

  /// Makes the disk know the new name too.
  private static func synchronizeFolder(of path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func lastFailure() -> Failure {
    let code = errno
    return code == ENOENT ? .missing : .refused(String(cString: strerror(code)).lowercased())
  }
}

extension CappedFile.Failure: CustomStringConvertible {
  /// One clause, to follow the name of the file: "no such file".
  public var description: String {
    switch self {
    case .missing: "no such file or folder"
    case .notAFile: "not a regular file"
    case .tooLarge(let limit): "larger than the \(limit) bytes allowed"
    case .refused(let reason): reason
    }
  }
}
