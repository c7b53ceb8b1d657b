import NeuralNetworks
import Tensors

extension Pretraining {
  func trainScorer() throws {
    let random = RandomSource(seed: seed)
    let network = ContrastiveScorer(using: random)
    let source = TrainingPictures(seed: seed &+ 200)
    try optimize(network) { step in
      let first = step * batchSize
      let range = first..<first + batchSize
      return assignment.contrastiveLoss(
        imageEmbeddings: network.embedding(of: source.pictures(range)),
        textEmbeddings: network.embedding(of: range.map { source.tokens($0, variant: $0) }),
        logitScale: network.logitScale)
    } saving: {
      try save($0)
    }
  }
}
