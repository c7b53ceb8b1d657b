/// Random numbers from a seed, the same on every platform.
///
/// The bits come from xoshiro256** (Blackman and Vigna 2018), seeded through SplitMix64. Normal
/// numbers use only +, −, ×, ÷ and √, whose results IEEE 754 fixes: the system's `log` may differ in
/// the last bit from one system to the next.
public final class RandomSource {
  /// Everything that decides the numbers to come; for checkpoints.
  public struct State: Codable, Equatable, Sendable {
    public var words: [UInt64]
    /// The second of a pair of normal numbers, not yet handed out.
    public var spare: Double?

    public init(words: [UInt64], spare: Double?) {
      self.words = words
      self.spare = spare
    }
  }

  private var words: (UInt64, UInt64, UInt64, UInt64)
  private var spare: Double?
  private var isRecording = false
  /// All draws since `startRecording()`, in order.
  public private(set) var draws: [RandomDraw] = []

  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    words = (next(), next(), next(), next())
  }

  /// Where the sequence stands. Setting a state that is not one (not four words, or all zero) is a
  /// programming error; check `RandomSource.isValid` for states read from files.
  public var state: State {
    get { State(words: [words.0, words.1, words.2, words.3], spare: spare) }
    set {
      if !RandomSource.isValid(newValue) { fatalError("RandomSource: not a state") }
      words = (newValue.words[0], newValue.words[1], newValue.words[2], newValue.words[3])
      spare = newValue.spare
    }
  }

  public static func isValid(_ state: State) -> Bool {
    state.words.count == 4 && state.words.contains { $0 != 0 } && (state.spare?.isFinite ?? true)
  }

  /// From here on, `draws` lists what is drawn.
  public func startRecording() {
    isRecording = true
    draws = []
  }

  private func record(_ draw: @autoclosure () -> RandomDraw) {
    if isRecording { draws.append(draw()) }
  }
}

/// What was drawn in one call.
public enum RandomDraw: Codable, Equatable, Sendable {
  case bits(UInt64)
  case uniform(shape: [Int], values: [Double])
  case integers([Int], range: ClosedRange<Int>)
  case normal(shape: [Int], values: [Float])
  case permutation([Int])
}

extension RandomSource {
  /// A number in 0..<1, with 53 random bits.
  public func uniform() -> Double {
    let value = unitDouble()
    record(.uniform(shape: [], values: [value]))
    return value
  }

  /// Numbers in `range`, each independent.
  public func uniform(shape: [Int], in range: ClosedRange<Float> = 0...1) -> Tensor {
    let width = Double(range.upperBound - range.lowerBound)
    let tensor = Tensor(shape: shape) {
      for i in 0..<Tensor.count(of: shape) {
        $0[i] = range.lowerBound + Float(unitDouble() * width)
      }
    }
    record(.uniform(shape: shape, values: tensor.scalars.map(Double.init)))
    return tensor
  }

  /// An integer in `range`, all equally likely.
  public func integer(in range: ClosedRange<Int>) -> Int {
    let value = unbiased(in: range)
    record(.integers([value], range: range))
    return value
  }

  /// `count` integers in `range`, independent and all equally likely.
  public func integers(in range: ClosedRange<Int>, count: Int) -> [Int] {
    let values = (0..<count).map { _ in unbiased(in: range) }
    record(.integers(values, range: range))
    return values
  }

  /// A number from the standard normal distribution N(0, 1).
  public func normal() -> Double {
    let value = standardNormal()
    record(.normal(shape: [], values: [Float(value)]))
    return value
  }

  /// Independent numbers from the standard normal distribution N(0, 1).
  public func normal(shape: [Int]) -> Tensor {
    let tensor = Tensor(shape: shape) {
      for i in 0..<Tensor.count(of: shape) { $0[i] = Float(standardNormal()) }
    }
    record(.normal(shape: shape, values: tensor.scalars))
    return tensor
  }

  /// The numbers 0..<count in random order.
  public func shuffled(_ count: Int) -> [Int] {
    var values = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { values.swapAt(i, unbiased(in: 0...i)) }
    record(.permutation(values))
    return values
  }
}

extension RandomSource: RandomNumberGenerator {
  /// 64 random bits: lets the standard library's `random(in:using:)` draw from this source.
  public func next() -> UInt64 {
    let bits = nextBits()
    record(.bits(bits))
    return bits
  }
}

extension RandomSource {
  private func nextBits() -> UInt64 {
    let result = rotate(words.1 &* 5, 7) &* 9
    let shifted = words.1 << 17
    words.2 ^= words.0
    words.3 ^= words.1
    words.1 ^= words.2
    words.0 ^= words.3
    words.2 ^= shifted
    words.3 = rotate(words.3, 45)
    return result
  }

  private func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
    (word << count) | (word >> (64 - count))
  }

  private func unitDouble() -> Double { Double(nextBits() >> 11) * 0x1p-53 }

  /// Without bias: draws again in the rare case that falls into the incomplete last stretch.
  private func unbiased(in range: ClosedRange<Int>) -> Int {
    let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound)) &+ 1
    guard span != 0 else { return Int(truncatingIfNeeded: nextBits()) }
    let limit = UInt64.max - (UInt64.max % span + 1) % span
    while true {
      let bits = nextBits()
      if bits <= limit { return range.lowerBound &+ Int(truncatingIfNeeded: bits % span) }
    }
  }

  /// Marsaglia's polar method: two numbers from a point in the unit disc.
  private func standardNormal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = 2 * unitDouble() - 1
      let v = 2 * unitDouble() - 1
      let s = u * u + v * v
      guard s < 1, s > 0 else { continue }
      let factor = (-2 * portableLogarithm(s) / s).squareRoot()
      spare = v * factor
      return u * factor
    }
  }
}

/// ln x for positive, normal x, by exactly rounded operations only; relative error below 1e-14.
///
/// x = m · 2^e with m in √½…√2; ln m = 2 artanh z with z = (m − 1) / (m + 1), |z| ≤ 0.172.
func portableLogarithm(_ x: Double) -> Double {
  var exponent = Double(x.exponent)
  var m = x.significand
  if m > 1.414_213_562_373_095 {
    m *= 0.5
    exponent += 1
  }
  let z = (m - 1) / (m + 1)
  let square = z * z
  var series = 1.0 / 19
  for divisor in [17.0, 15, 13, 11, 9, 7, 5, 3, 1] { series = series * square + 1 / divisor }
  return 2 * z * series + exponent * 0.693_147_180_559_945_3
}
