import CaptionedPictures
import Foundation
import NeuralNetworks
import NumericKernels
import Tensors

/// Trains the attribute reader on the small world's training scenes, and writes its weights.
public enum AttributeReaderTraining {
  /// What the committed weights were trained for.
  public static let defaultSteps = 3_000
  static let batchSize = 96
  /// No picture of these seeds is one that the painter was trained on.
  static let seed: UInt64 = 0x0A77_121B

  /// The same arguments on the same machine give the same weights.
  ///
  /// - Parameters:
  ///   - output: The weights file, 16-bit.
  ///   - steps: Batches to train on.
  ///   - progress: Is given a line now and then.
  /// - Throws: `SafeTensorsError`.
  public static func run(
    output: String, steps: Int = defaultSteps, seed: UInt64 = 1,
    progress: (String) -> Void = { _ in }
  ) throws(SafeTensorsError) {
    let network = AttributeNetwork(using: RandomSource(seed: seed &+ 1))
    let optimizer = AdamW(
      network.parameters.map(\.parameter), learningRate: 0, weightDecay: 0.01)
    let average = WeightAverage(of: network, decay: 0.995)
    let decay = LearningRateDecay(.cosine, peak: 4e-3, steps: steps, warmUp: steps / 20)
    let clock = ContinuousClock()
    var (start, total) = (clock.now, 0.0)
    for step in 0..<steps {
      let (pictures, scenes) = batch(step, seed: seed)
      let logits = network(pictures)
      let losses = zip(AttributeHead.allCases, logits).map { head, logits in
        softmaxCrossEntropy(logits, labels: scenes.map(head.label))
      }
      let loss = losses.dropFirst().reduce(losses[0]) { $0 + $1 }
      total += Double(loss.scalar)
      loss.backward()
      optimizer.learningRate = Float(decay.rate(at: step))
      optimizer.step()
      optimizer.clearGradients()
      average.update()
      if (step + 1).isMultiple(of: 100) || step + 1 == steps {
        let count = step % 100 + 1
        let seconds = (clock.now - start) / .seconds(1)
        progress(
          String(
            format: "step %d/%d  loss %.4f  %.1f s", step + 1, steps, total / Double(count), seconds
          ))
        (start, total) = (clock.now, 0)
      }
    }
    var state = average.stateDictionary
    state.metadata = [
      "format": "pt",
      "made by": "grader train-reader --steps \(steps) --seed \(seed)",
      "trained on":
        "\(grouped(steps * batchSize)) pictures of training scenes, spoilt as by a decoder",
    ]
    try SafeTensors.write(state, to: output, precision: .float16)
  }

  /// A batch depends on the seed and the step alone: pictures, [B, 3, 32, 32], and their scenes.
  private static func batch(_ step: Int, seed: UInt64) -> (Tensor, [Scene]) {
    let scenes = (0..<batchSize).map {
      Scene.training(seed: self.seed &+ seed, index: step * batchSize + $0)
    }
    let pictures = spoilt(scenes, seed: self.seed &+ seed, first: step * batchSize)
    return (Tensor(pictures, shape: [batchSize, 3, PictureSize.side, PictureSize.side]), scenes)
  }

  /// Pictures of scenes, an eighth of them as they are, the others as a decoder may leave them.
  static func spoilt(_ scenes: [Scene], seed: UInt64, first: Int) -> [Float] {
    let size = PictureSize.values
    return [Float](unsafeUninitializedCapacity: scenes.count * size) { buffer, initialized in
      // Each picture has a place of its own.
      nonisolated(unsafe) let target = buffer.baseAddress!
      parallelRanges(scenes.count, grain: 8) { range in
        for place in range {
          let index = first + place
          var picture = PictureRenderer.values(of: scenes[place], seed: seed, index: index)
          let random = RandomSource(seed: seed, item: index)
          if random.chance(0.875) { DecoderArtefacts.apply(to: &picture, using: random) }
          (target + place * size).initialize(from: picture, count: size)
        }
      }
      initialized = scenes.count * size
    }
  }
}
