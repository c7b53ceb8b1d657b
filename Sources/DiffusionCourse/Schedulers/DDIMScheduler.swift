import Tensors

/// The reverse process of denoising diffusion implicit models (Song, Meng and Ermon 2021, equation 12), from
/// any timestep t to the next visited one, s:
///
///     z_s = √ᾱ_s · ẑ₀ + √(1 − ᾱ_s) · (√(1 − f) · ε̂ + √f · ξ),   ξ ~ N(0, 1)
///     f = η² · (1 − r²),   r² = ᾱ_t (1 − ᾱ_s) / (ᾱ_s (1 − ᾱ_t))
///
/// f is the share of fresh noise: none with η = 0, so that the same z_T gives the same picture.
public final class DDIMScheduler: NoiseScheduler {
  public var timesteps: [Int] { steps.timesteps }
  private var steps: ReverseSteps
  private let eta: Double

  /// - Parameters:
  ///   - alphaBars: ᾱ_t for t = 0…T, from 1 strictly down, never 0.
  ///   - steps: S, 1…T. Where S does not divide T, each step still leads to the next of `timesteps`; diffusers
  ///     then goes down by T / S rounded down, to timesteps that the network is not asked at.
  ///   - eta: η, 0…1.
  public init(alphaBars: [Double], steps: Int, eta: Double = 0) {
    guard (0...1).contains(eta) else { fatalError("DDIMScheduler: eta \(eta) is not in 0…1") }
    self.steps = ReverseSteps(alphaBars: alphaBars, steps: steps)
    self.eta = eta
  }

  public func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    step(from: latents, predictedNoise: predictedNoise, at: timestep) {
      random.normal(shape: latents.shape)
    }
  }

  /// The same with any source of fresh noise.
  package func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, freshNoise: () -> Tensor
  ) -> Tensor {
    steps.next(at: timestep)
      .renoised(latents, predictedNoise: predictedNoise, eta: eta, freshNoise: freshNoise)
  }
}
