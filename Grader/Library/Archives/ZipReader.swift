import Zlib

/// Reads zip archives by their central directory: stored and deflated files.
enum ZipReader {
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4b, 0x05, 0x06])
  }

  static func read(
    _ bytes: [UInt8], into collector: inout FileCollector
  ) throws(ArchiveFailure.Reason) {
    guard let end = endRecord(of: bytes) else { throw .truncated }
    let count = bytes.integer16(at: end + 10)
    let start = bytes.integer32(at: end + 16)
    let size = bytes.integer32(at: end + 12)
    guard count != 0xffff, start != 0xffff_ffff else { throw .unsupported("the zip64 format") }
    guard start <= end, size <= end - start else { throw .truncated }
    var position = start
    // The parts of the file that entries claim must not be more than the file: a bomb lets many
    // entries share one part.
    var claimed = 0
    for _ in 0..<count {
      guard position + 46 <= end, bytes.integer32(at: position) == 0x0201_4b50 else {
        throw .damaged("its directory is broken")
      }
      let entry = ZipEntry(bytes, at: position)
      guard entry.end <= end else { throw .damaged("its directory is broken") }
      position = entry.end
      try collector.countEntry()
      claimed += entry.compressedSize
      guard claimed <= bytes.count else { throw .damaged("its files overlap") }
      try take(entry, of: bytes, into: &collector)
    }
  }

  private static func take(
    _ entry: ZipEntry, of bytes: [UInt8], into collector: inout FileCollector
  ) throws(ArchiveFailure.Reason) {
    let path = try EntryPath.read(
      bytes[entry.nameRange], separators: "/\\", limits: collector.limits)
    guard case .kept(let components) = path else { return }
    let shown = components.joined(separator: "/")
    switch entry.kind {
    case .file: break
    case .folder: return try collector.addFolder(components)
    case .link: throw .link(path: shown)
    case .special: throw .specialFile(path: shown)
    }
    guard !entry.isEncrypted else { throw .unsupported("encryption") }
    guard entry.size != 0xffff_ffff, entry.compressedSize != 0xffff_ffff else {
      throw .unsupported("the zip64 format")
    }
    try collector.countBytes(entry.size, of: shown)
    let content = try content(of: entry, in: bytes, path: shown)
    guard content.count == entry.size, Zlib.crc32(content) == entry.checksum else {
      throw .damaged("wrong checksum of \(shown)")
    }
    try collector.addFile(components, bytes: content)
  }

  private static func content(
    of entry: ZipEntry, in bytes: [UInt8], path: String
  ) throws(ArchiveFailure.Reason) -> [UInt8] {
    let local = entry.localHeader
    guard local + 30 <= bytes.count else { throw .truncated }
    guard bytes.integer32(at: local) == 0x0403_4b50 else {
      throw .damaged("no file where its directory says \(path) is")
    }
    let start = local + 30 + bytes.integer16(at: local + 26) + bytes.integer16(at: local + 28)
    guard start + entry.compressedSize <= bytes.count else { throw .truncated }
    let stored = Array(bytes[start..<start + entry.compressedSize])
    switch entry.method {
    case 0: return stored
    case 8:
      do {
        return try Zlib.inflate(stored, as: .raw, limit: entry.size)
      } catch {
        throw .damaged("\(path) does not unpack to the size that its directory says")
      }
    default: throw .unsupported("compression method \(entry.method) (\(path))")
    }
  }

  /// Where the record that ends an archive begins: the last one whose comment fills the file.
  private static func endRecord(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let last = bytes.count - 22
    for position in stride(from: last, through: max(0, last - 0xffff), by: -1)
    where bytes[position] == 0x50 && bytes.integer32(at: position) == 0x0605_4b50 {
      if position + 22 + bytes.integer16(at: position + 20) == bytes.count { return position }
    }
    return nil
  }
}

/// An entry of the central directory. Its 46 fixed bytes must be there.
private struct ZipEntry {
  enum Kind { case file, folder, link, special }

  let kind: Kind
  let isEncrypted: Bool
  let method: Int
  let checksum: UInt32
  let compressedSize: Int
  let size: Int
  let localHeader: Int
  /// May reach past the bytes; so may `end`, which is never less.
  let nameRange: Range<Int>
  /// Where the next entry begins.
  let end: Int

  init(_ bytes: [UInt8], at position: Int) {
    let nameLength = bytes.integer16(at: position + 28)
    nameRange = position + 46..<position + 46 + nameLength
    end =
      nameRange.upperBound + bytes.integer16(at: position + 30)
      + bytes.integer16(at: position + 32)
    isEncrypted = bytes.integer16(at: position + 8) & 1 != 0
    method = bytes.integer16(at: position + 10)
    checksum = UInt32(bytes.integer32(at: position + 16))
    compressedSize = bytes.integer32(at: position + 20)
    size = bytes.integer32(at: position + 24)
    localHeader = bytes.integer32(at: position + 42)

    // The upper half of the attributes is a Unix mode whatever system the entry claims to be from:
    // some unpackers believe it, so must we.
    let type = bytes.integer16(at: position + 40) & 0o170000
    let lastName = nameRange.upperBound - 1
    let endsInSlash =
      nameLength > 0 && lastName < bytes.count
      && [UInt8(ascii: "/"), UInt8(ascii: "\\")].contains(bytes[lastName])
    switch type {
    case 0o120000: kind = .link
    case 0o040000: kind = .folder
    case 0, 0o100000: kind = endsInSlash ? .folder : .file
    default: kind = .special
    }
  }
}

extension [UInt8] {
  fileprivate func integer16(at position: Int) -> Int {
    Int(self[position]) | Int(self[position + 1]) << 8
  }

  fileprivate func integer32(at position: Int) -> Int {
    integer16(at: position) | integer16(at: position + 2) << 16
  }
}
