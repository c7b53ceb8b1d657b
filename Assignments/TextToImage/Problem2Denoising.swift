import DiffusionCourse
import Tensors

extension TextToImage {
  /// Problem 2: latents of new pictures, from pure noise (latent diffusion, arXiv:2112.10752, with
  /// classifier-free guidance).
  ///
  ///     z_T ~ N(0, 1)
  ///     for each t of the scheduler's timesteps, in their order:
  ///       ε_c = network(z_t, t, text),   ε_u = network(z_t, t, negative text)
  ///       ε̂ = ε_u + g · (ε_c − ε_u)
  ///       z at the next timestep = scheduler step of z_t and ε̂ at t
  ///
  /// The scheduler knows how much of ε̂ to take away and adds what fresh noise its method needs. After
  /// its last timestep the latents are clean.
  ///
  /// - Parameters:
  ///   - network: `network.predictNoise(in: latents, at: timesteps, text: text)` predicts the noise
  ///     in a batch of latents of any length; one timestep and one text for each.
  ///   - scheduler: `scheduler.timesteps`, and
  ///     `scheduler.step(from: latents, predictedNoise: epsilon, at: t, using: random)`, to be called
  ///     once for each of them.
  ///   - text: The encoded prompts, [B, L, D].
  ///   - negativeText: The encoded negative or empty prompts, [B, L, D].
  ///   - guidance: g.
  ///   - latentShape: [C, h, w].
  ///   - random: Where every random number comes from.
  /// - Returns: Clean latents, [B, C, h, w].
  public static func denoise(
    network: any TextConditionedNetwork, scheduler: any NoiseScheduler, text: Tensor,
    negativeText: Tensor, guidance: Double, latentShape: [Int], using random: RandomSource
  ) -> Tensor {
    // TODO 2-2-2: begin with noise, then predict twice, combine and step.
    // (1) z_T: one draw for each of the B prompts, [B, C, h, w].
    // (2) For each timestep: predict for the text and for the negative text. Two calls do, or one
    //     with both behind each other (`Tensor.concatenating`), which is faster.
    // (3) `guidedNoise` makes one prediction of the two; the scheduler takes the step.
    // Hint: wrap it all in `withoutGradients { … }`, or the tape grows with every step.
    fatalError("TODO 2-2-2: \(#function)")
  }
}
