import Pictures
import Tensors

/// The pictures of samples. Values in −1…1 become black to white as they are: stretching each
/// picture to its own extremes would hide washed-out digits.
public enum SamplePictures {
  /// A sheet of images, `columns` a row.
  public static func sheet(_ images: Tensor, columns: Int = 10, scale: Int = 2) -> Image {
    imageGrid(
      images.scalars, count: images.shape[0], channels: images.shape[1], height: images.shape[2],
      width: images.shape[3], columns: columns, padding: 2, scale: scale)
  }

  /// The reverse process on paper: a row for each of the first ten samples, from noise on the left to
  /// the image on the right, through at most `columnLimit` states.
  public static func reverseStrip(_ states: [Tensor], columnLimit: Int = 10) -> Image {
    let shown = spread(states, limit: columnLimit)
    let rows = (0..<min(10, shown[0].shape[0])).flatMap { row in shown.map { $0[row..<row + 1] } }
    return sheet(.concatenating(rows, axis: 0), columns: shown.count)
  }

  /// At most `limit` states, evenly spread, the last always among them.
  private static func spread(_ states: [Tensor], limit: Int) -> [Tensor] {
    let count = min(limit, states.count)
    return (0..<count).map { states[($0 + 1) * states.count / count - 1] }
  }

  /// The frames of the reverse process: two samples of each digit, from noise to image.
  ///
  /// At most `frameLimit` states, evenly spread, the last always among them. Grey values are rounded
  /// to 15 levels, 16 colours with the lines between: noise does not compress, and so it takes half
  /// the bytes.
  public static func reverseFrames(_ states: [Tensor], frameLimit: Int = 16) -> [Image] {
    spread(states, limit: frameLimit).map { state in
      let frame = state[0..<min(20, state.shape[0])].clamped(to: -1...1)
      let levels = frame.scalars.map { (($0 + 1) * 7).rounded() / 7 - 1 }
      return sheet(Tensor(levels, shape: frame.shape), scale: 1)
    }
  }

  /// The same frames as the bytes of an animation, which rests on the images.
  public static func reverseAnimation(_ states: [Tensor]) -> [UInt8] {
    GIF.encode(frames: reverseFrames(states), delay: 0.2, finalDelay: 2)
  }
}
