import Digits
import Pictures

/// Draws scenes: flat colours, antialiased edges, a little jitter of place and size.
///
/// Only +, −, ×, ÷ and √ are used, all exact by IEEE 754: the same picture on every platform.
public enum PictureRenderer {
  /// A picture's values, [3, 32, 32], −1…1.
  ///
  /// - Parameters:
  ///   - seed: Another seed or index gives another jitter.
  ///   - index: The picture's number among those of the seed.
  public static func values(of scene: Scene, seed: UInt64, index: Int) -> [Float] {
    var values: [Float] = []
    append(scene, seed: seed, index: index, to: &values)
    return values
  }

  /// Appends a picture's values, [3, 32, 32], −1…1: a batch grows in one array.
  public static func append(
    _ scene: Scene, seed: UInt64, index: Int, to values: inout [Float]
  ) {
    let start = values.count
    let background = channels(scene.background.rgb)
    for channel in background {
      values.append(contentsOf: repeatElement(Float(channel), count: plane))
    }
    var random = SplitMix64(seed: seed, stream: 14, item: index)
    for (thing, outline) in zip(scene.things, outlines(of: scene, using: &random)) {
      let colour = channels(thing.colour.rgb)
      for row in outline.rows {
        for column in outline.columns {
          let coverage = outline.coverage(row: row, column: column)
          guard coverage > 0 else { continue }
          for channel in 0..<PictureSize.channels {
            values[start + channel * plane + row * PictureSize.side + column] = Float(
              background[channel] + coverage * (colour[channel] - background[channel]))
          }
        }
      }
    }
  }

  /// A picture to be written as PNG, 32 × 32.
  public static func image(of scene: Scene, seed: UInt64, index: Int) -> Image {
    imageGrid(
      values(of: scene, seed: seed, index: index), count: 1, channels: PictureSize.channels,
      height: PictureSize.side, width: PictureSize.side, padding: 0)
  }

  private static let plane = PictureSize.side * PictureSize.side

  private static func channels(_ colour: RGB) -> [Double] {
    [colour.red, colour.green, colour.blue].map { Double($0) / 127.5 - 1 }
  }

  private static func outlines(
    of scene: Scene, using random: inout SplitMix64
  ) -> [PlacedOutline] {
    let middle = Double(PictureSize.side) / 2
    func outline(
      _ kind: Kind, half: Double, shear: Double = 0, x: Double, y: Double
    ) -> PlacedOutline {
      let size = half * random.uniform(0.95, 1.05)
      return PlacedOutline(
        Outline.all[kind.rawValue], half: size, shear: shear,
        x: middle + x + random.uniform(-0.8, 0.8), y: middle + y + random.uniform(-0.8, 0.8))
    }
    switch scene.content {
    case .one(let thing, let size, let slant, let position):
      let lean = random.uniform(0.36, 0.46)
      let shear = slant == .none ? 0 : slant == .left ? -lean : lean
      let away = size == .small ? 8.5 : 5.5
      let x = position == .left ? -away : position == .right ? away : 0
      let y = position == .top ? -away : position == .bottom ? away : 0
      return [outline(thing.kind, half: size == .small ? 6 : 10, shear: shear, x: x, y: y)]
    case .two(let first, let second, let arrangement):
      let (x, y) = arrangement == .sideBySide ? (7.5, 0.0) : (0.0, 7.5)
      return [
        outline(first.kind, half: 6.5, x: -x, y: -y), outline(second.kind, half: 6.5, x: x, y: y),
      ]
    }
  }
}
