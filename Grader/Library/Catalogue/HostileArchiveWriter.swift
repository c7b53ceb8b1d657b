import SubmissionCatalogues
import Zlib

/// Makes the archives that `HostileArchive` describes.
struct HostileArchiveWriter {
  /// The files of the reference solution, by their paths in an archive.
  let reference: [String: [UInt8]]

  func bytes(of archive: HostileArchive) -> [UInt8] {
    switch archive {
    case .tar(let entries): tar(entries)
    case .gzippedTar(let entries): Zlib.deflate(tar(entries), as: .gzip)
    case .zip(let entries): zip(entries)
    case .raw(let bytes): bytes
    case .gzippedZeros(let megabytes): gzippedZeros(count: megabytes << 20)
    case .cut(let whole, let share):
      bytes(of: whole).first(share: share)
    case .wrapped(let before, let inner, let after): before + bytes(of: inner) + after
    }
  }

  func bytes(of content: HostileContent) -> [UInt8] {
    switch content {
    case .text(let text): return Array(text.utf8)
    case .bytes(let bytes): return bytes
    case .reference(let path): return reference[path] ?? []
    case .repeated(let text, let count):
      let piece = Array(text.utf8)
      if piece.count == 1 { return [UInt8](repeating: piece[0], count: count) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(piece.count * count)
      for _ in 0..<count { bytes += piece }
      return bytes
    case .archive(let archive): return self.bytes(of: archive)
    }
  }

  // MARK: tar

  private func tar(_ entries: [HostileEntry]) -> [UInt8] {
    var output: [UInt8] = []
    for entry in entries {
      let content = entry.kind == .longName ? entry.name + [0] : bytes(of: entry.content)
      for copy in 0..<entry.copies {
        let name = entry.copies == 1 ? entry.name : entry.name + Array("\(copy)".utf8)
        output += TarWriter.header(
          name: entry.kind == .longName ? Array("././@LongLink".utf8) : name,
          size: entry.claimedSize ?? content.count, kind: entry.kind.tarFlag,
          linkName: Array(entry.target.utf8))
        output += content
        output += zeros(padding: content.count)
      }
    }
    return output + [UInt8](repeating: 0, count: 2 * TarReader.blockSize)
  }

  private func zeros(padding count: Int) -> [UInt8] {
    let rest = count % TarReader.blockSize
    return [UInt8](repeating: 0, count: rest == 0 ? 0 : TarReader.blockSize - rest)
  }

  // MARK: zip

  private struct ZipPart {
    var position: Int
    var packed: Int
    var size: Int
    var checksum: UInt32
  }

  private func zip(_ entries: [HostileEntry]) -> [UInt8] {
    var files: [UInt8] = []
    var directory: [UInt8] = []
    var first: ZipPart?
    var count = 0
    for entry in entries {
      for copy in 0..<entry.copies {
        let name = entry.copies == 1 ? entry.name : entry.name + Array("\(copy)".utf8)
        let part: ZipPart
        if entry.kind == .sharingTheFirst, let first {
          part = first
        } else {
          let content = bytes(of: entry.content)
          let packed = Zlib.deflate(content, as: .raw)
          part = ZipPart(
            position: files.count, packed: packed.count, size: content.count,
            checksum: Zlib.crc32(content))
          files += little(0x0403_4b50, 4) + fields(part, name: name) + name + packed
        }
        first = first ?? part
        directory += little(0x0201_4b50, 4) + little(0x031e, 2) + fields(part, name: name)
        // No comment, first disk, no internal attributes; the Unix mode; the place.
        directory += little(0, 6) + little(entry.kind.mode << 16, 4) + little(part.position, 4)
        directory += name
        count += 1
      }
    }
    return files + directory + little(0x0605_4b50, 4) + little(0, 4) + little(count, 2)
      + little(count, 2) + little(directory.count, 4) + little(files.count, 4) + little(0, 2)
  }

  /// What the two headers of an entry share, from the version to the length of the extra field.
  private func fields(_ part: ZipPart, name: [UInt8]) -> [UInt8] {
    // Version 2.0, names in UTF-8, deflated, no time.
    little(20, 2) + little(0x800, 2) + little(8, 2) + little(0, 4)
      + little(Int(part.checksum), 4) + little(part.packed, 4) + little(part.size, 4)
      + little(name.count, 2) + little(0, 2)
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  // MARK: gzip

  /// One literal zero, and copies of the byte before, 258 at a time: 13 bits each by deflate's fixed
  /// code. Its checksum is left wrong: nobody should get there.
  private func gzippedZeros(count: Int) -> [UInt8] {
    var bits = BitWriter()
    bits.append(0b011, 3)  // The last block, fixed code.
    bits.append(reversing: 0x30, 8)
    for _ in 0..<count / 258 {
      bits.append(reversing: 0b1100_0101, 8)
      bits.append(0, 5)
    }
    bits.append(0, 7)
    bits.append(0, 7)
    return [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + bits.bytes + [UInt8](repeating: 0, count: 8)
  }
}

/// Packs bits from the lowest upwards; what does not fill a byte at the end is dropped.
private struct BitWriter {
  private(set) var bytes: [UInt8] = []
  private var pending: UInt32 = 0
  private var count = 0

  mutating func append(_ value: UInt32, _ bits: Int) {
    pending |= value << count
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      count -= 8
    }
  }

  /// Codes are packed from their highest bit.
  mutating func append(reversing value: UInt32, _ bits: Int) {
    var reversed: UInt32 = 0
    for bit in 0..<bits where value >> bit & 1 == 1 { reversed |= 1 << (bits - 1 - bit) }
    append(reversed, bits)
  }
}

extension [UInt8] {
  fileprivate func first(share: Double) -> [UInt8] {
    Array(prefix(Int(Double(count) * share)))
  }
}

extension HostileEntry.Kind {
  fileprivate var tarFlag: UInt8 {
    switch self {
    case .file, .sharingTheFirst: UInt8(ascii: "0")
    case .hardLink: UInt8(ascii: "1")
    case .symbolicLink: UInt8(ascii: "2")
    case .characterDevice: UInt8(ascii: "3")
    case .folder: UInt8(ascii: "5")
    case .pipe: UInt8(ascii: "6")
    case .longName: UInt8(ascii: "L")
    }
  }

  fileprivate var mode: Int {
    switch self {
    case .symbolicLink: 0o120777
    case .folder: 0o040755
    case .characterDevice: 0o020644
    case .pipe: 0o010644
    default: 0o100644
    }
  }
}
