import DiffusionCourse
import Tensors

extension TextToImage {
  /// Problem 3: the factor that gives latents a standard deviation of 1, as the schedule of noise
  /// expects it (latent diffusion, arXiv:2112.10752, appendix G).
  ///
  ///     scaling = 1/σ,   σ² = mean of (z − mean of z)²
  ///
  /// over all numbers together: pictures, channels, rows and columns. Stable Diffusion's is 0.18215.
  ///
  /// - Parameter latents: z, what the encoder makes of many pictures, [B, C, h, w].
  /// - Returns: The scaling, greater than 0.
  public static func latentScaling(of latents: Tensor) -> Double {
    // TODO 2-2-3: one over the standard deviation of all numbers.
    // `tensor.mean()` is a tensor of shape []; its number is `Double(tensor.scalar)`.
    fatalError("TODO 2-2-3: \(#function)")
  }

  /// Problem 3: pictures from the latents that denoising ends with.
  ///
  ///     x = decoder(z/scaling),   picture = (x + 1)/2, held within 0…1
  ///
  /// The network works on scaled latents, the decoder on the encoder's own. It answers with about
  /// −1…1; a picture has 0 for black and 1 for full colour, whatever else is in it.
  ///
  /// - Parameters:
  ///   - latents: z, scaled, [B, C, h, w].
  ///   - decoder: `decoder.decode(latents)` gives x, [B, 3, H, W].
  ///   - scaling: What the encoder's latents were multiplied by.
  /// - Returns: Pictures, [B, 3, H, W], values in 0…1.
  public static func pictures(
    from latents: Tensor, decoder: any LatentDecoder, scaling: Double
  ) -> Tensor {
    // TODO 2-2-3: undo the scaling, decode, go from −1…1 to 0…1.
    // Hint: `clamped(to: 0...1)` holds what lies beyond; stretching each picture by its own
    // smallest and largest value would show a grey one in full colour.
    fatalError("TODO 2-2-3: \(#function)")
  }
}
