import Foundation

/// The learning rate over a run: a short linear warm-up to the peak, then half a cosine to zero.
///
///     step < W:  peak · (step + 1)/W,   W = min(200, S/20)
///     else:      peak · ½ (1 + cos(π (step − W)/(S − W)))
///
/// Adam's first steps are its wildest, since its averages rest on few gradients: hence the warm-up.
/// The decay lets the weights settle, which the digits show before the loss does.
public struct LearningRatePlan: Equatable, Sendable {
  public var peak: Double
  /// S, the number of steps in the run.
  public var steps: Int
  /// W, the number of steps until the peak.
  public var warmUp: Int { min(200, steps / 20) }

  public init(peak: Double, steps: Int) {
    self.peak = peak
    self.steps = steps
  }

  /// The learning rate of a step; the first is 0.
  public func rate(at step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    let progress = Double(step - warmUp) / Double(max(1, steps - warmUp))
    return peak * 0.5 * (1 + cos(Double.pi * min(progress, 1)))
  }
}
