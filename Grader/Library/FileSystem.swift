import DiffusionCourse
import Foundation
import Zlib

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The absolute path without links, or `path` made absolute where nothing is there.
func canonicalPath(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return URL(fileURLWithPath: path).path }
  defer { free(resolved) }
  return String(cString: resolved)
}

func isFile(_ path: String) -> Bool { entryType(path) == S_IFREG }

func isFolder(_ path: String) -> Bool { entryType(path) == S_IFDIR }

/// The type of what `path` leads to; a link is followed.
private func entryType(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

/// The names in a folder, sorted; empty if there is no such folder.
func namesInFolder(_ path: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
}

/// Size in bytes, 0 where nothing is.
func fileSize(_ path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// When the content of a file was written, in seconds; nil where nothing is.
func lastWritten(_ path: String) -> Double? {
  var status = stat()
  guard stat(path, &status) == 0 else { return nil }
  #if canImport(Darwin)
    return status.st_mtimespec.seconds
  #else
    return status.st_mtim.seconds
  #endif
}

/// When a file, or the newest in a folder and those below it, last changed in content, name or
/// rights, in seconds; nil where nothing is. Unlike the time of writing it cannot be set back.
func newestChange(below path: String) -> Double? {
  var status = stat()
  guard stat(path, &status) == 0 else { return nil }
  #if canImport(Darwin)
    let own = status.st_ctimespec.seconds
  #else
    let own = status.st_ctim.seconds
  #endif
  guard status.st_mode & S_IFMT == S_IFDIR else { return own }
  return namesInFolder(path).compactMap { newestChange(below: "\(path)/\($0)") }
    .reduce(own, max)
}

extension timespec {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_nsec) * 1e-9 }
}

/// Writes a file whole or not at all.
func writeFile(_ text: String, to path: String) throws(GraderError) {
  try writeFile(Array(text.utf8), to: path)
}

/// The same of bytes.
func writeFile(_ bytes: [UInt8], to path: String) throws(GraderError) {
  do {
    try CappedFile.write(bytes, to: path)
  } catch {
    throw .unwritable(path: path, reason: error.description)
  }
}

func makeFolder(_ path: String) throws(GraderError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .unwritable(path: path, reason: systemReason(of: error))
  }
}

func copyFile(_ source: String, to target: String) throws(GraderError) {
  do {
    try FileManager.default.copyItem(atPath: source, toPath: target)
  } catch {
    throw .unwritable(path: target, reason: systemReason(of: error))
  }
}
