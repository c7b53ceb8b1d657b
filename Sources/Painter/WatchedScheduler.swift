import DiffusionCourse
import Tensors

/// A scheduler that keeps the latents it gives back: the way from noise to a picture.
public final class WatchedScheduler: NoiseScheduler {
  private let scheduler: any NoiseScheduler
  /// After each step so far.
  public private(set) var latents: [Tensor] = []

  public init(_ scheduler: any NoiseScheduler) { self.scheduler = scheduler }

  public var timesteps: [Int] { scheduler.timesteps }

  public func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    let next = scheduler.step(
      from: latents, predictedNoise: predictedNoise, at: timestep, using: random)
    self.latents.append(next)
    return next
  }
}
