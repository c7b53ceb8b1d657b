import Tensors

/// Assignment 2-2: the parts of a text-to-image model that turn a prompt into a picture. Shapes: B
/// pictures, L tokens of D numbers each, latents of C channels, h × w.
public protocol TextToImageAssignment {
  /// Problem 1: one prediction from two, ε̂ = ε_uncond + g · (ε_cond − ε_uncond)
  /// (classifier-free guidance).
  ///
  /// - Parameters:
  ///   - unconditional: The noise predicted for the empty or the negative prompt, [B, C, h, w].
  ///   - conditional: The noise predicted for the prompt, [B, C, h, w].
  ///   - guidance: g. 0 ignores the prompt, 1 is the plain conditional prediction.
  static func guidedNoise(unconditional: Tensor, conditional: Tensor, guidance: Double) -> Tensor

  /// Problem 2: latents of new pictures, from pure noise, by all timesteps of the scheduler.
  ///
  /// - Parameters:
  ///   - text: The encoded prompts, [B, L, D].
  ///   - negativeText: The encoded negative or empty prompts, [B, L, D].
  ///   - latentShape: [C, h, w].
  /// - Returns: Clean latents, [B, C, h, w].
  static func denoise(
    network: any TextConditionedNetwork, scheduler: any NoiseScheduler, text: Tensor,
    negativeText: Tensor, guidance: Double, latentShape: [Int], using random: RandomSource
  ) -> Tensor

  /// Problem 3: the factor that gives latents a standard deviation of 1.
  ///
  /// - Parameter latents: What the encoder makes of many pictures, [B, C, h, w].
  static func latentScaling(of latents: Tensor) -> Double

  /// Problem 3: pictures, [B, 3, H, W], values in 0…1, from scaled latents, [B, C, h, w].
  ///
  /// - Parameter scaling: What the encoder's latents were multiplied by.
  static func pictures(
    from latents: Tensor, decoder: any LatentDecoder, scaling: Double
  ) -> Tensor

  /// Problem 4: the symmetric contrastive loss of B matching pairs, a tensor of shape [] (CLIP,
  /// figure 3).
  ///
  /// - Parameters:
  ///   - imageEmbeddings: [B, D], of any length.
  ///   - textEmbeddings: [B, D], of any length; row i belongs to picture i.
  ///   - logitScale: What cosines are multiplied by, shape [].
  static func contrastiveLoss(
    imageEmbeddings: Tensor, textEmbeddings: Tensor, logitScale: Tensor
  ) -> Tensor

  /// Problem 4: the CLIP score of each pair, the cosine of the angle between its two embeddings,
  /// [B].
  static func clipScores(imageEmbeddings: Tensor, textEmbeddings: Tensor) -> Tensor
}

/// What a denoising loop asks of a network: look at noisy latents, read the text, predict the noise.
public protocol TextConditionedNetwork {
  /// - Parameters:
  ///   - latents: z_t, [B, C, h, w].
  ///   - timesteps: One timestep per picture, [B], each in 1…T.
  ///   - text: The encoded prompts, [B, L, D].
  /// - Returns: The predicted noise, [B, C, h, w].
  func predictNoise(in latents: Tensor, at timesteps: [Int], text: Tensor) -> Tensor
}

/// The second half of an autoencoder.
public protocol LatentDecoder {
  /// Pictures, [B, 3, H, W], values about −1…1, from latents as the encoder makes them,
  /// [B, C, h, w].
  func decode(_ latents: Tensor) -> Tensor
}

/// A way from noise to clean latents in few steps. It may remember earlier steps, so each is used for
/// one loop.
public protocol NoiseScheduler: AnyObject {
  /// The timesteps to visit, first the noisiest, T. After the last the latents are clean.
  var timesteps: [Int] { get }

  /// One step: z at the next of `timesteps`, or clean latents after the last. Called once for each
  /// of `timesteps`, in their order.
  ///
  /// - Parameters:
  ///   - latents: z_t, [B, C, h, w].
  ///   - predictedNoise: ε̂, [B, C, h, w].
  ///   - timestep: t, one of `timesteps`.
  ///   - random: Where fresh noise comes from, for schedulers that add any.
  func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor
}
