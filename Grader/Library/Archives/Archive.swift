import Foundation

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
    let name = EntryPath.printable(URL(fileURLWithPath: path).lastPathComponent)
    do {
      self = try Archive(
        bytes: try Self.contents(of: path, limit: limits.archiveBytes), name: name, limits: limits)
    } catch let failure as ArchiveFailure {
      throw failure
    } catch let reason as ArchiveFailure.Reason {
      throw ArchiveFailure(archive: name, reason: reason)
    } catch {
      throw ArchiveFailure(archive: name, reason: .unreadable(error.localizedDescription))
    }
  }

  /// Reads an archive's bytes.
  ///
  /// - Throws: `ArchiveFailure`.
  public init(
    bytes: [UInt8], name: String, limits: ArchiveLimits = ArchiveLimits()
  ) throws(ArchiveFailure) {
    self.name = name
    do {
      guard bytes.count <= limits.archiveBytes else {
        throw ArchiveFailure.Reason.archiveTooLarge(
          bytes: bytes.count, limit: limits.archiveBytes)
      }
      var collector = FileCollector(limits: limits)
      if ZipReader.recognizes(bytes) {
        try ZipReader.read(bytes, into: &collector)
      } else {
        try TarReader.read(bytes, into: &collector)
      }
      files = collector.files.sorted { $0.path < $1.path }
    } catch let reason as ArchiveFailure.Reason {
      throw ArchiveFailure(archive: name, reason: reason)
    } catch {
      throw ArchiveFailure(archive: name, reason: .damaged("\(error)"))
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

  /// A file's bytes; the size is asked first, and a pipe is not waited for.
  private static func contents(of path: String, limit: Int) throws -> [UInt8] {
    let attributes = try FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw ArchiveFailure.Reason.notAFile
    }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= limit else {
      throw ArchiveFailure.Reason.archiveTooLarge(bytes: size, limit: limit)
    }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// Gathers entries under the limits and the rules of names.
struct FileCollector {
  let limits: ArchiveLimits
  private(set) var files: [ArchiveFile] = []
  private var entries = 0
  private var totalBytes = 0
  /// As file systems that ignore case see them.
  private var fileKeys: Set<String> = []
  private var folderKeys: Set<String> = []

  init(limits: ArchiveLimits) { self.limits = limits }

  /// Counts an entry or an auxiliary header.
  mutating func countEntry() throws(ArchiveFailure.Reason) {
    entries += 1
    guard entries <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
  }

  /// Checks a file's size before any of it is read.
  mutating func countBytes(_ bytes: Int, of path: String) throws(ArchiveFailure.Reason) {
    guard bytes <= limits.fileBytes else {
      throw .fileTooLarge(path: path, limit: limits.fileBytes)
    }
    totalBytes += bytes
    guard totalBytes <= limits.totalBytes else { throw .totalTooLarge(limit: limits.totalBytes) }
  }

  /// Adds a folder, so that no file can take its place.
  mutating func addFolder(_ components: [String]) throws(ArchiveFailure.Reason) {
    var key = ""
    for (index, component) in components.enumerated() {
      key += "/" + component.lowercased()
      if fileKeys.contains(key) {
        throw .duplicate(path: components[...index].joined(separator: "/"))
      }
      folderKeys.insert(key)
    }
  }

  mutating func addFile(_ components: [String], bytes: [UInt8]) throws(ArchiveFailure.Reason) {
    let key = components.map { "/" + $0.lowercased() }.joined()
    guard !folderKeys.contains(key), fileKeys.insert(key).inserted else {
      throw .duplicate(path: components.joined(separator: "/"))
    }
    try addFolder(Array(components.dropLast()))
    files.append(ArchiveFile(components: components, bytes: bytes))
  }
}
