import NeuralNetworks
import Tensors

/// A `ContextUnet` that knows how many timesteps there are: what `loss` and `sample` are given.
///
/// The time enters as t/T and the label as one-hot; without a label, the one-hot vector is zero.
///
/// In training some labels are left out at random. In sampling the prediction with labels is pushed
/// away from the one without: classifier-free guidance (Ho and Salimans 2022, equation 6),
///
///     (1 + w) · network(x_t, t, label) − w · network(x_t, t)
public final class ConditionalDenoiser: DenoisingNetwork {
  /// The ten digits.
  public static let classes = 10

  public let network: ContextUnet
  /// T.
  public let timesteps: Int
  /// w.
  public let guidance: Double
  private let labelDropout: Double
  private let random: RandomSource?

  /// A network to sample with, or to train with all labels.
  ///
  /// - Parameter guidance: w; used outside of training, where labels are given.
  public init(_ network: ContextUnet, timesteps: Int, guidance: Double = 0) {
    self.network = network
    self.timesteps = timesteps
    self.guidance = guidance
    labelDropout = 0
    random = nil
  }

  /// A network to train, which leaves out each label with probability `labelDropout`.
  public init(
    _ network: ContextUnet, timesteps: Int, labelDropout: Double, using random: RandomSource
  ) {
    self.network = network
    self.timesteps = timesteps
    guidance = 0
    self.labelDropout = labelDropout
    self.random = random
  }

  public func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    let time = timesteps.map { Float($0) / Float(self.timesteps) }
    let count = time.count
    let none = Tensor.zeros([count, Self.classes])
    guard let labels else { return network(noisyImages, time: time, context: none) }
    var context = oneHot(labels, classes: Self.classes)  // [B, 10]
    if network.isTraining {
      if let random, labelDropout > 0 {
        let kept = (0..<count).map { _ in Float(random.uniform() < labelDropout ? 0 : 1) }
        context = context * Tensor(kept, shape: [count, 1])
      }
      return network(noisyImages, time: time, context: context)
    }
    guard guidance != 0 else { return network(noisyImages, time: time, context: context) }
    let both = network(
      .concatenating([noisyImages, noisyImages], axis: 0), time: time + time,
      context: .concatenating([context, none], axis: 0))  // [2B, C, H, W]
    return (1 + guidance) * both[0..<count] - guidance * both[count..<2 * count]
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
