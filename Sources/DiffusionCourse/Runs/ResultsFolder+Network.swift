import NeuralNetworks
import Tensors

extension ResultsFolder {
  /// The network with the weights of the finished run, ready to draw samples.
  ///
  /// - Throws: `WeightsError` for weights that are missing, broken or of another network.
  public func network(of record: RunRecord) throws -> ContextUnet {
    let network = ContextUnet(
      inChannels: 1, features: record.run.settings.features, classes: ConditionalDenoiser.classes,
      using: RandomSource(seed: 0))
    try network.load(weightsAt: path(of: .model), maximumBytes: SafeTensors.defaultMaximumBytes)
    return network
  }
}
