import Foundation

/// The MD5 sum (RFC 1321), in which MNIST's sums are published. Finds damage, not forgery.
enum MD5 {
  /// The sum of `bytes` in hexadecimal.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    var state: (UInt32, UInt32, UInt32, UInt32) = (
      0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476
    )
    // Padding: one set bit, zeros, and the length in bits, to a multiple of 64 bytes.
    let whole = bytes.count / 64 * 64
    var tail = [UInt8](bytes[whole...]) + [0x80]
    while tail.count % 64 != 56 { tail.append(0) }
    let bitCount = UInt64(bytes.count) &* 8
    tail += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (8 * UInt64($0))) }

    bytes.withUnsafeBufferPointer { add($0[..<whole], to: &state) }
    tail.withUnsafeBufferPointer { add($0[...], to: &state) }
    return [state.0, state.1, state.2, state.3].map { word in
      (0..<4).map { byte in
        let text = String(word >> (8 * UInt32(byte)) & 255, radix: 16)
        return text.count == 1 ? "0" + text : text
      }.joined()
    }.joined()
  }

  private static func add(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>,
    to state: inout (UInt32, UInt32, UInt32, UInt32)
  ) {
    var words = [UInt32](repeating: 0, count: 16)
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 64) {
      for i in 0..<16 {
        let first = start + 4 * i
        words[i] =
          UInt32(bytes[first]) | UInt32(bytes[first + 1]) << 8 | UInt32(bytes[first + 2]) << 16
          | UInt32(bytes[first + 3]) << 24
      }
      var (a, b, c, d) = state
      for i in 0..<64 {
        let mixed: UInt32
        let word: Int
        switch i / 16 {
        case 0: (mixed, word) = ((b & c) | (~b & d), i)
        case 1: (mixed, word) = ((d & b) | (~d & c), (5 * i + 1) % 16)
        case 2: (mixed, word) = (b ^ c ^ d, (3 * i + 5) % 16)
        default: (mixed, word) = (c ^ (b | ~d), (7 * i) % 16)
        }
        let sum = a &+ mixed &+ sines[i] &+ words[word]
        let turn = turns[i / 16][i % 4]
        (a, b, c, d) = (d, b &+ (sum << turn | sum >> (32 - turn)), b, c)
      }
      state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
    }
  }

  private static let turns: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]

  /// ⌊2³² · |sin(i + 1)|⌋, the angle in radians.
  private static let sines: [UInt32] = (1...64).map { UInt32(0x1p32 * abs(sin(Double($0)))) }
}
