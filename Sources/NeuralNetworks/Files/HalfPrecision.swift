/// IEEE 754 binary16 by its bits: Swift's `Float16` is missing on Intel Macs.
enum HalfPrecision {
  /// The nearest 16-bit number, ties to even; infinity beyond 65,504.
  static func bits(of value: Float) -> UInt16 {
    let pattern = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: pattern >> 16) & 0x8000
    let magnitude = pattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }  // not a number
    if magnitude >= 0x4780_0000 { return sign | 0x7C00 }  // 2¹⁶ and more
    if magnitude < 0x3880_0000 {
      // Below 2⁻¹⁴ the result is a multiple of 2⁻²⁴. Adding ½ makes the processor round to one,
      // ties to even, and leaves it in the low bits.
      let shifted = Float(bitPattern: magnitude) + 0.5
      return sign | UInt16(truncatingIfNeeded: shifted.bitPattern &- 0x3F00_0000)
    }
    // Takes 112 off the exponent and rounds the 13 bits that do not fit; a carry runs into the
    // exponent, as it should, up to infinity.
    let isOdd = (magnitude >> 13) & 1
    return sign | UInt16(truncatingIfNeeded: (magnitude &- 0x3800_0000 &+ 0xFFF &+ isOdd) >> 13)
  }

  /// The number of 16 bits, exactly.
  static func value(of bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 31
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: sign | magnitude.bitPattern)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
