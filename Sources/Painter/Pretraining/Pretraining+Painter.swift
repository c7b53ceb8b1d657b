import CaptionedPictures
import DiffusionCourse
import Foundation
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
    try folder(of: .autoencoder).load(autoencoder, from: .autoencoder)
    var (latents, scaling) = encode(source, by: autoencoder)
    latents = latents * scaling

    let random = RandomSource(seed: seed)
    let (text, network) = Painter.networks(using: random)
    let empty = Tokenizer.tokenize("").ids
    // As Stable Diffusion's text encoder is CLIP's; here it goes on learning.
    let scorer = ContrastiveScorer(using: RandomSource(seed: 0))
    try folder(of: .scorer).load(scorer, from: .scorer)
    try text.load(scorer.text.stateDictionary)
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
      let signal = Painter.signalLevels.gathered(at: timesteps)
      let level = Painter.noiseLevels.gathered(at: timesteps)
      return meanSquaredError(
        network.predictVelocity(
          in: clean * signal + noise * level, at: timesteps, text: text(captions)),
        noise * signal - clean * level)
    } saving: {
      try save($0, ["latent scaling": "\(scaling)"])
    }
  }

  /// Where a part that was trained before is: beside the weights to come, or among those of the project.
  private func folder(of file: PainterWeights.File) -> PainterWeights {
    FileManager.default.fileExists(atPath: weights.path(of: file)) ? weights : .committed
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
