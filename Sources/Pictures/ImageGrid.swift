/// Lays images out in rows, for looking at samples.
///
/// Each value v in −1…1 becomes round((v + 1) / 2 · 255); values outside are clamped and NaN is
/// black. Nothing is stretched to an image's own minimum and maximum: that would hide washed-out
/// digits.
///
/// - Parameters:
///   - images: `[count, channels, height, width]`, row-major.
///   - count: How many images, at least one.
///   - channels: 1 (grey) or 3 (RGB).
///   - height: Rows of one image.
///   - width: Columns of one image.
///   - columns: Images in a row of the grid; image i stands in row i / columns.
///   - padding: Pixels between images and around the grid, before scaling.
///   - scale: How many pixels, in both directions, stand for one.
/// - Returns: The grid, `columns · (width + padding) + padding` pixels wide before scaling.
public func imageGrid(
  _ images: [Float], count: Int, channels: Int = 1, height: Int, width: Int, columns: Int = 10,
  padding: Int = 2, scale: Int = 1
) -> Image {
  guard count > 0, height > 0, width > 0, columns > 0, padding >= 0, scale > 0 else {
    fatalError(
      "no grid of \(count) images of \(height) × \(width) in \(columns) columns, padding "
        + "\(padding), scale \(scale)")
  }
  guard images.count == count * channels * height * width else {
    fatalError(
      "\(images.count) values for images of shape [\(count), \(channels), \(height), \(width)]")
  }
  let columns = min(columns, count)
  let rows = (count + columns - 1) / columns
  let gridWidth = columns * (width + padding) + padding
  var grid = [UInt8](
    repeating: gridLineValue, count: (rows * (height + padding) + padding) * gridWidth * channels)
  for index in 0..<count {
    let top = padding + (index / columns) * (height + padding)
    let left = padding + (index % columns) * (width + padding)
    for channel in 0..<channels {
      for y in 0..<height {
        let source = ((index * channels + channel) * height + y) * width
        let target = ((top + y) * gridWidth + left) * channels + channel
        for x in 0..<width {
          grid[target + x * channels] = pixelValue(images[source + x])
        }
      }
    }
  }
  return Image(
    width: gridWidth, height: rows * (height + padding) + padding, channels: channels, pixels: grid
  ).enlarged(by: scale)
}

/// The dark grey between images: images on black keep a visible border.
private let gridLineValue: UInt8 = 48

/// −1…1 → 0…255, clamped; NaN → 0.
private func pixelValue(_ value: Float) -> UInt8 {
  guard value > -1 else { return 0 }
  return UInt8((min(value, 1) * 127.5 + 127.5).rounded())
}
