import Foundation

/// What an entry's name means.
enum EntryPath: Equatable {
  /// Safe components below the destination, normalised (NFC).
  case kept([String])
  /// Left out: litter of a system or a build.
  case ignored
  /// The archive's top folder itself.
  case top

  /// Files and folders that come along by accident.
  private static let litter: Set = [
    "__MACOSX", ".DS_Store", ".build", ".swiftpm", ".git", "Icon\r",
  ]

  /// Reads a name as it stands in an archive.
  ///
  /// - Parameters:
  ///   - name: Its bytes. Those that are not UTF-8 become `%XX`, so that different names stay so.
  ///   - separators: `/`; in zip archives `\` too, which some packers write.
  /// - Throws: The reason to refuse the archive.
  static func read(
    _ name: some Collection<UInt8>, separators: String = "/", limits: ArchiveLimits
  ) throws(ArchiveFailure.Reason) -> EntryPath {
    guard name.count <= limits.pathBytes else { throw .pathTooLong(limit: limits.pathBytes) }
    let shown = printable(decoded(name))
    let separators = Set(separators.utf8)
    if let first = name.first, separators.contains(first) { throw .absolutePath(shown) }
    // Split as bytes: as characters, a slash and an accent after it are one that is no slash.
    let components = name.split { separators.contains($0) }.map { decoded($0) }
      .filter { $0 != "." }
    if components.contains("..") { throw .parentPath(shown) }
    if components.contains(where: { litter.contains($0) || $0.hasPrefix("._") }) { return .ignored }
    guard components.allSatisfy({ printable($0) == $0 }) else {
      throw .controlCharacter(path: shown)
    }
    guard components.allSatisfy({ $0.utf8.count <= 255 }) else { throw .pathTooLong(limit: 255) }
    guard components.count <= limits.depth else { throw .tooDeep(path: shown, limit: limits.depth) }
    return components.isEmpty
      ? .top : .kept(components.map(\.precomposedStringWithCanonicalMapping))
  }

  /// A name for a message: control characters shown as `?`, and not too much of it.
  static func printable(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      // Format characters can turn the direction of what follows.
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "?"
      default: scalar
      }
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars)
    return String(result)
  }

  static func decoded(_ name: some Collection<UInt8>) -> String {
    if let text = String(validating: name, as: UTF8.self) { return text }
    return name.map { byte in
      byte < 0x80 ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
