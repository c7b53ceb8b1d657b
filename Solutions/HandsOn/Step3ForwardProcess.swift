import DiffusionCourse
import Tensors

extension HandsOn {
  /// Draws x_t from q(x_t | x₀) in one go, without the steps between (DDPM, equation 4).
  ///
  ///     x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · ε,   ε ~ N(0, 1)
  ///
  /// - Parameters:
  ///   - images: x₀, [B, C, H, W], values in −1…1.
  ///   - timesteps: One timestep per image, [B], each in 1…T (T is the noisiest).
  ///   - alphaBars: ᾱ_t for t = 0…T.
  ///   - random: Where every random number comes from.
  /// - Returns: x_t and the ε that went into it, both [B, C, H, W].
  public static func noiseImages(
    _ images: Tensor, at timesteps: [Int], alphaBars: [Double], using random: RandomSource
  ) -> (noisyImages: Tensor, noise: Tensor) {
    // BEGIN SOLUTION TODO 3: gather the two factors for each image, then mix image and noise.
    // | Hint: `table.gathered(at: timesteps)` looks up one entry per image and returns them as
    // | [B, 1, 1, 1], which broadcasts over C, H and W. Each pixel gets a noise of its own:
    // | `random.normal(shape:)`. Both factors are square roots, and both stand on ᾱ.
    let signalScale = alphaBars.map { $0.squareRoot() }.gathered(at: timesteps)  // [B, 1, 1, 1]
    let noiseScale = alphaBars.map { (1 - $0).squareRoot() }.gathered(at: timesteps)
    let noise = random.normal(shape: images.shape)  // [B, C, H, W]
    return (signalScale * images + noiseScale * noise, noise)
    // END SOLUTION
  }
}
