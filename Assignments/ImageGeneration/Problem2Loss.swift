import DiffusionCourse
import Tensors

extension ImageGeneration {
  /// Problem 2a: the loss of one training step (DDPM, algorithm 1).
  ///
  ///     x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · ε,   ε ~ N(0, 1),   t ~ Uniform({1, …, T})
  ///
  ///     epsilon:  L = mean of (ε − prediction)²
  ///     sample:   L = mean of (x₀ − prediction)²
  ///
  /// - Parameters:
  ///   - network: `network.predict(x, at: timesteps, labels: labels)` returns its guess of ε or of
  ///     x₀, [B, C, H, W].
  ///   - images: x₀, [B, C, H, W], values in −1…1.
  ///   - labels: The digit that each image shows, [B].
  ///   - tables: The tables of problem 1.
  ///   - prediction: What the network is to predict.
  ///   - random: Where every random number comes from.
  /// - Returns: One number, shape []. The caller asks it for gradients.
  public static func loss(
    network: any DenoisingNetwork, images: Tensor, labels: [Int], tables: ScheduleTables,
    prediction: PredictionType, using random: RandomSource
  ) -> Tensor {
    // TODO 2a: noise the images at a random timestep each, predict, compare.
    // (1) One timestep per image: `random.integers(in:count:)`.
    // (2) ε: `random.normal(shape:)`. x_t: `table.gathered(at: timesteps)` gives a table's entry
    //     for each image as [B, 1, 1, 1], which broadcasts over C, H and W.
    // (3) Predict from x_t, the timesteps and the labels.
    // (4) `meanSquaredError` against what `prediction` asks for.
    fatalError("TODO 2a: \(#function)")
  }
}
