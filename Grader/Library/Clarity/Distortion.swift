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

  /// Reads each pixel from where an affine map and a random field of small shifts point to.
  ///
  /// - Parameter strength: The standard deviation of the small shifts, in pixels.
  static func bent(
    _ image: InkImage, strength: Float, using random: RandomSource
  ) -> InkImage {
    let angle = random.between(-0.22, 0.22)
    let shear = random.between(-0.18, 0.18)
    let (scaleX, scaleY) = (random.between(0.87, 1.17), random.between(0.87, 1.17))
    let (shiftX, shiftY) = (random.between(-2.2, 2.2), random.between(-2.2, 2.2))
    let (cosine, sine) = (cos(angle), sin(angle))
    // A node every 7 pixels, 5 × 5.
    let nodes = (0..<50).map { _ in Float(random.normal()) * strength }

    var result = InkImage()
    for row in 0..<28 {
      let v = Float(row) / spacing
      let nodeRow = min(3, Int(v))
      let fractionY = v - Float(nodeRow)
      for column in 0..<28 {
        let u = Float(column) / spacing
        let nodeColumn = min(3, Int(u))
        let fractionX = u - Float(nodeColumn)
        let node = 2 * (nodeRow * 5 + nodeColumn)
        func field(_ axis: Int) -> Float {
          (nodes[node + axis] * (1 - fractionX) + nodes[node + 2 + axis] * fractionX)
            * (1 - fractionY)
            + (nodes[node + 10 + axis] * (1 - fractionX) + nodes[node + 12 + axis] * fractionX)
            * fractionY
        }
        let x = (Float(column) - 13.5 - shiftX) * scaleX
        let y = (Float(row) - 13.5 - shiftY) * scaleY
        result.ink[row * 28 + column] = image.sampled(
          x: cosine * x - sine * y + shear * y + 13.5 + field(0),
          y: sine * x + cosine * y + 13.5 + field(1))
      }
    }
    return result
  }
}
