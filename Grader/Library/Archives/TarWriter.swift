import Zlib

/// Writes tar archives that depend on names and contents alone: sorted, owned by root, mode 644
/// (755 where said), from one moment.
public enum TarWriter {
  /// Why a file cannot be packed.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case pathTooLong(String)
    case fileTooLarge(String)

    public var description: String {
      switch self {
      case .pathTooLong(let path): "\(path): the path is too long to be packed; shorten it"
      case .fileTooLarge(let path): "\(path): files of 8 GiB and more cannot be packed"
      }
    }
  }

  /// 2000-01-01 00:00:00 UTC. Some unpackers mistrust the year 1970.
  public static let modificationTime = 946_684_800

  /// A gzipped tar archive of `files`, path → content.
  ///
  /// - Throws: `Failure`.
  public static func gzippedArchive(
    of files: [String: [UInt8]], programs: Set<String> = []
  ) throws(Failure) -> [UInt8] {
    Zlib.deflate(try archive(of: files, programs: programs), as: .gzip)
  }

  /// A tar archive (ustar) of `files`, path → content.
  ///
  /// - Parameter programs: Paths of the files that can be run, mode 755.
  /// - Throws: `Failure`.
  public static func archive(
    of files: [String: [UInt8]], programs: Set<String> = []
  ) throws(Failure) -> [UInt8] {
    var output: [UInt8] = []
    for (path, content) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    {
      guard content.count < 1 << 33 else { throw .fileTooLarge(path) }
      guard let (prefix, name) = split(Array(path.utf8)) else { throw .pathTooLong(path) }
      output += header(
        name: name, prefix: prefix, size: content.count,
        mode: programs.contains(path) ? 0o755 : 0o644)
      output += content
      output += padding(after: content.count, to: TarReader.blockSize)
    }
    output += [UInt8](repeating: 0, count: 2 * TarReader.blockSize)
    return output + padding(after: output.count, to: 20 * TarReader.blockSize)
  }

  /// One header block. Tests make hostile ones of it.
  static func header(
    name: [UInt8], prefix: [UInt8] = [], size: Int, kind: UInt8 = UInt8(ascii: "0"),
    linkName: [UInt8] = [], mode: Int = 0o644
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: TarReader.blockSize)
    func put(_ bytes: some Collection<UInt8>, at position: Int) {
      block.replaceSubrange(position..<position + bytes.count, with: bytes)
    }
    func put(octal number: Int, digits: Int, at position: Int) {
      let text = String(number, radix: 8)
      put((String(repeating: "0", count: digits - text.utf8.count) + text).utf8, at: position)
    }
    put(name, at: 0)
    put(octal: mode, digits: 7, at: 100)
    put(octal: 0, digits: 7, at: 108)
    put(octal: 0, digits: 7, at: 116)
    put(octal: size, digits: 11, at: 124)
    put(octal: modificationTime, digits: 11, at: 136)
    put([kind], at: 156)
    put(linkName, at: 157)
    put("ustar\0".utf8, at: 257)
    put("00".utf8, at: 263)
    put("root".utf8, at: 265)
    put("root".utf8, at: 297)
    put(prefix, at: 345)
    // The sum counts its own field as blanks.
    put(octal: block.reduce(8 * 32) { $0 + Int($1) }, digits: 6, at: 148)
    put([0, 0x20], at: 154)
    return block
  }

  /// A path as prefix (155 bytes) and name (100 bytes), split at a slash.
  private static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8])? {
    if path.count <= 100 { return ([], path) }
    for (index, byte) in path.enumerated()
    where byte == UInt8(ascii: "/") && path.count - index - 1 <= 100 {
      return index <= 155 ? (Array(path[..<index]), Array(path[(index + 1)...])) : nil
    }
    return nil
  }

  private static func padding(after count: Int, to multiple: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: (multiple - count % multiple) % multiple)
  }
}
