import DiffusionCourse
import Tensors

extension ImageGeneration {
  /// Problem 2b: draws digits of wanted classes from pure noise (DDPM, algorithm 2).
  ///
  /// A network that predicts ε gives the mean of x_{t−1} directly (DDPM, equation 11):
  ///
  ///     x_{t−1} = 1/√α_t · (x_t − β_t/√(1 − ᾱ_t) · ε_θ) + √β̃_t · z,   z ~ N(0, 1)
  ///
  /// One that predicts x₀ gives it by the posterior q(x_{t−1} | x_t, x₀) (DDPM, equation 7):
  ///
  ///     x_{t−1} = √ᾱ_{t−1} β_t/(1 − ᾱ_t) · x̂₀ + √α_t (1 − ᾱ_{t−1})/(1 − ᾱ_t) · x_t + √β̃_t · z
  ///     β̃_t = (1 − ᾱ_{t−1})/(1 − ᾱ_t) · β_t
  ///
  /// The two are one formula if x̂₀ = (x_t − √(1 − ᾱ_t) · ε_θ)/√ᾱ_t. The variance β_t in place of
  /// β̃_t works as well. The last step, t = 1, adds no noise.
  ///
  /// - Parameters:
  ///   - network: `network.predict(x, at: timesteps, labels: labels)` returns its guess of ε or of
  ///     x₀, [n, C, H, W].
  ///   - count: n, a multiple of 10.
  ///   - imageShape: [C, H, W].
  ///   - tables: The tables of problem 1.
  ///   - prediction: What the network was trained to predict.
  ///   - random: Where every random number comes from.
  /// - Returns: The images, their labels 0, 1, …, 9, 0, 1, …, and the states for the picture of the
  ///   reverse process: x_t after each step that ends at a t divisible by 20, the result included.
  public static func sample(
    network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> SampledImages {
    // TODO 2b: all T steps, from the noisiest to the clean image.
    // (1) x_T is noise, [n, C, H, W]; label i is i mod 10.
    // (2) For t = T, …, 1: predict (t once per image), take the mean, add noise unless t = 1.
    // (3) Keep x_{t−1} where t − 1 is divisible by 20.
    // Hints: wrap it all in `withoutGradients { … }`, or the tape grows with every step. Digits
    // grey and washed out with cosine and ε? Near t = T, 1/√ᾱ_t is in the thousands, and so is
    // any error of ε_θ in x̂₀: compute x̂₀ for ε too, clamp it to −1…1, and use the posterior.
    fatalError("TODO 2b: \(#function)")
  }
}
