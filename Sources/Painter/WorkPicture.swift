import CaptionedPictures
import Pictures
import Tensors

/// The picture of a work as a file: each of the 32 × 32 pixels a square of 8 × 8, so that it can be seen.
public enum WorkPicture {
  /// Pixels of the file for one of the picture's, in each direction.
  public static let scale = 8

  /// - Parameter picture: [1, 3, 32, 32] or [3, 32, 32], values in 0…1.
  public static func image(of picture: Tensor) -> Image {
    imageGrid(
      picture.scalars.map { 2 * $0 - 1 }, count: 1, channels: PictureSize.channels,
      height: PictureSize.side, width: PictureSize.side, columns: 1, padding: 0, scale: scale)
  }

  /// The pictures in rows, twice their size.
  ///
  /// - Parameter pictures: [B, 3, 32, 32], values in 0…1.
  public static func sheet(of pictures: Tensor, columns: Int) -> Image {
    imageGrid(
      pictures.scalars.map { 2 * $0 - 1 }, count: pictures.shape[0],
      channels: PictureSize.channels, height: PictureSize.side, width: PictureSize.side,
      columns: columns, scale: 2)
  }

  /// The 32 × 32 pixels behind a file, [3, 32, 32], values in 0…1; nil for a picture of another size, or one
  /// whose squares are not each of one colour.
  public static func values(of image: Image) -> [Float]? {
    let side = PictureSize.side
    guard image.width == side * scale, image.height == side * scale else { return nil }
    var values = [Float](repeating: 0, count: PictureSize.values)
    for y in 0..<image.height {
      for x in 0..<image.width {
        for channel in 0..<PictureSize.channels {
          // A picture that is grey throughout may come as one channel.
          let from = (y * image.width + x) * image.channels + min(channel, image.channels - 1)
          let value = Float(image.pixels[from]) / 255
          let index = (channel * side + y / scale) * side + x / scale
          if y % scale == 0, x % scale == 0 {
            values[index] = value
          } else if values[index] != value {
            return nil
          }
        }
      }
    }
    return values
  }
}
