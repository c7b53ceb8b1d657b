import Foundation
import Zlib

/// A plain file of an archive.
public struct ArchiveFile: Equatable, Sendable {
  /// Its folders and its name, safe to be joined below any folder.
  public let components: [String]
  public let bytes: [UInt8]

  public var path: String { components.joined(separator: "/") }
  public var name: String { components.last ?? "" }
}

/// The plain files of an archive, read within limits.
///
/// Reads tar (ustar, GNU long names, pax paths and sizes), gzipped or not, and zip (stored and
/// deflated): which, its first bytes say, not its name. Links, devices, absolute paths, `..` and
/// names that come twice refuse the archive; so does any limit. Litter (`__MACOSX`, `._*`,
/// `.DS_Store`, `.build`, `.swiftpm`, `.git`) is left out, whatever it is. Folders, owners, times
/// and modes are not kept.
public struct Archive: Sendable {
  /// Its file name, for messages.
  public let name: String
  /// In the order of their paths.
  public let files: [ArchiveFile]

  /// Reads an archive file.
  ///
  /// - Throws: `ArchiveFailure`.
  public init(path: String, limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveFailure) {
    try self.init(
      bytes: Archive.bytes(of: path, limits: limits), name: Archive.name(of: path), limits: limits)
  }

  /// The bytes of an archive file, not looked at yet.
  ///
  /// - Throws: `ArchiveFailure`.
  static func bytes(
    of path: String, limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveFailure) -> [UInt8] {
    do {
      return try CappedFile.read(path, limit: limits.archiveBytes)
    } catch {
      throw ArchiveFailure(archive: name(of: path), reason: ArchiveFailure.Reason(error))
    }
  }

  /// A file's name, for messages.
  static func name(of path: String) -> String {
    EntryPath.printable(URL(fileURLWithPath: path).lastPathComponent)
  }

  /// Reads an archive's bytes.
  ///
  /// - Throws: `ArchiveFailure`.
  public init(
    bytes: [UInt8], name: String, limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveFailure) {
    self.name = name
    do throws(ArchiveFailure.Reason) {
      guard bytes.count <= limits.archiveBytes else {
        throw ArchiveFailure.Reason.archiveTooLarge(limit: limits.archiveBytes)
      }
      var collector = FileCollector(limits: limits)
      if ZipReader.recognizes(bytes) {
        try ZipReader.read(bytes, into: &collector)
      } else {
        try TarReader.read(bytes, into: &collector)
      }
      files = collector.files.sorted { $0.path < $1.path }
    } catch {
      throw ArchiveFailure(archive: name, reason: error)
    }
  }

  /// Writes all files below `directory`, which must be new or empty: so that nothing in it can lead
  /// elsewhere.
  ///
  /// - Throws: `ArchiveFailure`.
  public func unpack(to directory: String) throws(ArchiveFailure) {
    try write(files, to: directory)
  }

  func write(_ files: [ArchiveFile], to directory: String) throws(ArchiveFailure) {
    let manager = FileManager.default
    var path = directory
    do {
      try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
      guard try manager.contentsOfDirectory(atPath: directory).isEmpty else {
        throw ArchiveFailure(archive: name, reason: .destinationNotEmpty(directory))
      }
      for file in files {
        path = directory + "/" + file.path
        let folder = ([directory] + file.components.dropLast()).joined(separator: "/")
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(file.bytes).write(
          to: URL(fileURLWithPath: path, isDirectory: false), options: .withoutOverwriting)
      }
    } catch let failure as ArchiveFailure {
      throw failure
    } catch {
      throw ArchiveFailure(
        archive: name, reason: .unwritable(path: path, reason: error.localizedDescription))
    }
  }
}

extension ArchiveFailure.Reason {
  fileprivate init(_ failure: CappedFile.Failure) {
    self =
      switch failure {
      case .notAFile: .notAFile
      case .tooLarge(let limit): .archiveTooLarge(limit: limit)
      case .missing, .refused: .unreadable(failure.description)
      }
  }
}
