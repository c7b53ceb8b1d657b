import SubmissionProtocol
import Tensors

/// What the calls of one request share: the source of random numbers, and the network if it has
/// one.
struct CallContext {
  let random: RandomSource
  let network: ProbeNetwork?

  init(seed: UInt64 = 0, network: ProbeDescription? = nil) {
    random = RandomSource(seed: seed)
    random.startRecording()
    self.network = network.map(ProbeNetwork.init)
  }

  /// The finished answer.
  func answer(_ result: CallResult, to request: WorkerRequest) -> WorkerAnswer {
    WorkerAnswer(
      number: request.number, result: result, calls: network?.calls ?? [],
      normals: recordedNormals)
  }

  /// The loss and its gradients by the probe's parameters.
  func lossResult(_ loss: Tensor) -> CallResult {
    let value = TensorValue(loss)
    guard loss.count == 1, let network, loss.tracksGradient else {
      return .loss(value, scaleGradient: nil, shiftGradient: nil)
    }
    loss.backward()
    func gradient(of parameter: Parameter) -> Float32Bits? {
      parameter.gradient.map { Float32Bits($0.scalar) }
    }
    return .loss(
      value, scaleGradient: gradient(of: network.scale), shiftGradient: gradient(of: network.shift))
  }

  private var recordedNormals: TensorValue {
    var normals: [Float] = []
    for case .normal(_, let values) in random.draws {
      normals += values
    }
    return TensorValue(shape: [normals.count], values: normals)
  }
}
