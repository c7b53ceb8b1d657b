import DiffusionCourse
import SubmissionProtocol
import Tensors

/// A network that whoever asks this worker holds: its weights are not in this process, and each call
/// is seen outside.
final class RemoteNetwork: DenoisingNetwork {
  private let channel: WorkerChannel

  init(_ channel: WorkerChannel) {
    self.channel = channel
  }

  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    let question = NetworkQuestion(
      images: TensorValue(noisyImages), timesteps: timesteps, labels: labels)
    return Tensor(channel.answer(to: question), shape: noisyImages.shape)
  }
}
