import DiffusionCourse
import Digits
import NeuralNetworks
import NumericKernels
import Tensors

/// A network, its optimizer and a batch, and what can be asked of them.
struct Engine {
  private struct Loaded {
    var network: ContextUnet
    var optimizer: Adam
    var batch: Batch?
  }

  private var loaded: Loaded?

  private func ready() throws -> Loaded {
    guard let loaded else { throw ProbeError("load comes first") }
    return loaded
  }

  private func readyBatch() throws -> (Loaded, Batch) {
    let loaded = try ready()
    guard let batch = loaded.batch else { throw ProbeError("load has to name a batch first") }
    return (loaded, batch)
  }

  mutating func answer(to request: Request) throws -> Answer {
    switch request.work {
    case .load: try load(request)
    case .predict: try predict(request)
    case .differentiate: try differentiate(request)
    case .train: try train(request)
    case .time: try time(request)
    case .digits: try digits(request)
    }
  }

  /// A network with `weights`, and inputs from `batch` if it is named.
  private mutating func load(_ request: Request) throws -> Answer {
    let features = try request.required(\.features, "features", in: 8...256)
    guard features.isMultiple(of: 8) else {
      throw ProbeError("load: features \(features): a multiple of 8 is needed")
    }
    let network = ContextUnet(
      inChannels: 1, features: features, classes: ConditionalDenoiser.classes,
      using: RandomSource(seed: 1))
    let weights = try request.required(\.weights, "weights")
    do { try network.load(try SafeTensors.read(weights)) } catch let error as StateDictionaryError {
      throw ProbeError("\(weights): \(error)")
    }
    loaded = Loaded(
      network: network,
      optimizer: Adam(
        network.parameters.map(\.parameter), learningRate: request.learningRate ?? 1e-4),
      batch: try request.batch.map { try Batch(reading: $0) })
    return Answer(parameters: network.parameterCount, threads: threadCount)
  }

  private static func forward(_ network: ContextUnet, _ batch: Batch) -> Tensor {
    network(batch.images, time: batch.time, context: batch.context)
  }

  /// Writes the `prediction` in evaluation mode to `output`.
  private func predict(_ request: Request) throws -> Answer {
    let (loaded, batch) = try readyBatch()
    loaded.network.isTraining = false
    let prediction = withoutGradients { Self.forward(loaded.network, batch) }
    try write([("prediction", prediction)], request)
    return Answer()
  }

  /// Writes the `prediction` in training mode, every `gradients.NAME` and, as training changes
  /// them too, every `buffers.NAME` to `output`.
  private func differentiate(_ request: Request) throws -> Answer {
    let (loaded, batch) = try readyBatch()
    loaded.network.isTraining = true
    loaded.optimizer.clearGradients()
    let prediction = Self.forward(loaded.network, batch)
    let loss = meanSquaredError(prediction, batch.target)
    loss.backward()
    var tensors = [("prediction", prediction)]
    for (name, parameter) in loaded.network.parameters {
      guard let gradient = parameter.gradient else { throw ProbeError("\(name) has no gradient") }
      tensors.append(("gradients." + name, gradient))
    }
    for (name, buffer) in loaded.network.buffers {
      tensors.append(("buffers." + name, buffer.value))
    }
    try write(tensors, request)
    return Answer(losses: [Double(loss.scalar)])
  }

  private func write(_ tensors: [(String, Tensor)], _ request: Request) throws {
    try SafeTensors.write(
      StateDictionary(tensors.map { (name: $0, shape: $1.shape, values: $1.scalars) }),
      to: request.required(\.output, "output"))
  }

  private static func step(_ loaded: Loaded, _ batch: Batch) -> Tensor {
    loaded.optimizer.clearGradients()
    let loss = meanSquaredError(forward(loaded.network, batch), batch.target)
    loss.backward()
    loaded.optimizer.step()
    return loss
  }

  /// Trains on the inputs in `batch`, `size` a step in their order, and answers with the losses.
  private func train(_ request: Request) throws -> Answer {
    let loaded = try ready()
    let batches = try Batch(reading: request.required(\.batch, "batch"))
    let size = try request.required(\.size, "size", in: 1...batches.count)
    loaded.network.isTraining = true
    return Answer(
      losses: stride(from: 0, through: batches.count - size, by: size).map { start in
        Double(Self.step(loaded, batches[start..<start + size]).scalar)
      })
  }

  /// Does the same `steps` times, in training if `training`, else forward for evaluation, after one that
  /// is not measured; answers with the seconds of each.
  private func time(_ request: Request) throws -> Answer {
    let (loaded, batch) = try readyBatch()
    let steps = try request.required(\.steps, "steps", in: 1...100_000)
    let isTraining = try request.required(\.training, "training")
    loaded.network.isTraining = isTraining
    let clock = ContinuousClock()
    let seconds = (0...steps).map { _ in
      clock.measure {
        if isTraining {
          _ = Self.step(loaded, batch)
        } else {
          withoutGradients { _ = Self.forward(loaded.network, batch) }
        }
      } / .seconds(1)
    }
    return Answer(seconds: Array(seconds.dropFirst()))
  }

  /// Writes `count` digits as `images` [n, 1, 28, 28] and `labels` [n] to `output`: MNIST's from
  /// `folder`, or drawn ones without it.
  private func digits(_ request: Request) throws -> Answer {
    let count = try request.required(\.count, "count", in: 1...60_000)
    let digits =
      try request.folder.map { try MNIST.load(.train, from: $0).prefix(count) }
      ?? DrawnDigits.generate(count: count, seed: 1)
    let indices = Array(0..<digits.count)
    try write(
      [
        ("images", Tensor(digits.images(indices), shape: [digits.count, 1, 28, 28])),
        ("labels", Tensor(digits.labels(indices).map(Float.init), shape: [digits.count])),
      ], request)
    return Answer(source: digits.source)
  }
}
