import Digits
import Tensors

/// Where digits are taken from to make other pictures of: part of a set, perhaps distorted.
struct DigitSource {
  let digits: DigitSet
  /// The images that may be used.
  let range: Range<Int>
  /// Whether most of the digits are distorted first, as in training.
  let isDistorting: Bool

  init(_ digits: DigitSet, range: Range<Int>? = nil, isDistorting: Bool = false) {
    self.digits = digits
    self.range = range ?? 0..<digits.count
    self.isDistorting = isDistorting
  }

  /// One image, distorted where this source distorts. A quarter stays as it is: distortion blurs a
  /// little, and sharpness itself must not tell.
  func image(_ index: Int, using random: RandomSource) -> InkImage {
    let image = InkImage(values: digits.images([index]))
    guard isDistorting, random.chance(0.75) else { return image }
    return Distortion.applied(to: image, using: random)
  }

  /// Any digit, or any of which a condition on its label holds; data that have none of those give any.
  func digit(
    where holds: (Int) -> Bool = { _ in true }, using random: RandomSource
  ) -> (image: InkImage, label: Int) {
    var index = random.integer(in: range.lowerBound...range.upperBound - 1)
    for _ in 0..<60 where !holds(Int(digits.labels[index])) {
      index = random.integer(in: range.lowerBound...range.upperBound - 1)
    }
    return (image(index, using: random), Int(digits.labels[index]))
  }
}
