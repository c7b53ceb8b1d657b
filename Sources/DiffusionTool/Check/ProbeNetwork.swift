import DiffusionCourse
import Tensors

/// A network whose answers are known and which remembers what it was asked.
final class ProbeNetwork: DenoisingNetwork {
  private(set) var calls: [(images: Tensor, timesteps: [Int], labels: [Int]?)] = []
  private let answer: (Tensor, [Int]) -> Tensor

  init(answer: @escaping (Tensor, [Int]) -> Tensor) {
    self.answer = answer
  }

  /// Answers the same number for every pixel.
  convenience init(constant: Float) {
    self.init { images, _ in .filled(constant, shape: images.shape) }
  }

  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    calls.append((noisyImages, timesteps, labels))
    return answer(noisyImages, timesteps)
  }
}
