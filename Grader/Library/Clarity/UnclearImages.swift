import Foundation
import Tensors

/// Pictures that are no clear digit, of the kinds that broken samplers make and some beyond.
enum UnclearImages {
  enum Kind: CaseIterable {
    /// Grey noise, fine or coarse.
    case noise
    /// One grey, perhaps with specks.
    case blank
    /// A digit under more noise than digit, as half-way through sampling.
    case halfDenoised
    /// Round spots.
    case blobs
    /// Two different digits over each other.
    case twoDigits
    /// A digit whose quarters have changed places.
    case shuffledQuarters
    /// A digit bent out of shape.
    case crumpled
    /// A digit with a band missing across its middle.
    case cut
    /// Random curved strokes.
    case scribble
    /// A digit almost as dark as its background.
    case faint
    /// Black on white.
    case inverted
  }

  /// - Parameters:
  ///   - kind: What to draw.
  ///   - digit: A digit to start from.
  ///   - other: A digit of another class.
  static func image(
    _ kind: Kind, digit: InkImage, other: InkImage, using random: RandomSource
  ) -> InkImage {
    switch kind {
    case .noise: return noise(using: random)
    case .blank: return blank(using: random)
    case .halfDenoised:
      // Scaled as x_t = √ᾱ x₀ + √(1 − ᾱ) ε, values in −1…1; ink is (x + 1)/2.
      let signal = random.between(0.05, 0.5)
      let deviation = (1 - signal * signal).squareRoot()
      return InkImage(
        values: digit.values.map { $0 * signal + deviation * Float(random.normal()) })
    case .blobs: return blobs(using: random)
    case .twoDigits:
      if random.chance(0.3) { return digit.mixed(random.between(0.4, 0.6), with: other) }
      let shifted = shift(other, random.between(-5, 5), random.between(-5, 5))
      return InkImage(zip(digit.ink, shifted.ink).map { max($0, $1) })
    case .shuffledQuarters: return shuffledQuarters(of: digit, using: random)
    case .crumpled: return Distortion.bent(digit, strength: random.between(4, 6), using: random)
    case .cut: return cut(digit, using: random)
    case .scribble: return scribble(using: random)
    case .faint:
      let contrast = random.between(0.03, 0.25)
      var result = InkImage(digit.ink.map { $0 * contrast })
      if random.chance(0.5) {
        result.addNoise(deviation: random.between(0, 0.05), using: random)
      }
      return result
    case .inverted: return InkImage(digit.ink.map { 1 - $0 })
    }
  }

  private static func noise(using random: RandomSource) -> InkImage {
    var image = InkImage([Float](repeating: random.between(0, 1), count: 784))
    let blurs = random.integer(in: 0...3)
    image.addNoise(deviation: random.between(0.2, 1) * Float(1 + blurs), using: random)
    for _ in 0..<blurs { image = image.blurred() }
    return image
  }

  private static func blank(using random: RandomSource) -> InkImage {
    var image = InkImage([Float](repeating: random.between(0, 1), count: 784))
    if random.chance(0.5) { image = InkImage() }
    for _ in 0..<random.integer(in: 0...12) {
      image.ink[random.integer(in: 0...783)] = random.between(0, 1)
    }
    if random.chance(0.5) { image.addNoise(deviation: random.between(0, 0.1), using: random) }
    return image
  }

  private static func blobs(using random: RandomSource) -> InkImage {
    var image = InkImage()
    for _ in 0..<random.integer(in: 1...4) {
      let (centreX, centreY) = (random.between(5, 22), random.between(5, 22))
      let (width, height) = (random.between(2, 6), random.between(2, 6))
      let strength = random.between(0.4, 1.3)
      for index in 0..<784 {
        let dx = (Float(index % 28) - centreX) / width
        let dy = (Float(index / 28) - centreY) / height
        image.ink[index] += strength * exp(-(dx * dx + dy * dy))
      }
    }
    return image
  }

  private static func shift(_ image: InkImage, _ dx: Float, _ dy: Float) -> InkImage {
    InkImage(
      (0..<784).map { image.sampled(x: Float($0 % 28) - dx, y: Float($0 / 28) - dy) })
  }

  private static func shuffledQuarters(
    of digit: InkImage, using random: RandomSource
  ) -> InkImage {
    var order = random.shuffled(4)
    while order == [0, 1, 2, 3] { order = random.shuffled(4) }
    var image = InkImage()
    for index in 0..<784 {
      let (row, column) = (index / 28, index % 28)
      let source = order[row / 14 * 2 + column / 14]
      image.ink[index] =
        digit.ink[(source / 2 * 14 + row % 14) * 28 + source % 2 * 14 + column % 14]
    }
    return image
  }

  private static func cut(_ digit: InkImage, using random: RandomSource) -> InkImage {
    let width = random.integer(in: 6...9)
    let first = random.integer(in: 14 - width...14)
    let isHorizontal = random.chance(0.5)
    var image = digit
    for index in 0..<784 {
      let position = isHorizontal ? index / 28 : index % 28
      if (first..<first + width).contains(position) { image.ink[index] = 0 }
    }
    return image
  }

  /// Strokes along parabolas between random points.
  private static func scribble(using random: RandomSource) -> InkImage {
    var image = InkImage()
    let radius = random.between(0.8, 1.8)
    for _ in 0..<random.integer(in: 3...6) {
      let points = (0..<6).map { _ in random.between(4, 23) }
      for step in 0...24 {
        let t = Float(step) / 24
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        let x = a * points[0] + b * points[2] + c * points[4]
        let y = a * points[1] + b * points[3] + c * points[5]
        for row in max(0, Int(y) - 3)...min(27, Int(y) + 4) {
          for column in max(0, Int(x) - 3)...min(27, Int(x) + 4) {
            let (dx, dy) = (Float(column) - x, Float(row) - y)
            let ink = radius + 0.5 - (dx * dx + dy * dy).squareRoot()
            let index = row * 28 + column
            image.ink[index] = max(image.ink[index], min(1, ink))
          }
        }
      }
    }
    return image
  }
}
