import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads whole files whose size is not to be trusted.
enum RegularFile {
  /// Why a file cannot be read.
  enum Failure: Error, Equatable {
    case missing
    case notRegular
    case tooLarge(limit: Int)
    case unreadable(String)
  }

  /// The bytes of a regular file of at most `limit` bytes. Never waits, as opening a pipe would.
  static func read(_ path: String, limit: Int) throws(Failure) -> Data {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno)))
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      throw .notRegular
    }
    guard information.st_size <= limit else { throw .tooLarge(limit: limit) }
    let data: Data
    do { data = try handle.read(upToCount: limit + 1) ?? Data() } catch {
      throw .unreadable(error.localizedDescription)
    }
    guard data.count <= limit else { throw .tooLarge(limit: limit) }
    return data
  }
}
