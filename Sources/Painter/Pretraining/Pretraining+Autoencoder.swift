import NeuralNetworks
import Tensors

extension Pretraining {
  /// The noise put on latents in training, so that latents that are not quite right still decode well.
  private static let latentNoise = 0.1

  func trainAutoencoder() throws {
    let random = RandomSource(seed: seed)
    let network = LatentAutoencoder(using: random)
    let source = TrainingPictures(seed: seed)
    try optimize(network) { step in
      let first = step * batchSize
      let pictures = source.pictures(first..<first + batchSize)  // [B, 3, 32, 32]
      let latents = network.encode(pictures)  // [B, 8, 8, 8]
      let noise = random.normal(shape: latents.shape) * Self.latentNoise
      let decoded = network.decode(latents + noise)
      // The last part holds latents near one, or they would outgrow the noise.
      return meanSquaredError(decoded, pictures) + 0.1 * meanAbsoluteError(decoded, pictures)
        + 1e-3 * latents.squared().mean()
    } saving: {
      try save($0)
    }
  }
}
