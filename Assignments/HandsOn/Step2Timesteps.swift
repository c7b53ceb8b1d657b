import DiffusionCourse
import Tensors

extension HandsOn {
  /// Draws the timesteps that one batch is trained at (DDPM, algorithm 1, line 3).
  ///
  ///     t ~ Uniform({1, …, T})
  ///
  /// - Parameters:
  ///   - count: B, the number of images in the batch.
  ///   - timesteps: T.
  ///   - random: Where every random number comes from.
  /// - Returns: One timestep per image, [B], each in 1…T: both ends can come, 0 never does.
  public static func sampleTimesteps(
    count: Int, timesteps: Int, using random: RandomSource
  ) -> [Int] {
    // TODO 2: `count` independent whole numbers, all equally likely.
    // Hint: `random.integers(in:count:)` takes a closed range.
    fatalError("TODO 2: \(#function)")
  }
}
