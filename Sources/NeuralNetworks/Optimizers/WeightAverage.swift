internal import NumericKernels
import Tensors

/// A running average of a network's weights and statistics, which samples better than the last
/// weights: it takes out the jitter of single steps.
///
///     d = min(decay, (1 + n) / (10 + n)),  n updates so far
///     average ← d · average + (1 − d) · value
///
/// Counters (`num_batches_tracked`) are copied.
public final class WeightAverage {
  public let decay: Double
  /// n, the updates so far.
  public private(set) var updates = 0
  private let network: any Network
  private let names: [String]
  private var averages: [[Float]]

  /// Starts from the network's present state.
  ///
  /// - Parameter decay: The most of the average that an update keeps, 0…1.
  public init(of network: any Network, decay: Double) {
    self.network = network
    self.decay = decay
    let state = network.stateDictionary
    names = state.tensors.map(\.name)
    averages = state.tensors.map(\.values)
  }

  /// Takes in the network's present state; call it after each of the optimizer's steps.
  public func update() {
    let kept = min(decay, Double(1 + updates) / Double(10 + updates))
    updates += 1
    for (index, value) in currentValues().enumerated() {
      let isCounter = StateDictionary.isCounter(names[index])
      let (old, new) = isCounter ? (0, 1) : (Float(kept), Float(1 - kept))
      value.withUnsafeScalars { values in
        averages[index].withUnsafeMutableBufferPointer { average in
          guard let target = average.baseAddress, let source = values.baseAddress else { return }
          mixInto(target, kept: old, source, fresh: new, count: values.count)
        }
      }
    }
  }

  /// The averages, ready to be saved or loaded into a network of the same kind.
  public var stateDictionary: StateDictionary {
    var state = network.stateDictionary
    for index in state.tensors.indices { state.tensors[index].values = averages[index] }
    return state
  }

  /// Continues from earlier averages, exactly.
  ///
  /// - Throws: `StateDictionaryError` if they belong to another network.
  public func restore(_ state: StateDictionary, updates: Int) throws(StateDictionaryError) {
    averages = try state.values(matching: network.stateDictionary)
    self.updates = max(0, updates)
  }

  /// In the order of the network's `stateDictionary`.
  private func currentValues() -> [Tensor] {
    network.parameters.map(\.parameter.value) + network.buffers.map(\.buffer.value)
  }
}
