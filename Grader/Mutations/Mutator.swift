import Digits

/// Damages valid files in the ways that readers stumble over. The same seed, the same damage.
///
/// Mutants of mutants are not made: each comes from the valid files and a number of its own, so that
/// any one can be made again without those before it.
package struct Mutator {
  package var random: SplitMix64
  /// The most bytes of a mutant, unless the original has more.
  package static let maximumBytes = 1 << 16

  package init(seed: UInt64, stream: UInt64 = 0, item: Int = 0) {
    random = SplitMix64(seed: seed, stream: stream, item: item)
  }

  package mutating func below(_ count: Int) -> Int { random.below(max(1, count)) }

  /// True once in `count` times.
  package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }

  package mutating func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  /// The bytes with one to four changes.
  ///
  /// - Parameters:
  ///   - others: Files of the same kind, to splice with.
  ///   - words: What means something in this format: put in, or over what is there.
  package mutating func mutated(
    _ original: [UInt8], with others: [[UInt8]] = [], words: [[UInt8]] = []
  ) -> [UInt8] {
    var bytes = original
    for _ in 0...below(4) { change(&bytes, others, words) }
    return Array(bytes.prefix(max(original.count + 16, Mutator.maximumBytes)))
  }

  private mutating func change(
    _ bytes: inout [UInt8], _ others: [[UInt8]], _ words: [[UInt8]]
  ) {
    guard !bytes.isEmpty else {
      bytes = randomBytes(1 + below(16))
      return
    }
    let position = below(bytes.count)
    switch below(13) {
    case 0: bytes[position] ^= 1 << UInt8(below(8))
    case 1: bytes[position] = pick([0, 1, 0x7F, 0x80, 0xFF, 0x20, 0x30, 0x5C])
    case 2: bytes[position] = UInt8(below(256))
    case 3: bytes.removeSubrange(position..<min(bytes.count, position + pieceLength(bytes.count)))
    case 4: bytes.insert(contentsOf: randomBytes(1 + below(8)), at: position)
    case 5:
      let piece = bytes[position..<min(bytes.count, position + pieceLength(bytes.count))]
      for _ in 0...below(oneIn(8) ? 64 : 3) where bytes.count < Mutator.maximumBytes {
        bytes.insert(contentsOf: piece, at: position)
      }
    case 6: bytes.removeSubrange(position...)
    case 7: putInteger(into: &bytes, at: position)
    case 8: putDigits(into: &bytes, near: position)
    case 9 where !others.isEmpty:
      let other = pick(others)
      bytes = Array(bytes[..<position]) + other.suffix(below(other.count + 1))
    case 10 where !others.isEmpty:
      let other = pick(others)
      let start = below(other.count)
      bytes.insert(
        contentsOf: other[start..<min(other.count, start + pieceLength(other.count))], at: position)
    case 11 where !words.isEmpty: bytes.insert(contentsOf: pick(words), at: position)
    case 12 where !words.isEmpty:
      let word = pick(words)
      bytes.replaceSubrange(position..<min(bytes.count, position + word.count), with: word)
    default: bytes[position] &+= 1
    }
  }

  /// Mostly short, sometimes any.
  private mutating func pieceLength(_ count: Int) -> Int {
    oneIn(4) ? 1 + below(count) : 1 + below(min(count, 16))
  }

  /// Overwrites 1, 2, 4 or 8 bytes with a number at the edge of what such a field holds.
  package mutating func putInteger(into bytes: inout [UInt8], at position: Int) {
    let width = pick([1, 2, 4, 8])
    let value = boundary(length: bytes.count)
    let isBigEndian = oneIn(2)
    for offset in 0..<width where position + offset < bytes.count {
      let shift = 8 * UInt64(isBigEndian ? width - 1 - offset : offset)
      bytes[position + offset] = UInt8(truncatingIfNeeded: value >> shift)
    }
  }

  /// A number where fields, sums and products of them overflow, or meet the length of the file.
  package mutating func boundary(length: Int) -> UInt64 {
    let edges: [UInt64] = [
      0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000,
      0xFFFF_FFFF, 0x1_0000_0000, 0x3FFF_FFFF_FFFF_FFFF, 0x4000_0000_0000_0000,
      0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF,
    ]
    switch below(4) {
    case 0: return UInt64(length) &+ UInt64(bitPattern: Int64(below(5) - 2))
    case 1: return pick(edges) &- UInt64(below(3))
    default: return pick(edges)
    }
  }

  /// Writes another number over the first run of digits from `position` on.
  private mutating func putDigits(into bytes: inout [UInt8], near position: Int) {
    let isDigit = { (byte: UInt8) in 48...57 ~= byte }
    guard let start = bytes[position...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
    bytes.replaceSubrange(start..<end, with: pick(Mutator.numerals).utf8)
  }

  /// Numbers as text, at the edges of the types that they are read into.
  static let numerals = [
    "0", "1", "2", "-1", "-0", "9", "00", "255", "256", "65535", "65536", "2147483647",
    "2147483648", "4294967295", "4294967296", "4611686018427387904", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "18446744073709551615", "18446744073709551616",
    "1e5", "1e18", "1e19", "1e38", "1e39", "1e300", "1e308", "1e309", "-1e308", "1e-320", "0.1",
    "0.99999999999999999", "99999999999999999999999999999999",
  ]
}
