import NeuralNetworks
import Tensors

/// The steps of a training: batch, loss, gradient, optimizer, average.
extension ClarityTraining {
  /// How much of what a network is to say comes from its teachers; the rest from the picture's class.
  private static let teachersShare = 0.8

  /// Trains a network on pictures and their classes and, if it has teachers, on what they make of them
  /// (Hinton et al. 2015, with temperature 1).
  ///
  /// - Parameter progress: Is given a line after each epoch.
  /// - Returns: The averaged weights.
  static func train(
    _ form: ClarityNetwork.Form, taughtBy teachers: [ClarityNetwork] = [],
    on batches: ClarityBatches,
    epochs: Int, seed: UInt64, progress: (String) -> Void
  ) -> StateDictionary {
    let network = ClarityNetwork(form, using: RandomSource(seed: seed &+ 1))
    let optimizer = AdamW(
      network.parameters.map(\.parameter), learningRate: 0, weightDecay: 0.02)
    let average = WeightAverage(of: network, decay: 0.998)
    let steps = batches.countPerEpoch * epochs
    let decay = LearningRateDecay(.cosine, peak: 4e-3, steps: steps, warmUp: steps / 20)
    let clock = ContinuousClock()
    func ahead(_ step: Int) -> MadeAhead<(values: [Float], labels: [Int])> {
      MadeAhead { batches.pictures(step: step) }
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

  /// What a network is to say of images, [B, 11]. Of those that viewers labelled their word alone counts.
  private static func targets(
    _ images: Tensor, _ labels: [Int], _ teachers: [ClarityNetwork]
  ) -> Tensor {
    let classes = oneHot(labels, classes: ClarityNetwork.classes)
    guard !teachers.isEmpty else { return classes }
    let sum = withoutGradients {
      teachers.map { $0(images).softmax() }.reduce(Tensor.zeros(classes.shape), +)
    }
    let shares = (0..<labels.count).map {
      ClarityBatches.isLabelledByEye($0) ? 0 : Float(teachersShare)
    }
    let share = Tensor(shares, shape: [labels.count, 1])
    return sum / Float(teachers.count) * share + classes * (1 - share)
  }
}
