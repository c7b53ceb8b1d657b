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
