import Digits
import Foundation
import NeuralNetworks
import Tensors

/// Trains the classifier that counts clear digits, and writes its weights.
enum ClarityTraining {
  /// What the committed weights were trained for.
  static let defaultEpochs = 40

  /// Of the held-out digits, at least this share is to be clear.
  static let clearShare = 0.99

  /// Trains on MNIST's training images (drawn digits without MNIST). The same arguments on the same
  /// machine give the same weights.
  ///
  /// - Parameters:
  ///   - data: The folder of MNIST's files; nil for `$MNIST_DIR`, `Data/mnist` or drawn digits.
  ///   - halfTrained: Digits of models hardly trained, labelled by eye, to train on too.
  ///   - output: The weights file, 16-bit.
  ///   - epochs: Passes over the training images.
  ///   - seed: Of weights, order and distortions.
  ///   - progress: Is given a line now and then.
  /// - Throws: What `DigitData` throws, and `ClarityError.weights`.
  static func run(
    data: String?, halfTrained: LabelledDigits? = nil, output: String, epochs: Int = defaultEpochs,
    seed: UInt64 = 1,
    progress: (String) -> Void = { _ in }
  ) throws {
    let (digits, note) = try DigitData.resolve(
      option: data, environment: ProcessInfo.processInfo.environment)
    if let note { progress(note) }
    let batches = ClarityBatches(digits, halfTrained: halfTrained, seed: seed)
    let averaged = train(batches, epochs: epochs, seed: seed, progress: progress)

    // Rounded to 16 bits before anything is measured.
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    try network.load(saved(averaged, at: output))
    let (temperature, threshold) = calibrate(network, on: batches.heldOut, seed: seed)
    var state = network.stateDictionary
    state.metadata = [
      "format": "pt",
      "made by": "grader train-classifier --epochs \(epochs) --seed \(seed)",
      "trained on":
        (["\(origin(digits))", "drawn digits"]
        + (halfTrained.map { ["\($0.clear.count) digits of \($0.name), labelled by eye"] } ?? [])
        + ["generated pictures without a clear digit"]).joined(separator: "; "),
      "temperature": "\(temperature)",
      "threshold": "\(threshold)",
    ]
    _ = try saved(state, at: output)
    progress(
      String(format: "temperature %.3f, threshold %.2f", temperature, threshold))
  }

  /// Chooses temperature and threshold on images that no step of training saw: held-out digits, and
  /// unclear pictures made of them in the share that training has.
  private static func calibrate(
    _ network: ClarityNetwork, on heldOut: DigitSource, seed: UInt64
  ) -> (temperature: Double, threshold: Double) {
    let (images, labels) = heldOutPictures(heldOut, seed: seed)
    let unscaled = ClarityClassifier(network, temperature: 1, threshold: 0.5)
    let temperature = Calibration.temperature(
      logits: unscaled.logits(images: images, count: labels.count), labels: labels)
    let classifier = ClarityClassifier(network, temperature: temperature, threshold: 0.5)
    let readings = classifier.readings(images: images, count: labels.count)
    let probabilities = zip(readings, labels).compactMap { reading, label in
      label == ClarityNetwork.unclear ? nil : reading.label == label ? reading.probability : 0
    }
    return (temperature, Calibration.threshold(probabilities, leaving: clearShare))
  }

  /// Held-out digits and unclear pictures, and their classes.
  static func heldOutPictures(
    _ heldOut: DigitSource, seed: UInt64
  ) -> (images: [Float], labels: [Int]) {
    let indices = Array(heldOut.range)
    let unclearCount =
      indices.count * ClarityBatches.unclearShare
      / (ClarityBatches.dataShare + ClarityBatches.drawnShare)
    return (
      heldOut.digits.images(indices)
        + UnclearImages.pictures(unclearCount, from: heldOut, seed: seed &+ 2),
      heldOut.digits.labels(indices)
        + [Int](repeating: ClarityNetwork.unclear, count: unclearCount)
    )
  }

  /// Writes a state and reads it back.
  private static func saved(
    _ state: StateDictionary, at path: String
  ) throws(ClarityError) -> StateDictionary {
    do {
      try SafeTensors.write(state, to: path, precision: .float16)
      return try SafeTensors.read(path)
    } catch { throw .weights(error) }
  }

  /// - Returns: The averaged weights.
  private static func train(
    _ batches: ClarityBatches, epochs: Int, seed: UInt64, progress: (String) -> Void
  ) -> StateDictionary {
    let network = ClarityNetwork(using: RandomSource(seed: seed &+ 1))
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
        let loss = softmaxCrossEntropy(network(images), labels: labels)
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

  /// What a set is, without the folder that it was read from.
  static func origin(_ digits: DigitSet) -> String {
    digits.source.components(separatedBy: " from ")[0]
  }
}
