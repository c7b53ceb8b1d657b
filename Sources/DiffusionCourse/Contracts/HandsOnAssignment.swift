import Tensors

/// The five steps of the hands-on. Each is a function of its arguments alone, so that a mistake in
/// one step spoils no other that does not call it.
public protocol HandsOnAssignment {
  /// Step 1: α_t = 1 − β_t. T + 1 entries in, T + 1 out, indexed by t.
  static func alphas(betas: [Double]) -> [Double]

  /// Step 1: ᾱ_t = α_1 · α_2 · … · α_t. T + 1 entries in, T + 1 out; entry 0 is 1.
  static func alphaBars(alphas: [Double]) -> [Double]

  /// Step 2: `count` timesteps, each uniform on 1…T and independent of the others.
  static func sampleTimesteps(
    count: Int, timesteps: Int, using random: RandomSource
  ) -> [Int]

  /// Step 3: x_t = √ᾱ_t x₀ + √(1 − ᾱ_t) ε with fresh ε for each image.
  static func noiseImages(
    _ images: Tensor, at timesteps: [Int], alphaBars: [Double], using random: RandomSource
  ) -> (noisyImages: Tensor, noise: Tensor)

  /// Step 4: the loss of one training step, a tensor of shape [].
  static func trainingLoss(
    network: any DenoisingNetwork, images: Tensor, alphaBars: [Double], kind: LossKind,
    using random: RandomSource
  ) -> Tensor

  /// Step 5: one DDPM step from x_t to x_{t−1}, given the predicted ε.
  static func ddpmStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, betas: [Double],
    alphaBars: [Double], using random: RandomSource
  ) -> Tensor

  /// Step 5: one DDIM step from x_t to x_{t−1}, given the predicted ε.
  static func ddimStep(
    from noisyImages: Tensor, predictedNoise: Tensor, at timestep: Int, alphaBars: [Double],
    eta: Double, using random: RandomSource
  ) -> Tensor

  /// Step 5: images from pure noise, by all T steps of the reverse process, clamped to −1…1.
  static func sampleImages(
    network: any DenoisingNetwork, shape: [Int], betas: [Double], alphaBars: [Double],
    process: ReverseProcess, using random: RandomSource
  ) -> Tensor
}
