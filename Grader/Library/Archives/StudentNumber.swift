import Foundation

/// A student number such as 2000-00000.
public struct StudentNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let description: String

  /// Four digits, a hyphen, five digits; `nil` if it is not so.
  public init?(_ text: String) {
    let expected = "dddd-ddddd"
    let matches = zip(text.utf8, expected.utf8).allSatisfy { byte, kind in
      kind == UInt8(ascii: "-") ? byte == kind : (0x30...0x39).contains(byte)
    }
    guard text.utf8.count == expected.utf8.count, matches else { return nil }
    description = text
  }

  /// From the file name of an archive, `2000-00000.tar.gz`.
  ///
  /// - Throws: `ArchiveFailure` with `badStudentNumber`.
  public init(archivePath path: String) throws(ArchiveFailure) {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let stem = Self.stem(of: name)
    guard let number = StudentNumber(stem) else {
      throw ArchiveFailure(
        archive: EntryPath.printable(name),
        reason: .badStudentNumber(EntryPath.printable(stem)))
    }
    self = number
  }

  /// The ends of names that archives have. `.gz` alone, because learning platforms and browsers put
  /// their counters before the last dot: `2000-00000.tar-1.gz`.
  public static let archiveSuffixes = [".tar.gz", ".tgz", ".tar", ".zip", ".gz"]

  /// Whether a file's name looks like an archive's: for finding them in a folder.
  public static func isArchiveName(_ name: String) -> Bool {
    !name.hasPrefix(".") && stem(of: name) != name
  }

  private static func stem(of name: String) -> String {
    let lowered = name.lowercased()
    guard let suffix = archiveSuffixes.first(where: { lowered.hasSuffix($0) }) else { return name }
    return String(name.dropLast(suffix.count))
  }

  public static func < (left: StudentNumber, right: StudentNumber) -> Bool {
    left.description < right.description
  }
}
