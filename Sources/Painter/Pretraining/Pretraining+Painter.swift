import CaptionedPictures
import DiffusionCourse
import NeuralNetworks
import Tensors

extension Pretraining {
  /// Pictures whose latents are computed once; captions and noise are new each time.
  private static let pictures = 65_536
  /// The share of captions left out, for guidance.
  private static let captionDropout = 0.1

  func trainPainter() throws {
    let source = TrainingPictures(seed: seed &+ 100)
    let autoencoder = LatentAutoencoder(using: RandomSource(seed: 0))
    _ = try weights.load(autoencoder, from: .autoencoder)
    var (latents, scaling) = encode(source, by: autoencoder)
    latents = latents * scaling

    let random = RandomSource(seed: seed)
    let (text, network) = Painter.networks(using: random)
    let empty = Tokenizer.tokenize("").ids
    let signals = Painter.alphaBars.map { $0.squareRoot() }
    let levels = Painter.alphaBars.map { (1 - $0).squareRoot() }
    try optimize(PainterNetworks(text, network), averageDecay: 0.9995) { step in
      let indices = (0..<batchSize).map { _ in
        random.integer(in: 0...Self.pictures - 1)
      }
      let captions = indices.enumerated().map { i, index in
        random.uniform() < Self.captionDropout
          ? empty : source.tokens(index, variant: step * batchSize + i)
      }
      let clean = latents.rows(indices)  // [B, 8, 8, 8]
      let timesteps = random.integers(in: 1...Painter.timesteps, count: batchSize)
      let noise = random.normal(shape: clean.shape)
      let noisy =
        clean * signals.gathered(at: timesteps) + noise * levels.gathered(at: timesteps)
      return meanSquaredError(
        network.predictNoise(in: noisy, at: timesteps, text: text(captions)), noise)
    } saving: {
      try save($0, ["latent scaling": "\(scaling)"])
    }
  }

  /// Latents of all pictures, not scaled, and their scaling.
  private func encode(
    _ source: TrainingPictures, by autoencoder: LatentAutoencoder
  ) -> (latents: Tensor, scaling: Double) {
    let size = 256
    let parts = stride(from: 0, to: Self.pictures, by: size).map { first in
      withoutGradients { autoencoder.encode(source.pictures(first..<first + size)) }
    }
    let latents = Tensor.concatenating(parts, axis: 0)
    let scaling = assignment.latentScaling(of: latents[0..<8192])
    progress("\(Self.pictures) pictures encoded, scaling \(scaling)")
    return (latents, scaling)
  }
}

extension Tensor {
  /// Some rows of the first axis, in the order given: a constant.
  func rows(_ indices: [Int]) -> Tensor {
    let row = count / shape[0]
    var values: [Float] = []
    values.reserveCapacity(indices.count * row)
    withUnsafeScalars { scalars in
      for index in indices { values += scalars[index * row..<(index + 1) * row] }
    }
    return Tensor(values, shape: [indices.count] + shape.dropFirst())
  }
}
