import Digits
import Foundation
import NeuralNetworks
import Pictures
import Tensors

/// Trains one run with a student's loss, and finishes it with 100 samples by a student's sampler.
///
/// The same configuration gives the same weights, whether the run was interrupted or not: a
/// checkpoint holds the weights, their averages, the optimizer's and the random source's state and
/// the place in the epoch.
public final class Trainer {
  /// How training ended.
  public enum Outcome: Equatable, Sendable {
    case completed
    /// Asked to stop; the checkpoint says where to go on.
    case interrupted
  }

  public let configuration: RunConfiguration
  public let folder: ResultsFolder

  /// After how many epochs a sheet of samples is drawn; 0: never. The weights do not depend on it.
  public let gridInterval: Int

  private let assignment: any ImageGenerationAssignment.Type
  private let data: DigitSet
  private let tables: ScheduleTables
  private let decay: LearningRateDecay
  private let network: ContextUnet
  private let denoiser: ConditionalDenoiser
  private let optimizer: Adam
  private let average: WeightAverage?
  private let random: RandomSource
  private var state = TrainingState()
  private var events = RunEvents(started: 0)
  private let clock = ContinuousClock()
  /// Seconds of one step, a running mean; nil before the first.
  private var stepSeconds: Double?

  /// Prepares a run from its first step.
  ///
  /// - Throws: `RunError` for settings that cannot be trained and for broken schedule tables.
  public init(
    assignment: any ImageGenerationAssignment.Type, configuration: RunConfiguration,
    data: DigitSet, folder: ResultsFolder, gridInterval: Int = 0
  ) throws(RunError) {
    let settings = configuration.settings
    try settings.validate(schedule: configuration.schedule, images: data.count)
    tables = try checkedTables(
      of: assignment, settings: settings, schedule: configuration.schedule)
    self.assignment = assignment
    self.configuration = configuration
    self.data = data
    self.folder = folder
    self.gridInterval = gridInterval
    decay = Self.decay(of: configuration)
    random = RandomSource(seed: configuration.seed)
    network = ContextUnet(
      inChannels: 1, features: settings.features, classes: ConditionalDenoiser.classes,
      using: random)
    denoiser = ConditionalDenoiser(
      network, timesteps: settings.timesteps, labelDropout: settings.labelDropout, using: random)
    optimizer = Adam(network.parameters.map(\.parameter), learningRate: Float(decay.rate(at: 0)))
    average =
      settings.averageDecay > 0 ? WeightAverage(of: network, decay: settings.averageDecay) : nil
  }

  /// Continues where the folder's checkpoint stands, if it has one.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: `RunError` if it belongs to another configuration or is broken.
  public func resume() throws -> Bool {
    guard let checkpoint = try Checkpoint.read(from: folder, expecting: configuration) else {
      return false
    }
    try checkpoint.restore(
      network: network, average: average, optimizer: optimizer, random: random)
    state = checkpoint.state
    return true
  }

  /// The learning rate over a run: a short warm-up, since Adam's first averages rest on few
  /// gradients; then half a cosine to zero, which lets the weights settle: the digits show it before
  /// the loss does.
  static func decay(of configuration: RunConfiguration) -> LearningRateDecay {
    LearningRateDecay(
      .cosine, peak: configuration.settings.learningRate, steps: configuration.steps,
      warmUp: min(200, configuration.steps / 20))
  }

  /// Steps made so far.
  public var step: Int { state.epoch * configuration.stepsPerEpoch + state.stepInEpoch }

  /// Trains to the end, or until asked to stop. After each epoch the checkpoint and the learning
  /// curve are written, and after some a sheet of samples.
  public func train(
    shouldStop: () -> Bool = { false }, report: @escaping (TrainingEvent) -> Void = { _ in }
  ) throws -> Outcome {
    try folder.clear()
    if step == 0 { try folder.clearProgress() }
    beginEvents()
    network.isTraining = true
    while state.epoch < configuration.settings.epochs {
      let order = epochOrder()
      while state.stepInEpoch < configuration.stepsPerEpoch {
        try trainStep(order)
        report(.step(progress, secondsLeft: secondsLeft))
        if shouldStop() {
          try saveCheckpoint()
          return .interrupted
        }
      }
      let finished = progress
      state.epoch += 1
      state.stepInEpoch = 0
      try saveCheckpoint()
      report(.epoch(finished, secondsLeft: secondsLeft))
      // The last weights get 100 samples of their own.
      if gridInterval > 0, state.epoch.isMultiple(of: gridInterval),
        state.epoch < configuration.settings.epochs
      {
        drawGrid(report)
      }
    }
    return .completed
  }

