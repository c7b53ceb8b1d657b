import Tensors

/// The reverse process of denoising diffusion probabilistic models (Ho, Jain and Abbeel 2020, algorithm 2), from
/// any timestep t to the next visited one, s: a draw from the posterior of z_s, as if ẑ₀ were true
/// (equations 6 and 7),
///
///     z_s ~ q(z_s | z_t, ẑ₀)
///
/// which is what DDIM does with η = 1 (Song, Meng and Ermon 2021, section 4.1). No noise is drawn in the last step.
public final class DDPMScheduler: NoiseScheduler {
  public var timesteps: [Int] { ancestral.timesteps }
  private let ancestral: DDIMScheduler

  /// - Parameters:
  ///   - alphaBars: ᾱ_t for t = 0…T, from 1 strictly down, never 0.
  ///   - steps: 1…T.
  public init(alphaBars: [Double], steps: Int) {
    ancestral = DDIMScheduler(alphaBars: alphaBars, steps: steps, eta: 1)
  }

  public func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    ancestral.step(
      from: latents, predictedNoise: predictedNoise, at: timestep, using: random)
  }

  /// The same with any source of fresh noise.
  package func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, freshNoise: () -> Tensor
  ) -> Tensor {
    ancestral.step(
      from: latents, predictedNoise: predictedNoise, at: timestep, freshNoise: freshNoise)
  }
}
