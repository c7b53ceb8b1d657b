import NeuralNetworks
import Tensors

/// The steps of a training: batch, loss, gradient, optimizer, average.
extension ClarityTraining {
  /// How much of what a network is to say comes from its teachers; the rest from the picture's class.
  private static let teachersShare: Float = 0.8
  /// The same of digits that viewers labelled.
  private static let teachersShareOfLabelled: Float = 0.5

  /// Trains a network on pictures and their classes and, if it has teachers, on what they make of them
  /// (Hinton et al. 2015, with temperature 1).
  ///
  /// - Parameters:
  ///   - former: Weights to go on from, in smaller steps.
  ///   - progress: Is given a line after each epoch.
  /// - Returns: The averaged weights.
  static func train(
    _ form: ClarityNetwork.Form, from former: StateDictionary? = nil,
    taughtBy teachers: [ClarityNetwork] = [],
    on batches: ClarityBatches,
    epochs: Int, seed: UInt64, progress: (String) -> Void
  ) throws -> StateDictionary {
    let network = ClarityNetwork(form, using: RandomSource(seed: seed &+ 1))
    if let former { try network.load(former) }
    let optimizer = AdamW(
      network.parameters.map(\.parameter), learningRate: 0, weightDecay: 0.02)
    let average = WeightAverage(of: network, decay: 0.998)
    let steps = batches.countPerEpoch * epochs
    let decay = LearningRateDecay(
      .cosine, peak: former == nil ? 4e-3 : 1e-3, steps: steps, warmUp: steps / 20)
    let clock = ContinuousClock()
    let isTaught = !teachers.isEmpty
    func ahead(_ step: Int) -> MadeAhead<(values: [Float], labels: [Int])> {
      MadeAhead {
        var (values, labels) = batches.pictures(step: step)
        if isTaught {
          vary(&values, batches, using: RandomSource(seed: seed &+ 2, item: step))
        }
        return (values, labels)
      }
    }
    var pictures = ahead(0)
    var step = 0
    for epoch in 1...max(1, epochs) {
      let start = clock.now
      var total = 0.0
      for _ in 0..<batches.countPerEpoch {
        let (values, labels) = pictures.taken()
        if step + 1 < steps { pictures = ahead(step + 1) }
        let images = ClarityClassifier.input(values[...])
        let loss = softmaxCrossEntropy(
          network(images), targets: targets(images, labels, teachers))
        total += Double(loss.scalar)
        loss.backward()
        optimizer.learningRate = Float(decay.rate(at: step))
        optimizer.step()
        optimizer.clearGradients()
        average.update()
        step += 1
      }
      let seconds = (clock.now - start) / .seconds(1)
      progress(
        String(
          format: "epoch %d/%d  loss %.4f  %.0f s", epoch, epochs,
          total / Double(max(1, batches.countPerEpoch)), seconds))
    }
    return average.stateDictionary
  }

  /// Whether a picture of a batch gives way to one of which the teachers alone say what it is: the more of them a
  /// pupil sees, the better it learns where they draw the line (Beyer et al. 2022). No class is right for them.
  private static func isVaried(_ slot: Int) -> Bool {
    slot % 3 == 0 && !ClarityBatches.isLabelledByEye(slot)
  }

  /// Mixes a picture with another of the batch, which gets up to a half, or puts a digit in its place that
  /// viewers labelled, but distorted so much that their word may not hold any more.
  ///
  /// - Parameter values: [128, 28, 28].
  private static func vary(
    _ values: inout [Float], _ batches: ClarityBatches, using random: RandomSource
  ) {
    let others = values
    for slot in 0..<ClarityBatches.size where isVaried(slot) {
      let place = slot * 784..<(slot + 1) * 784
      if random.chance(0.5), let digit = batches.halfTrainedDigit(using: random) {
        values.replaceSubrange(
          place, with: Distortion.applied(to: digit.image, using: random).values)
        continue
      }
      let other = random.integer(in: 0...ClarityBatches.size - 1)
      let share = random.between(0, 0.5)
      for (index, value) in zip(place, others[other * 784..<(other + 1) * 784]) {
        values[index] += share * (value - values[index])
      }
    }
  }

  /// What a network is to say of images, [B, 28]. Of those that viewers labelled their word has more weight.
  private static func targets(
    _ images: Tensor, _ labels: [Int], _ teachers: [ClarityNetwork]
  ) -> Tensor {
    let classes = oneHot(labels, classes: ClarityNetwork.classes)
    guard !teachers.isEmpty else { return classes }
    let sum = withoutGradients {
      teachers.map { $0(images).softmax() }.reduce(Tensor.zeros(classes.shape), +)
    }
    let shares = (0..<labels.count).map { slot in
      if isVaried(slot) { return Float(1) }
      return ClarityBatches.isLabelledByEye(slot) ? teachersShareOfLabelled : teachersShare
    }
    let share = Tensor(shares, shape: [labels.count, 1])
    return sum / Float(teachers.count) * share + classes * (1 - share)
  }
}
