import SubmissionProtocol

/// What steps 2 and 3 of the hands-on make of the seed that step 4 was given. Step 4 draws nothing
/// else before them, so if it is built on them the numbers are the very same.
///
/// The worker is asked when a check wants to know, and once.
final class StepsBefore {
  private let ask: (AssignmentCall) -> CallResult?
  private let images: TensorValue
  private let alphaBars: DoubleTable
  private let seed: UInt64

  private lazy var drawn: CallResult? = ask(
    .sampleTimesteps(
      count: images.batch, timesteps: alphaBars.values.count - 1, seed: seed))
  private lazy var noised: CallResult? = ask(
    .sampleAndNoise(images: images, alphaBars: alphaBars, seed: seed))

  init(
    images: TensorValue, alphaBars: DoubleTable, seed: UInt64,
    ask: @escaping (AssignmentCall) -> CallResult?
  ) {
    self.images = images
    self.alphaBars = alphaBars
    self.seed = seed
    self.ask = ask
  }

  /// The timesteps of step 2; nil if it gives no answer.
  func timesteps() -> [Int]? {
    guard case .timesteps(let timesteps) = drawn else { return nil }
    return timesteps
  }

  /// x_t of step 3.
  func noisyImages() -> TensorValue? {
    guard case .noisyImages(let noisy, _) = noised else { return nil }
    return noisy
  }

  /// The ε that step 3 returns.
  func noise() -> TensorValue? {
    guard case .noisyImages(_, let noise) = noised, noise.shape == images.shape,
      noise.values.allSatisfy(\.isFinite)
    else { return nil }
    return noise
  }
}

extension SubmissionTestCase {
  /// The steps before step 4; a worker that gives no answer here is judged where it was asked for
  /// these steps themselves.
  func stepsBefore(_ images: TensorValue, schedule: Schedule, seed: UInt64) -> StepsBefore {
    StepsBefore(images: images, alphaBars: DoubleTable(schedule.alphaBars), seed: seed) { call in
      try? WorkerPool.ask(Self.assignment, call, seconds: 10).result
    }
  }
}
