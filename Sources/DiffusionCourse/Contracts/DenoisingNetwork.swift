import Tensors

/// What a loss or a sampler asks of a network: look at noisy images and predict.
///
/// Whether the prediction is the noise ε or the clean image x₀ is decided by how the network was
/// trained (`PredictionType`), not by the network.
public protocol DenoisingNetwork {
  /// Predicts, for each image, the noise in it or the clean image behind it.
  ///
  /// - Parameters:
  ///   - noisyImages: x_t, [B, C, H, W].
  ///   - timesteps: One timestep per image, [B], each in 1…T.
  ///   - labels: One class per image, [B], or nil to leave the class out.
  /// - Returns: The prediction, [B, C, H, W].
  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor
}

extension DenoisingNetwork {
  /// `predict` without classes: the hands-on's networks do not know any.
  public func predict(_ noisyImages: Tensor, at timesteps: [Int]) -> Tensor {
    predict(noisyImages, at: timesteps, labels: nil)
  }
}
