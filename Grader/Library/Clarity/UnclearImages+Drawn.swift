import Digits
import Foundation
import Tensors

/// Unclear pictures that are drawn from nothing.
extension UnclearImages {
  static func noise(using random: RandomSource) -> InkImage {
    var image = InkImage([Float](repeating: random.between(0, 1), count: 784))
    let blurs = random.integer(in: 0...3)
    image.addNoise(deviation: random.between(0.2, 1) * Float(1 + blurs), using: random)
    for _ in 0..<blurs { image = image.blurred() }
    return image
  }

  static func blank(using random: RandomSource) -> InkImage {
    var image = InkImage([Float](repeating: random.between(0, 1), count: 784))
    if random.chance(0.5) { image = InkImage() }
    for _ in 0..<random.integer(in: 0...12) {
      image.ink[random.integer(in: 0...783)] = random.between(0, 1)
    }
    if random.chance(0.5) { image.addNoise(deviation: random.between(0, 0.1), using: random) }
    return image
  }

  static func blobs(using random: RandomSource) -> InkImage {
    var image = InkImage()
    for _ in 0..<random.integer(in: 1...4) {
      let (centreX, centreY) = (random.between(5, 22), random.between(5, 22))
      let (width, height) = (random.between(2.5, 6), random.between(2.5, 6))
      let strength = random.between(0.4, 1.3)
      for index in 0..<784 {
        let dx = (Float(index % 28) - centreX) / width
        let dy = (Float(index / 28) - centreY) / height
        image.ink[index] += strength * exp(-(dx * dx + dy * dy))
      }
    }
    return image
  }

  /// Smooth noise, white above a level and black below, around the middle.
  static func patches(using random: RandomSource) -> InkImage {
    var field = InkImage()
    let blurs = random.integer(in: 1...3)
    field.addNoise(deviation: 1, using: random)
    for _ in 0..<blurs { field = field.blurred() }
    let deviation = (field.ink.reduce(0) { $0 + $1 * $1 } / 784).squareRoot()
    let (level, sharpness) = (random.between(-0.3, 0.5), random.between(2, 6))
    let (centreX, centreY) = (random.between(11, 16), random.between(11, 16))
    let (width, height) = (random.between(7, 13), random.between(8, 13))
    for index in field.ink.indices {
      let dx = (Float(index % 28) - centreX) / width
      let dy = (Float(index / 28) - centreY) / height
      // Fades out over about two pixels at the edge of an ellipse.
      let window = min(max((1 - (dx * dx + dy * dy).squareRoot()) * 5 + 0.5, 0), 1)
      let above = field.ink[index] / max(deviation, 1e-3) - level
      field.ink[index] = window / (1 + exp(-sharpness * above))
    }
    if random.chance(0.5) { field.addNoise(deviation: random.between(0, 0.06), using: random) }
    return field
  }

  /// - Parameter distorted: As digits are in training.
  static func letter(distorted: Bool, using random: RandomSource) -> InkImage {
    let letters = LetterSkeletons.unlikeDigits
    let image = letters[random.integer(in: 0...letters.count - 1)].drawn(using: random)
    return distorted && random.chance(0.75) ? Distortion.applied(to: image, using: random) : image
  }

  /// Strokes along parabolas between random points.
  static func scribble(using random: RandomSource) -> InkImage {
    var image = InkImage()
    let radius = random.between(0.8, 1.8)
    for _ in 0..<random.integer(in: 4...7) {
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
