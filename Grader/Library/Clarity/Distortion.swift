import Foundation
import Tensors

/// Varies a digit as hands and samplers do, within what an eye still calls the same digit: turned,
/// sheared, scaled and shifted, bent, thicker or thinner, fainter, a little blurred or noisy.
enum Distortion {
  /// Distances between the nodes of the bending, in pixels.
  private static let spacing: Float = 7

  static func applied(to image: InkImage, using random: RandomSource) -> InkImage {
    var result = bent(image, strength: random.between(0, 1.1), using: random)
    if random.chance(0.08) { result = result.spread(thicker: true) }
    if random.chance(0.4) {
      let thicker = random.chance(0.6)
      result = result.spread(thicker: thicker).mixed(
        random.between(0.1, thicker ? 1 : 0.6), with: result)
    }
    if random.chance(0.15) { result = result.blurred().mixed(random.between(0, 0.7), with: result) }
    if random.chance(0.3) {
      // Black need not be quite black, nor white quite white; beyond them ink is cut off.
      let (black, white) = (random.between(-0.1, 0.1), random.between(0.7, 1.1))
      for index in result.ink.indices {
        result.ink[index] = black + (white - black) * result.ink[index]
      }
    }
    if random.chance(0.3) {
      result.addNoise(deviation: random.between(0, 0.1), using: random)
    }
    return result
  }

  /// Varies a picture so little that what an eye said of it stays true.
  static func slightly(_ image: InkImage, using random: RandomSource) -> InkImage {
    var result = bent(image, strength: random.between(0, 0.5), using: random)
    let white = random.between(0.85, 1.1)
    for index in result.ink.indices { result.ink[index] *= white }
    return result
  }

  /// Reads each pixel from where an affine map and a random field of small shifts point to.
  ///
  /// - Parameter strength: The standard deviation of the small shifts, in pixels.
  static func bent(
    _ image: InkImage, strength: Float, using random: RandomSource
  ) -> InkImage {
    InkImage(places(strength: strength, using: random).map { image.sampled(x: $0.x, y: $0.y) })
  }

  /// Bends a digit out of shape: where the shifts differ by more than the distance between their pixels,
  /// the picture is folded over.
  ///
  /// - Returns: The picture, and the share of its ink that lies on folds.
  static func crumpled(
    _ image: InkImage, strength: Float, using random: RandomSource
  ) -> (image: InkImage, folded: Float) {
    let places = places(strength: strength, using: random)
    let result = InkImage(places.map { image.sampled(x: $0.x, y: $0.y) })
    var (folded, whole): (Float, Float) = (0, 1e-3)
    for index in 0..<756 where index % 28 < 27 {
      let (right, down) = (places[index + 1] - places[index], places[index + 28] - places[index])
      whole += result.ink[index]
      if right.x * down.y < right.y * down.x { folded += result.ink[index] }
    }
    return (result, folded / whole)
  }

  /// Where each pixel is read from, [28 · 28].
  private static func places(
    strength: Float, using random: RandomSource
  ) -> [SIMD2<Float>] {
    let angle = random.between(-0.22, 0.22)
    let shear = random.between(-0.18, 0.18)
    let (scaleX, scaleY) = (random.between(0.87, 1.17), random.between(0.87, 1.17))
    let (shiftX, shiftY) = (random.between(-2.2, 2.2), random.between(-2.2, 2.2))
    let (cosine, sine) = (cos(angle), sin(angle))
    // A node every 7 pixels, 5 × 5.
    let nodes = (0..<25).map { _ in
      SIMD2(Float(random.normal()), Float(random.normal())) * strength
    }
    return [SIMD2<Float>](unsafeUninitializedCapacity: 784) { places, initialized in
      for row in 0..<28 {
        let v = Float(row) / spacing
        let nodeRow = min(3, Int(v))
        let fractionY = v - Float(nodeRow)
        for column in 0..<28 {
          let u = Float(column) / spacing
          let nodeColumn = min(3, Int(u))
          let fractionX = u - Float(nodeColumn)
          let node = nodeRow * 5 + nodeColumn
          let above = nodes[node] * (1 - fractionX) + nodes[node + 1] * fractionX
          let below = nodes[node + 5] * (1 - fractionX) + nodes[node + 6] * fractionX
          let x = (Float(column) - 13.5 - shiftX) * scaleX
          let y = (Float(row) - 13.5 - shiftY) * scaleY
          places[row * 28 + column] =
            SIMD2(cosine * x - sine * y + shear * y + 13.5, sine * x + cosine * y + 13.5)
            + above * (1 - fractionY) + below * fractionY
        }
      }
      initialized = 784
    }
  }
}