  /// Draws the samples, writes the results folder and removes the checkpoint.
  public func finish(report: @escaping (TrainingEvent) -> Void = { _ in }) throws -> RunRecord {
    // Rounded to 16 bits before sampling: the samples come from the very weights in the file.
    try SafeTensors.write(
      average?.stateDictionary ?? network.stateDictionary, to: folder.path(of: .model),
      precision: .float16,
      metadata: ["format": "pt", "run": folder.name, "version": projectVersion])
    let record = RunRecord(
      run: configuration, sampleSeed: configuration.sampleSeed,
      parameters: network.parameterCount, steps: step,
      loss: state.history.entries.last?.loss ?? 0, seconds: state.seconds)
    let sampled = try RunSampler.draw(
      100, from: folder.network(of: record), by: assignment, run: configuration,
      seed: record.sampleSeed
    ) { report(.sampling(step: $0, steps: $1)) }
    try folder.write(sampled, history: state.history, record: record)
    events.append(
      png: PNG.encode(SamplePictures.sheet(sampled.images)), step: step, history: state.history)
    try events.write(to: folder)
    try folder.removeCheckpoint()
    return record
  }

  /// One step of training; `order` is the epoch's order of images.
  private func trainStep(_ order: [Int]) throws(RunError) {
    let start = clock.now
    let batchSize = configuration.settings.batchSize
    let first = state.stepInEpoch * batchSize
    let batch = Array(order[first..<first + batchSize])
    let images = Tensor(data.images(batch), shape: [batchSize, 1, 28, 28])
    let learningRate = decay.rate(at: step)

    let loss = assignment.loss(
      network: denoiser, images: images, labels: batch.map { Int(data.labels[$0]) },
      tables: tables, prediction: configuration.prediction, using: random)
    guard loss.shape.isEmpty else { throw .lossHasShape(loss.shape) }
    let value = loss.scalar
    guard value.isFinite else { throw .lossIsNotFinite(value: value, step: step + 1) }
    guard loss.tracksGradient else { throw .lossWithoutGradient }
    loss.backward()
    optimizer.learningRate = Float(learningRate)
    optimizer.step()
    optimizer.clearGradients()
    average?.update()

    state.stepInEpoch += 1
    let seconds = (clock.now - start) / .seconds(1)
    state.seconds += seconds
    stepSeconds = stepSeconds.map { 0.95 * $0 + 0.05 * seconds } ?? seconds
    state.history.append(
      loss: Double(value), epoch: state.epoch + 1, step: step, learningRate: learningRate,
      seconds: state.seconds, ending: step == configuration.steps)
  }

  /// The order of the images in the epoch under way. It is drawn anew after a resumption within the
  /// epoch, from where the random numbers stood at its start.
  private func epochOrder() -> [Int] {
    if state.stepInEpoch > 0, let start = state.epochStart {
      let replay = RandomSource(seed: 0)
      replay.state = start
      return replay.shuffled(data.count)
    }
    state.epochStart = random.state
    return random.shuffled(data.count)
  }

  /// Images in a sheet of samples: two of each digit, enough to see them become clear.
  static let gridImages = 20

  /// Draws samples by the weights as they are. A sampler that fails now may well succeed with the final
  /// weights, so training goes on.
  private func drawGrid(_ report: @escaping (TrainingEvent) -> Void) {
    do {
      // A copy: neither the weights nor the random numbers of the run may be touched.
      let copy = ContextUnet(
        inChannels: 1, features: configuration.settings.features,
        classes: ConditionalDenoiser.classes, using: RandomSource(seed: 0))
      try copy.load(average?.stateDictionary ?? network.stateDictionary)
      let sampled = try RunSampler.draw(
        Self.gridImages, from: copy, by: assignment, run: configuration,
        seed: configuration.sampleSeed
      ) { report(.sampling(step: $0, steps: $1)) }
      let png = PNG.encode(SamplePictures.sheet(sampled.images))
      try folder.write(grid: png, epoch: state.epoch)
      events.append(png: png, step: step, history: state.history)
      try events.write(to: folder)
      report(.grid(epoch: state.epoch, path: folder.gridPath(epoch: state.epoch)))
    } catch {
      report(.noGrid(epoch: state.epoch, reason: "\(error)"))
    }
  }

  /// The events so far: of a run that goes on, those of its earlier part.
  private func beginEvents() {
    let started = state.started ?? Date().timeIntervalSince1970
    state.started = started
    events = RunEvents(started: started)
    for epoch in folder.gridEpochs where epoch <= state.epoch {
      guard let png = FileManager.default.contents(atPath: folder.gridPath(epoch: epoch)) else {
        continue
      }
      events.append(
        png: Array(png), step: epoch * configuration.stepsPerEpoch, history: state.history)
    }
    events.append(state.history)
  }

  private func saveCheckpoint() throws {
    state.random = random.state
    try Checkpoint(
      state: state, configuration: configuration, network: network, average: average,
      optimizer: optimizer, folder: folder
    ).write()
    try folder.write(state.history)
    events.append(state.history)
    try events.write(to: folder)
  }

  private var progress: TrainingProgress {
    TrainingProgress(
      epoch: state.epoch + 1, epochs: configuration.settings.epochs, step: step,
      steps: configuration.steps, loss: state.history.recent ?? 0,
      imagesPerSecond: Double(configuration.settings.batchSize) / (stepSeconds ?? 1))
  }

  private var secondsLeft: Double {
    Double(configuration.steps - step) * (stepSeconds ?? 0)
  }
}
