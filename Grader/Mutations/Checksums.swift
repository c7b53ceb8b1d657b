import Zlib

/// Puts right the checksums of a damaged file, so that a reader goes on to what they guard.
package enum Checksums {
  /// Every block that looks like a header of a tar archive.
  package static func repairTar(_ bytes: inout [UInt8]) {
    for start in stride(from: 0, through: bytes.count - 512, by: 512)
    where bytes[start + 257..<start + 262].elementsEqual("ustar".utf8) {
      // The sum counts its own field as blanks.
      for position in start + 148..<start + 156 { bytes[position] = 0x20 }
      let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      let field = String(repeating: "0", count: 6 - digits.utf8.count) + digits
      bytes.replaceSubrange(start + 148..<start + 154, with: field.utf8)
      bytes[start + 154] = 0
    }
  }

  /// The checksums of a zip archive's files, and their sizes too.
  package static func repairZip(_ bytes: inout [UInt8]) {
    for entry in bytes.indices.dropLast(45) where little(bytes, entry, 4) == 0x0201_4b50 {
      let local = little(bytes, entry + 42, 4)
      let packed = little(bytes, entry + 20, 4)
      guard local + 30 <= bytes.count else { continue }
      let start = local + 30 + little(bytes, local + 26, 2) + little(bytes, local + 28, 2)
      guard start + packed <= bytes.count else { continue }
      var content = Array(bytes[start..<start + packed])
      if little(bytes, entry + 10, 2) == 8 {
        guard let plain = try? Zlib.inflate(content, as: .raw, limit: 1 << 20) else { continue }
        content = plain
      }
      put(Int(Zlib.crc32(content)), 4, into: &bytes, at: entry + 16)
      put(content.count, 4, into: &bytes, at: entry + 24)
    }
  }

  /// The checksum of every chunk of a PNG image that can still be told.
  package static func repairPNG(_ bytes: inout [UInt8]) {
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= bytes.count else { return }
      let checksum = Zlib.crc32(Array(bytes[position + 4..<end]))
      for offset in 0..<4 {
        bytes[end + offset] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * offset))
      }
      position = end + 4
    }
  }

  private static func little(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int {
    bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func put(_ value: Int, _ count: Int, into bytes: inout [UInt8], at position: Int) {
    for offset in 0..<count {
      bytes[position + offset] = UInt8(truncatingIfNeeded: value >> (8 * offset))
    }
  }
}
