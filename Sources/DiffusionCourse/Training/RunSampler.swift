import NeuralNetworks
import Tensors

/// Draws images from trained weights with the student's sampler.
public enum RunSampler {
  /// Images with labels 0…9 repeated, checked for shape and for values that cannot be.
  ///
  /// - Parameters:
  ///   - count: A multiple of 10.
  ///   - report: Called with the number of predictions made and the number to come in all.
  public static func draw(
    _ count: Int, from network: ContextUnet, by assignment: any ImageGenerationAssignment.Type,
    run: RunConfiguration, seed: UInt64, report: @escaping (Int, Int) -> Void = { _, _ in }
  ) throws(RunError) -> SampledImages {
    let timesteps = run.settings.timesteps
    let tables = try checkedTables(
      of: assignment, settings: run.settings, schedule: run.schedule)
    network.isTraining = false
    let denoiser = CountingDenoiser(
      ConditionalDenoiser(network, timesteps: timesteps, guidance: run.settings.guidance)
    ) { report($0, timesteps) }
    let sampled = assignment.sample(
      network: denoiser, count: count, imageShape: [1, 28, 28], tables: tables,
      prediction: run.prediction, using: RandomSource(seed: seed))
    let expected = [count, 1, 28, 28]
    guard sampled.images.shape == expected else {
      throw .samplesHaveShape(sampled.images.shape, expected: expected)
    }
    guard sampled.images.scalars.allSatisfy(\.isFinite) else { throw .samplesAreNotFinite }
    for state in sampled.states where state.shape != expected {
      throw .statesHaveShape(state.shape, expected: expected)
    }
    return sampled
  }
}
