/// Why an archive is not unpacked: always as a whole, never by half.
public struct ArchiveFailure: Error, Equatable, Sendable {
  /// The archive's file name.
  public var archive: String
  public var reason: Reason

  public enum Reason: Error, Equatable, Sendable {
    // The file
    case unreadable(String)
    case notAFile
    case notAnArchive
    case truncated
    case damaged(String)
    case unsupported(String)
    // Its entries
    case link(path: String)
    case specialFile(path: String)
    case absolutePath(String)
    case parentPath(String)
    case controlCharacter(path: String)
    case duplicate(path: String)
    // Limits
    case archiveTooLarge(limit: Int)
    case tooManyEntries(limit: Int)
    case fileTooLarge(path: String, limit: Int)
    case totalTooLarge(limit: Int)
    case pathTooLong(limit: Int)
    case tooDeep(path: String, limit: Int)
    // What it should hold
    case noSubmission(expected: [String])
    case ambiguous(path: String, first: String, second: String)
    case badStudentNumber(String)
    // Unpacking
    case destinationNotEmpty(String)
    case unwritable(path: String, reason: String)
  }

  public init(archive: String, reason: Reason) {
    self.archive = archive
    self.reason = reason
  }
}

extension ArchiveFailure: CustomStringConvertible {
  public var description: String { "\(archive): \(reason)" }
}

extension ArchiveFailure.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let words): "cannot be read: \(words)"
    case .notAFile: "is not a file; give an archive or a folder of archives"
    case .notAnArchive:
      "is neither a tar, a gzipped tar nor a zip archive; pack it with CollectSubmission.sh"
    case .truncated: "ends too early; upload or download it again"
    case .damaged(let words): "is damaged (\(words)); upload or download it again"
    case .unsupported(let feature):
      "uses \(feature), which is not supported; "
        + "pack it with CollectSubmission.sh"
    case .link(let path): "holds a link (\(path)); pack the file itself instead"
    case .specialFile(let path): "holds a device or pipe (\(path)); pack plain files only"
    case .absolutePath(let path): "holds an absolute path (\(path)); pack relative paths only"
    case .parentPath(let path): "holds a path that leads out of it (\(path)); pack it without “..”"
    case .controlCharacter(let path): "holds a name with a control character (\(path)); rename it"
    case .duplicate(let path):
      "holds \(path) twice (names that differ by case alone count as one); pack it once"
    case .archiveTooLarge(let limit):
      "is larger than the \(limit) bytes allowed; leave build products out"
    case .tooManyEntries(let limit):
      "holds more than \(limit) files and folders; leave build products out"
    case .fileTooLarge(let path, let limit):
      "holds a file that is too large (\(path)): \(limit) bytes are allowed"
    case .totalTooLarge(let limit): "holds more than the \(limit) bytes allowed when unpacked"
    case .pathTooLong(let limit): "holds a path longer than the \(limit) bytes allowed"
    case .tooDeep(let path, let limit):
      "holds more than \(limit) folders in each other (\(path))"
    case .noSubmission(let expected):
      "holds none of the expected files (\(expected.joined(separator: ", "))); "
        + "pack it with CollectSubmission.sh"
    case .ambiguous(let path, let first, let second):
      "holds two files for \(path) (\(first) and \(second)); pack one"
    case .badStudentNumber(let name):
      "is not named after a student number (“\(name)” should be like 2000-00000); rename it"
    case .destinationNotEmpty(let path): "cannot be unpacked into \(path): not an empty folder"
    case .unwritable(let path, let words): "cannot be unpacked to \(path): \(words)"
    }
  }
}
