import Tensors

/// Anything with trainable parameters: a layer, or layers put together.
///
/// Names are those of PyTorch's state dictionaries ("down1.model.0.conv1.0.weight"), so that
/// weights move from one to the other.
public protocol Network: AnyObject {
  /// Whether batch statistics are used and collected (training) or the collected ones (sampling).
  var isTraining: Bool { get set }
  /// What an optimizer changes, in the order in which the parts were defined.
  var parameters: [(name: String, parameter: Parameter)] { get }
  /// What belongs to the state but is not trained: running means and variances.
  var buffers: [(name: String, buffer: Buffer)] { get }
}

/// A part of a network's state that no gradient flows to.
public final class Buffer {
  /// The current value; replaced by one of the same shape.
  public var value: Tensor {
    didSet {
      if value.shape != oldValue.shape {
        fatalError("Buffer: shape \(value.shape) given where \(oldValue.shape) is expected")
      }
    }
  }

  public init(_ value: Tensor) {
    self.value = value.detached()
  }
}

/// A network made of named parts; everything it has is theirs.
public protocol CompositeNetwork: Network {
  /// The parts, each with the prefix that PyTorch's names of its state have.
  var children: [(name: String, child: any Network)] { get }
}

extension CompositeNetwork {
  public var isTraining: Bool {
    get { children.contains { $0.child.isTraining } }
    set { for (_, child) in children { child.isTraining = newValue } }
  }

  public var parameters: [(name: String, parameter: Parameter)] {
    children.flatMap { prefix, child in
      child.parameters.map { (name: "\(prefix).\($0.name)", parameter: $0.parameter) }
    }
  }

  public var buffers: [(name: String, buffer: Buffer)] {
    children.flatMap { prefix, child in
      child.buffers.map { (name: "\(prefix).\($0.name)", buffer: $0.buffer) }
    }
  }
}

extension Network {
  /// The number of trainable numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.parameter.value.count } }
}
