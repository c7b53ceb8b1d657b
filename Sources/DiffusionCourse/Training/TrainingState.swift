import Tensors

/// Where a run stands, apart from its tensors.
struct TrainingState: Codable, Equatable {
  /// Complete epochs.
  var epoch = 0
  /// Steps made in the epoch under way.
  var stepInEpoch = 0
  /// Where the random numbers stood when that epoch began.
  var epochStart: RandomSource.State?
  /// Where they stand.
  var random: RandomSource.State?
  /// When the run began, in seconds since 1970.
  var started: Double?
  /// The time spent on training.
  var seconds = 0.0
  var history = LossHistory()
}
