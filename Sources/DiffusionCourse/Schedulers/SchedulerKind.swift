/// The schedulers by name.
public enum SchedulerKind: String, CaseIterable, Codable, Sendable {
  /// `DDPMScheduler`.
  case ddpm
  /// `DDIMScheduler` with η = 0.
  case ddim
  /// `MultistepScheduler`.
  case multistep

  /// A new scheduler, for one loop.
  ///
  /// - Parameters:
  ///   - alphaBars: ᾱ_t for t = 0…T, from 1 strictly down, never 0.
  ///   - steps: 1…T.
  public func scheduler(alphaBars: [Double], steps: Int) -> any NoiseScheduler {
    switch self {
    case .ddpm: DDPMScheduler(alphaBars: alphaBars, steps: steps)
    case .ddim: DDIMScheduler(alphaBars: alphaBars, steps: steps)
    case .multistep: MultistepScheduler(alphaBars: alphaBars, steps: steps)
    }
  }
}
