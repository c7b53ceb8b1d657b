import DiffusionCourse
import Foundation
import NeuralNetworks
import Tensors

/// Trains what `Painter` and `ContrastiveScorer` come with, on scenes of the small world.
public struct Pretraining {
  public enum Part: String, CaseIterable, Sendable {
    /// Pictures to latents and back.
    case autoencoder
    /// The text encoder and the network that denoises latents; needs the autoencoder and the scorer.
    case painter
    /// Pictures and captions in one space.
    case scorer

    public var file: PainterWeights.File {
      switch self {
      case .autoencoder: .autoencoder
      case .painter: .painter
      case .scorer: .scorer
      }
    }

    /// What the committed weights were trained with.
    public var usual: (steps: Int, batchSize: Int, learningRate: Double) {
      switch self {
      case .autoencoder: (3_000, 64, 2e-3)
      case .painter: (14_000, 64, 1.5e-3)
      case .scorer: (4_000, 128, 2e-3)
      }
    }
  }

  public var part: Part
  public var weights: PainterWeights
  public var steps: Int
  public var batchSize: Int
  public var learningRate: Double
  public var seed: UInt64
  /// Whose scaling and contrastive loss are used.
  public var assignment: any TextToImageAssignment.Type
  /// Is given a line now and then.
  public var progress: (String) -> Void

  /// A training with the settings that the committed weights were made with.
  public init(
    _ part: Part, weights: PainterWeights, seed: UInt64 = 1,
    by assignment: any TextToImageAssignment.Type, progress: @escaping (String) -> Void
  ) {
    self.part = part
    self.weights = weights
    (steps, batchSize, learningRate) = part.usual
    self.seed = seed
    self.assignment = assignment
    self.progress = progress
  }

  /// Trains and writes the weights, 16-bit. The same settings on the same machine give the same weights.
  ///
  /// - Throws: `WeightsError` for an autoencoder that cannot be used, `RunError` or `SafeTensorsError` for a file that cannot be
  ///   written.
  public func run() throws {
    // Before anything is computed: where the weights cannot go, nothing is worth computing.
    try makeFolder(at: weights.folder)
    switch part {
    case .autoencoder: try trainAutoencoder()
    case .painter: try trainPainter()
    case .scorer: try trainScorer()
    }
  }

  /// The steps of one training: loss, gradient, optimizer, average.
  ///
  /// - Parameter loss: Of step 0, 1, …
  /// - Returns: The averaged weights.
  func optimize(
    _ network: any Network, averageDecay: Double = 0.999, loss: (Int) -> Tensor,
    saving: (StateDictionary) throws -> Void
  ) throws {
    let optimizer = AdamW(
      network.parameters.map(\.parameter), learningRate: 0, weightDecay: 0.01)
    let average = WeightAverage(of: network, decay: averageDecay)
    let decay = LearningRateDecay(
      .cosine, peak: learningRate, steps: steps, warmUp: min(500, steps / 10))
    let clock = ContinuousClock()
    let start = clock.now
    var recent: [Double] = []
    for step in 0..<steps {
      let loss = loss(step)
      recent.append(Double(loss.scalar))
      loss.backward()
      optimizer.learningRate = Float(decay.rate(at: step))
      optimizer.step()
      optimizer.clearGradients()
      average.update()
      if (step + 1).isMultiple(of: 100) || step + 1 == steps {
        let seconds = (clock.now - start) / .seconds(1)
        progress(
          String(
            format: "step %d/%d  loss %.4f  %.0f s, %.0f s to go", step + 1, steps,
            recent.reduce(0, +) / Double(recent.count), seconds,
            seconds / Double(step + 1) * Double(steps - step - 1)))
        recent = []
      }
      if (step + 1).isMultiple(of: 2_000), step + 1 < steps { try saving(average.stateDictionary) }
    }
    try saving(average.stateDictionary)
  }

  /// Writes a part's weights, and how they came about.
  func save(
    _ state: StateDictionary, _ metadata: [String: String] = [:]
  ) throws {
    var state = state
    state.metadata = metadata.merging([
      "format": "pt",
      "made by":
        "reference pretrain \(part.rawValue) --steps \(steps) --batch \(batchSize) "
        + "--learning-rate \(learningRate) --seed \(seed)",
    ]) { $1 }
    try SafeTensors.write(state, to: weights.path(of: part.file), precision: .float16)
  }
}
