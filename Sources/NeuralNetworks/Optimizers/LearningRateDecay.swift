import Foundation

/// How the learning rate changes over a run of S steps: a linear warm-up of W steps, then a decay.
///
///     step < W:  peak · (step + 1) / W
///     else:      peak · decay((step − W) / (S − W))
public struct LearningRateDecay: Equatable, Sendable {
  /// The shape after the warm-up, as a function of the progress p in 0…1.
  public enum Shape: Equatable, Sendable {
    /// 1: no decay.
    case constant
    /// 1 − p.
    case linear
    /// ½ (1 + cos πp): half a cosine (Loshchilov and Hutter 2017).
    case cosine
    /// factor^⌊steps since the warm-up / every⌋.
    case step(every: Int, factor: Double)
  }

  public var shape: Shape
  public var peak: Double
  /// S.
  public var steps: Int
  /// W.
  public var warmUp: Int

  public init(_ shape: Shape, peak: Double, steps: Int, warmUp: Int = 0) {
    self.shape = shape
    self.peak = peak
    self.steps = steps
    self.warmUp = warmUp
  }

  /// The learning rate of a step; the first is 0. Past the end it stays where it ended.
  public func rate(at step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    let progress = min(1, Double(step - warmUp) / Double(max(1, steps - warmUp)))
    switch shape {
    case .constant: return peak
    case .linear: return peak * (1 - progress)
    case .cosine: return peak * 0.5 * (1 + cos(Double.pi * progress))
    case .step(let every, let factor):
      return peak * pow(factor, Double((min(step, max(steps, warmUp)) - warmUp) / max(1, every)))
    }
  }
}
