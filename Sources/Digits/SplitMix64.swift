/// A small generator of random numbers (Steele, Lea, Flood 2014), the same on every platform.
package struct SplitMix64: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// The generator of one item of a series: independent of how many items there are.
  package init(seed: UInt64, stream: UInt64, item: Int) {
    var outer = SplitMix64(seed: seed ^ (stream &* 0xD1B5_4A32_D192_ED03))
    state = outer.next() &+ UInt64(item) &* 0x8CB9_2BA7_2F3D_8DD7
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in `low`..<`high`, all alike.
  package mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * (Double(next() >> 11) * 0x1p-53)
  }

  /// A number in `low`..<`high`, the middle likelier: the mean of two.
  mutating func middling(_ low: Double, _ high: Double) -> Double {
    (uniform(low, high) + uniform(low, high)) / 2
  }

  /// A whole number in 0..<`count`. For the small counts here the remainder's bias is below 2⁻⁵⁹.
  package mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
