import Digits
import Foundation
import NeuralNetworks
import Tensors

/// Trains the classifier that counts clear digits, and writes its weights.
public enum ClarityTraining {
  /// What the committed weights were trained for.
  public static let defaultEpochs = 14

  /// What a training came to.
  public struct Outcome: Codable, Equatable, Sendable {
    /// The share of test digits read rightly.
    public var accuracy: Double
    /// The share of test digits that count as clear.
    public var clearShare: Double
    /// The share of generated pictures without a clear digit that count as clear, whatever digit is
    /// asked for.
    public var falseClearShare: Double
    public var testImages: Int
    public var temperature: Double
  }

  /// Trains on MNIST's training images (drawn digits without MNIST) and measures on the test images,
  /// which decide nothing. The same arguments on the same machine give the same weights.
  ///
  /// - Parameters:
  ///   - data: The folder of MNIST's files; nil for `$MNIST_DIR`, `Data/mnist` or drawn digits.
  ///   - output: The weights file, 16-bit.
  ///   - epochs: Passes over the training images.
  ///   - seed: Of weights, order and distortions.
  ///   - progress: Is given a line now and then.
  /// - Throws: What `DigitData` throws, and `ClarityError.weights`.
  @discardableResult
  public static func run(
    data: String?, output: String, epochs: Int = defaultEpochs, seed: UInt64 = 1,
    progress: (String) -> Void = { _ in }
  ) throws -> Outcome {
    let environment = ProcessInfo.processInfo.environment
    let (digits, note) = try DigitData.resolve(option: data, environment: environment)
    let (test, _) = try DigitData.resolveTest(option: data, environment: environment)
    if let note { progress(note) }
    let batches = ClarityBatches(digits, using: RandomSource(seed: seed))
    let averaged = train(batches, epochs: epochs, seed: seed, progress: progress)

    // Rounded to 16 bits before anything is measured.
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    try network.load(saved(averaged, at: output))
    let temperature = Calibration.temperature(
      logits: logits(of: network, batches.calibrationImages), labels: batches.calibrationLabels)
    let classifier = ClarityClassifier(network, temperature: temperature)
    let outcome = measure(classifier, on: test, seed: seed, temperature: temperature)
    var state = network.stateDictionary
    state.metadata = [
      "format": "pt",
      "made by": "grader train-classifier --epochs \(epochs) --seed \(seed)",
      "trained on": "\(origin(digits)); drawn digits; generated pictures without a clear digit",
      "temperature": "\(temperature)",
      "measured on": "\(outcome.testImages) test digits: \(origin(test))",
      "accuracy": percent(outcome.accuracy),
      "test digits that count as clear": percent(outcome.clearShare),
      "unclear pictures that count as clear": percent(outcome.falseClearShare),
    ]
    _ = try saved(state, at: output)
    progress(
      "\(percent(outcome.accuracy)) of \(outcome.testImages) test digits right, "
        + "\(percent(outcome.clearShare)) clear; of unclear pictures "
        + "\(percent(outcome.falseClearShare)) clear; temperature "
        + String(format: "%.3f", temperature))
    return outcome
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
    var step = 0
    for epoch in 1...max(1, epochs) {
      let start = clock.now
      var total = 0.0
      batches.startEpoch()
      for _ in 0..<batches.countPerEpoch {
        let (images, labels) = batches.next()
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

  private static func measure(
    _ classifier: ClarityClassifier, on test: DigitSet, seed: UInt64, temperature: Double
  ) -> Outcome {
    let labels = test.labels.map(Int.init)
    let verdicts = classifier.verdicts(
      images: test.images(Array(0..<test.count)), count: test.count, requested: labels)
    let unclearCount = 100 * UnclearImages.Kind.allCases.count
    let unclear = ClarityBatches.unclearPictures(
      unclearCount, from: test, using: RandomSource(seed: seed &+ 2))
    // Whatever is read is taken to be asked for: the worst case.
    let falsely = classifier.readings(images: unclear, count: unclearCount).count {
      $0.label != nil && $0.probability >= ClarityClassifier.threshold
    }
    return Outcome(
      accuracy: Double(verdicts.count { $0.predicted == $0.requested }) / Double(test.count),
      clearShare: Double(verdicts.count(where: \.isClear)) / Double(test.count),
      falseClearShare: Double(falsely) / Double(unclearCount), testImages: test.count,
      temperature: temperature)
  }

  private static func logits(of network: ClarityNetwork, _ images: Tensor) -> Tensor {
    network.isTraining = false
    return withoutGradients { network(images) }
  }

  /// What a set is, without the folder that it was read from.
  private static func origin(_ digits: DigitSet) -> String {
    digits.source.components(separatedBy: " from ")[0]
  }

  private static func percent(_ share: Double) -> String {
    String(format: "%.2f %%", share * 100)
  }
}
