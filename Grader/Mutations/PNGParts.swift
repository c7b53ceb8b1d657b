import Zlib

/// A PNG image as its chunks, to be damaged one by one and put together again.
package struct PNGParts {
  package var chunks: [(name: String, content: [UInt8])]

  package static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  package init(_ chunks: [(name: String, content: [UInt8])]) { self.chunks = chunks }

  /// The chunks of a valid file.
  package init(of file: [UInt8]) {
    chunks = []
    var position = PNGParts.signature.count
    while position < file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[position + 4..<position + 8], as: UTF8.self)
      chunks.append((name, [UInt8](file[position + 8..<position + 8 + length])))
      position += 12 + length
    }
  }

  /// The file, every length and checksum right.
  package var file: [UInt8] {
    PNGParts.signature
      + chunks.flatMap { name, content in
        let typed = [UInt8](name.utf8) + content
        return big(UInt32(content.count)) + typed + big(Zlib.crc32(typed))
      }
  }

  /// The rows as the reader inflates them. Setting them leaves one chunk of data.
  package var rows: [UInt8] {
    get {
      let packed = chunks.filter { $0.name == "IDAT" }.flatMap(\.content)
      return (try? Zlib.inflate(packed, as: .zlib, limit: 1 << 20)) ?? []
    }
    set {
      guard let first = chunks.firstIndex(where: { $0.name == "IDAT" }) else { return }
      chunks.removeAll { $0.name == "IDAT" }
      chunks.insert(("IDAT", Zlib.deflate(newValue, as: .zlib, level: 1)), at: first)
    }
  }

  private func big(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}

extension Mutator {
  /// A damaged image: its bytes, a chunk behind right checksums, or rows that inflate well and say
  /// something else.
  package mutating func mutatedPNG(_ file: [UInt8], with others: [[UInt8]] = []) -> [UInt8] {
    var parts = PNGParts(of: file)
    switch below(4) {
    case 0: return mutated(file, with: others)
    case 1:
      var bytes = mutated(file, with: others)
      Checksums.repairPNG(&bytes)
      return bytes
    case 2:
      let index = below(parts.chunks.count)
      parts.chunks[index].content = mutated(parts.chunks[index].content)
      if oneIn(4) { parts.chunks.swapAt(index, below(parts.chunks.count)) }
    default:
      parts.rows = mutated(parts.rows)
      if oneIn(2) { parts.chunks[0].content = mutated(parts.chunks[0].content) }
    }
    return parts.file
  }
}
