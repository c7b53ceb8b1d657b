/// SHA-256 (FIPS 180-4): names content so that nobody can make two different contents of one name.
///
/// The toolchain on Linux has none, and a student who could make two files of one name could be
/// taken for another.
struct SHA256 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19
  )
  /// Bytes that do not fill a block yet.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  static let blockBytes = 64

  mutating func update(_ bytes: some Collection<UInt8>) {
    let handled: Void? = bytes.withContiguousStorageIfAvailable {
      update(UnsafeRawBufferPointer($0))
    }
    if handled == nil { Array(bytes).withUnsafeBytes { update($0) } }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += UInt64(bytes.count)
    var rest = bytes[...]
    if !pending.isEmpty {
      let head = rest.prefix(SHA256.blockBytes - pending.count)
      pending += head
      rest = rest.dropFirst(head.count)
      guard pending.count == SHA256.blockBytes else { return }
      let block = pending
      block.withUnsafeBytes { compress($0) }
      pending.removeAll(keepingCapacity: true)
    }
    while rest.count >= SHA256.blockBytes {
      compress(UnsafeRawBufferPointer(rebasing: rest.prefix(SHA256.blockBytes)))
      rest = rest.dropFirst(SHA256.blockBytes)
    }
    pending += rest
  }

  /// The digest of all that went in: 32 bytes.
  func digest() -> [UInt8] {
    var copy = self
    let bits = length &* 8
    let zeros = (SHA256.blockBytes * 2 - 9 - pending.count) % SHA256.blockBytes
    copy.update([0x80] + [UInt8](repeating: 0, count: zeros))
    copy.update(bits.bigEndianBytes)
    let words = copy.state
    return [words.0, words.1, words.2, words.3, words.4, words.5, words.6, words.7]
      .flatMap(\.bigEndianBytes)
  }

  /// The digest of `bytes` as 64 hexadecimal digits.
  static func hexadecimal(of bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }

  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = digest().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 {
        schedule[index] = UInt32(
          bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
      }
      for index in 16..<64 {
        let early = schedule[index - 15]
        let late = schedule[index - 2]
        let first = early.rotated(by: 7) ^ early.rotated(by: 18) ^ (early >> 3)
        let second = late.rotated(by: 17) ^ late.rotated(by: 19) ^ (late >> 10)
        schedule[index] = schedule[index - 16] &+ first &+ schedule[index - 7] &+ second
      }
      var (a, b, c, d, e, f, g, h) = state
      for index in 0..<64 {
        let mixed = e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)
        let chosen = (e & f) ^ (~e & g)
        let first = h &+ mixed &+ chosen &+ roundConstants[index] &+ schedule[index]
        let other = a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)
        let majority = (a & b) ^ (a & c) ^ (b & c)
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ other &+ majority)
      }
      state = (
        state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d,
        state.4 &+ e, state.5 &+ f, state.6 &+ g, state.7 &+ h
      )
    }
  }
}

extension UInt32 {
  fileprivate func rotated(by count: UInt32) -> UInt32 { (self >> count) | (self << (32 - count)) }
}

extension FixedWidthInteger {
  fileprivate var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

/// The fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = {
  var primes: [UInt32] = []
  var candidate: UInt32 = 2
  while primes.count < 64 {
    if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
    candidate += 1
  }
  return primes.map(cubeRootFraction)
}()

/// The first 32 bits behind the point of the cube root of `number`: ⌊∛number · 2³²⌋ mod 2³².
private func cubeRootFraction(_ number: UInt32) -> UInt32 {
  // The largest r with r³ ≤ number · 2⁹⁶, bit by bit; r has at most 35 bits.
  let target = UInt128(number) << 96
  var root: UInt128 = 0
  for bit in (0..<36).reversed() {
    let candidate = root | (1 << UInt128(bit))
    if candidate * candidate * candidate <= target { root = candidate }
  }
  return UInt32(truncatingIfNeeded: root)
}
