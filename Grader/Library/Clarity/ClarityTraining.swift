import Digits
import Foundation
import NeuralNetworks
import Tensors

/// Trains the classifier that counts clear digits, and writes its weights.
enum ClarityTraining {
  /// How long either network is trained unless told otherwise.
  static let defaultEpochs = (teacher: 24, judge: 45)
  /// How many wide networks it learns from.
  static let teacherCount = 4

  /// Of the held-out digits, at least this share is to be clear.
  static let clearShare = 0.99

  /// Trains on MNIST's training images (drawn digits without MNIST): first wide networks, then from
  /// what they say the small one that grades. The same arguments on the same machine give the same weights.
  ///
  /// - Parameters:
  ///   - data: The folder of MNIST's files; nil for `$MNIST_DIR`, `Data/mnist` or drawn digits.
  ///   - halfTrained: Digits of models hardly trained, labelled by eye, to train on too.
  ///   - teachers: The folder of the wide networks' weights: read if there are any, else trained and written
  ///     there; nil to train and forget them.
  ///   - start: Weights that the small network goes on from; nil to begin anew.
  ///   - output: The weights file, 16-bit.
  ///   - epochs: Passes over the training images, of either network.
  ///   - seed: Of weights, order and distortions.
  ///   - progress: Is given a line now and then.
  /// - Throws: What `DigitData` throws, `WeightsError` for teachers that cannot be used, `SafeTensorsError`.
  static func run(
    data: String?, halfTrained: LabelledDigits? = nil, teachers: String? = nil,
    from start: String? = nil, output: String,
    epochs: (teacher: Int, judge: Int) = defaultEpochs, seed: UInt64 = 1,
    progress: (String) -> Void = { _ in }
  ) throws {
    let (digits, note) = try DigitData.resolve(
      option: data, environment: ProcessInfo.processInfo.environment)
    if let note { progress(note) }
    // Before anything is trained for hours.
    let former = try start.map { try formerWeights($0) }
    let batches = ClarityBatches(digits, halfTrained: halfTrained, seed: seed)
    let teachers = try self.teachers(
      in: teachers, batches, epochs: epochs.teacher, seed: seed, progress: progress)
    progress("their pupil")
    let averaged = try train(
      .judge, from: former, taughtBy: teachers, on: batches, epochs: epochs.judge, seed: seed,
      progress: progress)

    // Rounded to 16 bits before anything is measured.
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    try network.load(saved(adjusted(averaged), at: output))
    let (temperature, threshold) = calibrate(network, on: batches.heldOut, seed: seed)
    var state = network.stateDictionary
    state.metadata = [
      "format": "pt",
      "made by":
        (former.map { ($0.metadata["made by"] ?? "unknown") + "; then " } ?? "")
        + "grader train-classifier --teacher-epochs \(epochs.teacher) --epochs \(epochs.judge) "
        + "--seed \(seed)",
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

  /// Weights of the small network as they were before they were adjusted to the prior.
  private static func formerWeights(_ path: String) throws(WeightsError) -> StateDictionary {
    let network = ClarityNetwork(using: RandomSource(seed: 0))
    let madeBy = try network.load(weightsAt: path).metadata["made by"]
    var state = adjusted(network.stateDictionary, by: 1 / unclearPrior)
    state.metadata["made by"] = madeBy
    return state
  }

  /// The wide networks, read or trained.
  private static func teachers(
    in folder: String?, _ batches: ClarityBatches, epochs: Int, seed: UInt64,
    progress: (String) -> Void
  ) throws -> [ClarityNetwork] {
    let names = folder.map(namesInFolder) ?? []
    let found = names.filter { $0.hasSuffix(".safetensors") }.sorted()
    if let folder, !found.isEmpty {
      progress("teachers: \(found.joined(separator: ", "))")
      return try found.map {
        let network = ClarityNetwork(.teacher, using: RandomSource(seed: 0))
        try network.load(weightsAt: "\(folder)/\($0)")
        return network
      }
    }
    if let folder { try makeFolder(folder) }
    return try (1...teacherCount).map { number in
      progress("teacher \(number) of \(teacherCount)")
      let state = try train(
        .teacher, on: batches, epochs: epochs, seed: seed &+ UInt64(100 * (number - 1)),
        progress: progress)
      let network = ClarityNetwork(.teacher, using: RandomSource(seed: 0))
      try network.load(
        folder.map { try saved(state, at: "\($0)/teacher-\(number).safetensors") } ?? state)
      network.isTraining = false
      return network
    }
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
      guard ClarityNetwork.isDigit(label) else { return nil as Double? }
      return reading.label == label ? reading.probability : 0
    }
    return (temperature, Calibration.threshold(probabilities, leaving: clearShare))
  }

  /// Held-out digits and unclear pictures, and their classes.
  static func heldOutPictures(
    _ heldOut: DigitSource, seed: UInt64
  ) -> (images: [Float], labels: [Int]) {
    let indices = Array(heldOut.range)
    let kinds = UnclearImages.Kind.allCases
    let unclearCount =
      indices.count * ClarityBatches.unclearShare
      / (ClarityBatches.dataShare + ClarityBatches.drawnShare)
    return (
      heldOut.digits.images(indices)
        + UnclearImages.pictures(unclearCount, from: heldOut, seed: seed &+ 2),
      heldOut.digits.labels(indices)
        + (0..<unclearCount).map { ClarityNetwork.label(of: kinds[$0 % kinds.count]) }
    )
  }

  /// Writes a state and reads it back.
  private static func saved(
    _ state: StateDictionary, at path: String
  ) throws(SafeTensorsError) -> StateDictionary {
    try SafeTensors.write(state, to: path, precision: .float16)
    return try SafeTensors.read(path)
  }

  /// What a set is, without the folder that it was read from.
  static func origin(_ digits: DigitSet) -> String {
    digits.source.components(separatedBy: " from ")[0]
  }
}
