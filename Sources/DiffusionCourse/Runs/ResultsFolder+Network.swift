import NeuralNetworks
import Tensors

extension ResultsFolder {
  /// The network with the weights of the finished run.
  public func network(of record: RunRecord) throws -> ContextUnet {
    let network = ContextUnet(
      inChannels: 1, features: record.run.settings.features, classes: ConditionalDenoiser.classes,
      using: RandomSource(seed: 0))
    try network.load(SafeTensors.read(path(of: .model)))
    return network
  }
}
