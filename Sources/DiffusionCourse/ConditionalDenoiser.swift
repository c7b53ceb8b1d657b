import NeuralNetworks
import Tensors

/// A `ContextUnet` that knows how many timesteps there are: what `loss` and `sample` are given.
///
/// The time enters as t/T and the label as one-hot; without labels, the one-hot vectors are zero.
public final class ConditionalDenoiser: DenoisingNetwork {
  /// The ten digits.
  public static let classes = 10

  public let network: ContextUnet
  /// T.
  public let timesteps: Int

  public init(_ network: ContextUnet, timesteps: Int) {
    self.network = network
    self.timesteps = timesteps
  }

  public func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    let time = timesteps.map { Float($0) / Float(self.timesteps) }
    let context =  // [B, 10]
      labels.map { oneHot($0, classes: Self.classes) } ?? .zeros([time.count, Self.classes])
    return network(noisyImages, time: time, context: context)
  }
}

/// Tells how many predictions a sampler has asked for: its progress.
final class CountingDenoiser: DenoisingNetwork {
  private let base: any DenoisingNetwork
  private let report: (Int) -> Void
  private var count = 0

  init(_ base: any DenoisingNetwork, report: @escaping (Int) -> Void) {
    self.base = base
    self.report = report
  }

  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    defer {
      count += 1
      report(count)
    }
    return base.predict(noisyImages, at: timesteps, labels: labels)
  }
}
