/// A grey or RGB picture, 8 bits a channel, rows from top to bottom.
public struct Image: Equatable, Sendable {
  /// Pixels in a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for grey (0 black … 255 white), 3 for red, green, blue.
  public let channels: Int
  /// The values, `[height, width, channels]`, row-major.
  public private(set) var pixels: [UInt8]

  /// A picture from its values.
  ///
  /// - Parameter pixels: `height × width × channels` values; any other count is a programming error.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, channels == 1 || channels == 3 else {
      fatalError("an image cannot be \(width) × \(height) with \(channels) channels")
    }
    guard pixels.count == width * height * channels else {
      fatalError(
        "\(pixels.count) values for an image of \(width) × \(height) with \(channels) channels")
    }
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// A picture of one value.
  public init(width: Int, height: Int, channels: Int, filledWith value: UInt8 = 0) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: [UInt8](repeating: value, count: width * height * channels))
  }

  /// One value: row `y` from the top, column `x` from the left.
  public subscript(y: Int, x: Int, channel: Int) -> UInt8 {
    get { pixels[(y * width + x) * channels + channel] }
    set { pixels[(y * width + x) * channels + channel] = newValue }
  }

  /// The picture with every pixel repeated `scale` times in both directions.
  public func enlarged(by scale: Int) -> Image {
    guard scale > 1 else { return self }
    var result = Image(width: width * scale, height: height * scale, channels: channels)
    var target = 0
    for y in 0..<result.height {
      for x in 0..<result.width {
        let source = ((y / scale) * width + x / scale) * channels
        for channel in 0..<channels {
          result.pixels[target] = pixels[source + channel]
          target += 1
        }
      }
    }
    return result
  }
}
