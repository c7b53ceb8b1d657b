import DiffusionCourse
import Tensors

extension HandsOn {
  /// The loss of one training step: how far the network's guess is from the noise that is really
  /// in the images (DDPM, algorithm 1 and equation 14).
  ///
  ///     L = distance(ε, ε_θ(√ᾱ_t · x₀ + √(1 − ᾱ_t) · ε, t))
  ///
  /// The distance is a mean over every pixel of the batch: of |error| for `.l1`, of error² for
  /// `.l2`; `.huber` is quadratic up to 1 and linear beyond.
  ///
  /// - Parameters:
  ///   - network: ε_θ. `network.predict(x, at: timesteps)` returns the noise it sees, [B, C, H, W].
  ///   - images: x₀, [B, C, H, W], values in −1…1.
  ///   - alphaBars: ᾱ_t for t = 0…T, hence T + 1 entries.
  ///   - kind: Which distance.
  ///   - random: Where every random number comes from.
  /// - Returns: One number, shape []. The caller asks it for gradients.
  public static func trainingLoss(
    network: any DenoisingNetwork, images: Tensor, alphaBars: [Double], kind: LossKind,
    using random: RandomSource
  ) -> Tensor {
    // BEGIN SOLUTION TODO 4: draw a timestep per image, add noise, predict it, compare.
    // | (1) `sampleTimesteps` of step 2: B = images.shape[0], T = alphaBars.count − 1.
    // | (2) `noiseImages` of step 3.
    // | (3) `network.predict`, with the timesteps of (1).
    // | (4) `meanAbsoluteError`, `meanSquaredError` or `huberLoss`, by `kind`.
    let timesteps = sampleTimesteps(
      count: images.shape[0], timesteps: alphaBars.count - 1, using: random)
    let (noisyImages, noise) = noiseImages(
      images, at: timesteps, alphaBars: alphaBars, using: random)
    let predictedNoise = network.predict(noisyImages, at: timesteps)
    return switch kind {
    case .l1: meanAbsoluteError(predictedNoise, noise)
    case .l2: meanSquaredError(predictedNoise, noise)
    case .huber: huberLoss(predictedNoise, noise)
    }
    // END SOLUTION
  }
}
