import DiffusionCourse
import SubmissionProtocol
import Tensors

/// The network that a request describes; it records every call.
///
/// It answers odd calls, with too few timesteps for example, as well as it can: what is wrong with
/// them is said by the test, which sees the record.
final class ProbeNetwork: DenoisingNetwork {
  private(set) var calls: [NetworkCall] = []
  /// The affine probe's trainable numbers.
  let scale: Parameter
  let shift: Parameter

  private let description: ProbeDescription
  private var recordedScalars = 0
  private let maximumRecordedScalars = 1 << 22

  init(_ description: ProbeDescription) {
    self.description = description
    if case .affine(let scale, _, _, let shift, _) = description {
      self.scale = Parameter(Tensor(scale))
      self.shift = Parameter(Tensor(shift))
    } else {
      scale = Parameter(Tensor(0))
      shift = Parameter(Tensor(0))
    }
  }

  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    let output =
      switch description {
      case .affine(_, let time, let label, _, let lastTimestep):
        scale.value * noisyImages + shift.value
          + perImageTerm(noisyImages.shape) { index in
            var term =
              timesteps.indices.contains(index)
              ? time * Float(timesteps[index]) / Float(max(lastTimestep, 1)) : 0
            if let labels, labels.indices.contains(index) {
              term += label * (Float(labels[index]) + 1) / 10
            }
            return term
          }
      case .oracle(let cleanImages, let alphaBars, let prediction):
        oraclePrediction(
          noisyImages, at: timesteps, labels: labels, cleanImages: cleanImages,
          alphaBars: alphaBars.values, prediction: prediction)
      case .reader: Tensor.zeros(noisyImages.shape)
      }
    record(noisyImages, timesteps, labels, output)
    return output
  }

  /// A tensor [B, 1, …] with one number per image, for images of any rank.
  private func perImageTerm(_ shape: [Int], _ term: (Int) -> Float) -> Tensor {
    guard let batch = shape.first else { return Tensor(0) }
    return Tensor(
      (0..<batch).map(term), shape: [batch] + Array(repeating: 1, count: shape.count - 1))
  }

  /// x₀ itself, or ε = (x_t − √ᾱ_t x₀)/√(1 − ᾱ_t). Zero where no clean image is known.
  private func oraclePrediction(
    _ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?, cleanImages: TensorValue,
    alphaBars: [Double], prediction: PredictionChoice
  ) -> Tensor {
    let noisy = noisyImages.scalars
    var output = [Float](repeating: 0, count: noisy.count)
    let pixels = cleanImages.shape.dropFirst().reduce(1, *)
    let batch = noisyImages.shape.first ?? 0
    guard Array(noisyImages.shape.dropFirst()) == Array(cleanImages.shape.dropFirst()) else {
      return Tensor(output, shape: noisyImages.shape)
    }
    for image in 0..<batch {
      var clean = image
      if let labels { clean = labels.indices.contains(image) ? labels[image] : -1 }
      let timestep = timesteps.indices.contains(image) ? timesteps[image] : 0
      guard (0..<cleanImages.shape[0]).contains(clean), timestep > 0,
        alphaBars.indices.contains(timestep)
      else { continue }
      let signalScale = alphaBars[timestep].squareRoot()
      let noiseScale = (1 - alphaBars[timestep]).squareRoot()
      for pixel in 0..<pixels {
        let known = Double(cleanImages.values[clean * pixels + pixel])
        let index = image * pixels + pixel
        output[index] =
          switch prediction {
          case .sample: Float(known)
          case .epsilon: Float((Double(noisy[index]) - signalScale * known) / noiseScale)
          }
      }
    }
    return Tensor(output, shape: noisyImages.shape)
  }

  private func record(_ input: Tensor, _ timesteps: [Int], _ labels: [Int]?, _ output: Tensor) {
    recordedScalars += input.count + output.count
    guard recordedScalars <= maximumRecordedScalars else {
      fatalError(
        "The network has been called \(calls.count) times by one call of the function under test, "
          + "with \(recordedScalars) numbers in and out: far more than it can need")
    }
    calls.append(
      NetworkCall(
        input: TensorValue(input), timesteps: timesteps, labels: labels,
        output: TensorValue(output)))
  }
}
