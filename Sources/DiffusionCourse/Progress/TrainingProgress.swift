/// How far a training run is.
public struct TrainingProgress: Equatable, Sendable {
  /// The epoch under way; the first is 1.
  public var epoch: Int
  public var epochs: Int
  /// Steps made.
  public var step: Int
  public var steps: Int
  /// The mean loss of the newest steps.
  public var loss: Double
  public var imagesPerSecond: Double

  public init(
    epoch: Int, epochs: Int, step: Int, steps: Int, loss: Double, imagesPerSecond: Double
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.steps = steps
    self.loss = loss
    self.imagesPerSecond = imagesPerSecond
  }
}

/// What a trainer tells while it works.
public enum TrainingEvent: Equatable, Sendable {
  case step(TrainingProgress, secondsLeft: Double)
  /// An epoch is complete and its checkpoint written.
  case epoch(TrainingProgress, secondsLeft: Double)
  /// A sheet of samples from the weights after an epoch was written.
  case grid(epoch: Int, path: String)
  /// A sheet could not be drawn or written; training goes on.
  case noGrid(epoch: Int, reason: String)
  /// The sampler has made this many of its steps.
  case sampling(step: Int, steps: Int)
}
