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

  /// The frames of the reverse process: two samples of each digit, from noise to image.
  ///
  /// At most `frameLimit` states, evenly spread, the last always among them and held a while. Grey
  /// values are rounded to 32 levels, since noise does not compress and nobody sees the difference.
  public static func reverseFrames(_ states: [Tensor], frameLimit: Int = 16) -> [Image] {
    guard let result = states.last else { return [] }
    let count = min(frameLimit, states.count)
    let kept = (1...count).map { states[$0 * states.count / count - 1] }
    let held = Array(repeating: result, count: 6)
    return (kept + held).map { state in
      let frame = state[0..<min(20, state.shape[0])].clamped(to: -1...1)
      let levels = frame.scalars.map { (($0 + 1) * 15.5).rounded() / 15.5 - 1 }
      return sheet(Tensor(levels, shape: frame.shape), scale: 1)
    }
  }
}
