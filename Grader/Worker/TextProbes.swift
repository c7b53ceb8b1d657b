import DiffusionCourse
import SubmissionProtocol
import Tensors

/// The network of assignment 2-2 that a request describes; it records every call.
final class ProbeReader: TextConditionedNetwork {
  private(set) var calls: [NetworkCall] = []
  private let description: ProbeDescription
  private var recordedScalars = 0

  init(_ description: ProbeDescription) {
    self.description = description
  }

  /// Answers odd calls, with too few texts for example, as well as it can: the test, which sees the
  /// record, says what is wrong with them.
  func predictNoise(in latents: Tensor, at timesteps: [Int], text: Tensor) -> Tensor {
    guard case .reader(let scale, let time, let weight, let last) = description else {
      fatalError("the request describes no network that reads")
    }
    let batch = latents.shape.first ?? 0
    let texts = ProbeReader.meanings(of: text)
    let terms = (0..<batch).map { index in
      let timestep = timesteps.indices.contains(index) ? timesteps[index] : 0
      return time * Float(timestep) / Float(max(last, 1))
        + weight * (texts.indices.contains(index) ? texts[index] : 0)
    }
    let shape = [batch] + Array(repeating: 1, count: max(latents.shape.count - 1, 0))
    let output = scale * latents + (batch == 0 ? Tensor(0) : Tensor(terms, shape: shape))
    record(latents, timesteps, text, output)
    return output
  }

  /// The weighted mean of each text's numbers, [B].
  private static func meanings(of text: Tensor) -> [Float] {
    let batch = text.shape.first ?? 0
    let count = batch == 0 ? 0 : text.count / batch
    let numbers = text.scalars
    return (0..<batch).map { index in
      let sum = (0..<count).reduce(0.0) {
        $0 + Double(1 + $1 % 3) * Double(numbers[index * count + $1])
      }
      return Float(sum / Double(max(count, 1)))
    }
  }

  private func record(_ latents: Tensor, _ timesteps: [Int], _ text: Tensor, _ output: Tensor) {
    recordedScalars += latents.count + output.count + text.count
    guard recordedScalars <= 1 << 22 else {
      fatalError(
        "The network has been called \(calls.count) times by one call of the function under test, "
          + "with \(recordedScalars) numbers in and out: far more than it can need")
    }
    calls.append(
      NetworkCall(
        input: TensorValue(latents), timesteps: timesteps, labels: nil, text: TensorValue(text),
        output: TensorValue(output)))
  }
}

/// The scheduler that a request describes; it records every step, in the order in which they come.
final class ProbeScheduler: NoiseScheduler {
  private(set) var steps: [SchedulerStep] = []
  private let description: SchedulerDescription
  private let network: ProbeReader
  private let given: RandomSource

  var timesteps: [Int] { description.timesteps }

  init(_ description: SchedulerDescription, network: ProbeReader, given: RandomSource) {
    self.description = description
    self.network = network
    self.given = given
  }

  func step(
    from latents: Tensor, predictedNoise: Tensor, at timestep: Int, using random: RandomSource
  ) -> Tensor {
    guard steps.count < 10 * timesteps.count + 100 else {
      fatalError("The scheduler has been asked for \(steps.count) steps: far more than it has")
    }
    // Shapes that do not fit are the test's to name.
    var output =
      latents.shape == predictedNoise.shape
      ? description.keep * latents - description.remove * predictedNoise : latents
    if description.fresh != 0 {
      let share = description.fresh * Float(timestep) / Float(max(timesteps.max() ?? 1, 1))
      output = output + share * random.normal(shape: output.shape)
    }
    steps.append(
      SchedulerStep(
        latents: TensorValue(latents), predictedNoise: TensorValue(predictedNoise),
        timestep: timestep, usesGivenSource: random === given, callsBefore: network.calls.count,
        output: TensorValue(output)))
    return output
  }
}

/// The decoder that a request describes; it records every call.
final class ProbeDecoder: LatentDecoder {
  private(set) var calls: [NetworkCall] = []
  private let description: DecoderDescription

  init(_ description: DecoderDescription) {
    self.description = description
  }

  func decode(_ latents: Tensor) -> Tensor {
    guard latents.rank == 4 else {
      fatalError("the decoder was given latents of shape \(latents.shape); it takes [B, C, h, w]")
    }
    let (channels, height, width) = (latents.shape[1], latents.shape[2], latents.shape[3])
    let factor = description.enlargement
    let numbers = latents.scalars
    var pixels: [Float] = []
    for image in 0..<latents.shape[0] {
      for colour in 0..<3 {
        for y in 0..<height * factor {
          for x in 0..<width * factor {
            let plane = image * channels + colour % channels
            pixels.append(
              description.gain * numbers[(plane * height + y / factor) * width + x / factor])
          }
        }
      }
    }
    let output = Tensor(pixels, shape: [latents.shape[0], 3, height * factor, width * factor])
    calls.append(
      NetworkCall(
        input: TensorValue(latents), timesteps: [], labels: nil, output: TensorValue(output)))
    return output
  }
}
