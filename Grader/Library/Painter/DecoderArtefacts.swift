import CaptionedPictures
import Foundation
import Tensors

/// Spoils pictures a little, as decoders of latents do: blur, waves, noise, wrong brightness, edges
/// out of place. The attribute reader learns to look through that.
enum DecoderArtefacts {
  private static let side = PictureSize.side
  private static let plane = side * side

  /// - Parameters:
  ///   - picture: [3, 32, 32], values in −1…1.
  ///   - strength: 0 leaves it as it is; 1 is as in training.
  static func apply(
    to picture: inout [Float], strength: Float = 1, using random: RandomSource
  ) {
    if random.chance(0.7) { warp(&picture, by: random.between(0, 0.8) * strength, using: random) }
    if random.chance(0.7) { blur(&picture, mixing: random.between(0, 0.9) * strength) }
    let noise = random.chance(0.7) ? random.between(0, 0.12) * strength : 0
    let contrast = 1 + random.between(-0.12, 0.06) * strength
    for channel in 0..<PictureSize.channels {
      let shift = random.between(-0.08, 0.08) * strength
      let wave = Wave(amplitude: random.between(0, 0.1) * strength, using: random)
      for place in 0..<plane {
        let index = channel * plane + place
        var value = picture[index] * contrast + shift + wave[place / side, place % side]
        if noise > 0 { value += noise * Float(random.normal()) }
        picture[index] = min(max(value, -1), 1)
      }
    }
  }

  /// A slow change of brightness across the picture.
  private struct Wave {
    private let rows: [Float]
    private let columns: [Float]

    init(amplitude: Float, using random: RandomSource) {
      func profile() -> [Float] {
        let (phase, waves) = (random.uniform() * 2 * .pi, 0.5 + 3 * random.uniform())
        return (0..<side).map { Float(sin(phase + Double($0) / Double(side) * waves * 2 * .pi)) }
      }
      rows = profile().map { $0 * amplitude }
      columns = profile()
    }

    subscript(row: Int, column: Int) -> Float { rows[row] * columns[column] }
  }

  /// Mixes each pixel with the mean of its neighbours, the picture's edge repeated.
  private static func blur(_ picture: inout [Float], mixing share: Float) {
    let source = picture
    for channel in 0..<PictureSize.channels {
      for y in 0..<side {
        let rows = [max(y - 1, 0), y, min(y + 1, side - 1)]
        for x in 0..<side {
          let columns = [max(x - 1, 0), x, min(x + 1, side - 1)]
          var sum: Float = 0
          for row in rows {
            for column in columns { sum += source[channel * plane + row * side + column] }
          }
          let index = channel * plane + y * side + x
          picture[index] += share * (sum / 9 - picture[index])
        }
      }
    }
  }

  /// Moves pixels by slow waves of up to `distance` pixels, and the whole picture by as much.
  private static func warp(_ picture: inout [Float], by distance: Float, using random: RandomSource)
  {
    let (across, down) = (
      Wave(amplitude: distance, using: random), Wave(amplitude: distance, using: random)
    )
    let (shiftX, shiftY) = (
      distance * random.between(-1, 1), distance * random.between(-1, 1)
    )
    let source = picture
    for y in 0..<side {
      for x in 0..<side {
        let fromX = min(max(Float(x) + shiftX + across[y, x], 0), Float(side - 1))
        let fromY = min(max(Float(y) + shiftY + down[y, x], 0), Float(side - 1))
        let (left, top) = (Int(fromX), Int(fromY))
        let (right, bottom) = (min(left + 1, side - 1), min(top + 1, side - 1))
        let (partX, partY) = (fromX - Float(left), fromY - Float(top))
        for channel in 0..<PictureSize.channels {
          let base = channel * plane
          func row(_ row: Int) -> Float {
            source[base + row * side + left] * (1 - partX) + source[base + row * side + right]
              * partX
          }
          picture[base + y * side + x] = row(top) * (1 - partY) + row(bottom) * partY
        }
      }
    }
  }
}
