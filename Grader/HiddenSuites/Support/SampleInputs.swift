import Foundation
import SubmissionProtocol

/// Repeatable inputs. Its own generator: what a submission draws must have nothing to do with it.
struct InputGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// SplitMix64, as 53 bits in [0, 1).
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double(bits >> 11) / 0x1p53
  }

  /// By Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Standard normal numbers.
  mutating func normals(_ shape: [Int]) -> TensorValue {
    let values = (0..<shape.reduce(1, *)).map { _ in Float(normal()) }
    return TensorValue(shape: shape, values: values)
  }

  /// Images with values in −0.9…0.9: clipping to −1…1 leaves them as they are.
  mutating func images(_ shape: [Int]) -> TensorValue {
    let values = (0..<shape.reduce(1, *)).map { _ in Float(1.8 * uniform() - 0.9) }
    return TensorValue(shape: shape, values: values)
  }
}

extension TensorValue {
  /// The number of images, the length of the first axis.
  var batch: Int { shape.first ?? 0 }

  /// The numbers of one image.
  var pixels: Int { shape.dropFirst().reduce(1, *) }

  /// Image `index`, as doubles.
  func image(_ index: Int) -> [Double] {
    values[index * pixels..<(index + 1) * pixels].map(Double.init)
  }

  /// All values, as doubles.
  var doubles: [Double] { values.map(Double.init) }
}
