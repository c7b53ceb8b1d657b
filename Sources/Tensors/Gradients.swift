import Synchronization

/// A step of a computation, as far as its gradient is concerned: which nodes went in, and how the
/// gradient of the result becomes gradients of those.
final class GradientNode: @unchecked Sendable {
  /// Nodes are numbered as they are made, so inputs always have smaller numbers than results.
  let order: UInt64
  var inputs: [GradientNode?]
  /// From dL/d(result) to dL/d(input), one for each input; nil where no gradient flows.
  var propagate: ((Tensor) -> [Tensor?])?
  /// dL/d(result), as far as it has been summed up.
  var gradient: Tensor?

  var isLeaf: Bool { propagate == nil && inputs.isEmpty }

  private static let counter = Atomic<UInt64>(0)

  init(inputs: [GradientNode?] = [], propagate: ((Tensor) -> [Tensor?])? = nil) {
    order = GradientNode.counter.wrappingAdd(1, ordering: .relaxed).newValue
    self.inputs = inputs
    self.propagate = propagate
  }

  /// Takes chains of nodes apart in a loop: releasing them one inside the other would overflow the
  /// stack after some ten thousand steps.
  deinit {
    var pending = inputs
    inputs = []
    while var next = pending.popLast() {
      guard next != nil, isKnownUniquelyReferenced(&next!) else { continue }
      pending.append(contentsOf: next!.inputs)
      next!.inputs = []
    }
  }
}

private enum Recording {
  @TaskLocal static var isOn = true
}

/// Runs `body` without remembering how its tensors were computed: for sampling, where nothing is
/// differentiated and memory should not grow with the number of steps.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  try Recording.$isOn.withValue(false, operation: body)
}

extension Tensor {
  /// A result with its place in the graph, if any of `inputs` has one.
  ///
  /// `propagate` must hold on to detached tensors only, or releasing a graph would recurse.
  func recorded(
    from inputs: [Tensor], _ propagate: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    guard Tensor.isRecorded(inputs) else { return self }
    let node = GradientNode(inputs: inputs.map(\.node), propagate: propagate)
    return Tensor(storage: storage, shape: shape, node: node)
  }

  /// Whether what is computed from these is remembered for a gradient.
  static func isRecorded(_ inputs: [Tensor?]) -> Bool {
    Recording.isOn && inputs.contains { $0?.node != nil }
  }

  /// The same elements as a constant: no gradient flows through.
  public func detached() -> Tensor { Tensor(storage: storage, shape: shape) }

  /// The same elements as the start of a computation; after `backward()` on a result,
  /// `gradient` holds the derivative with respect to them.
  public func trackingGradient() -> Tensor {
    Tensor(storage: storage, shape: shape, node: GradientNode())
  }

  /// Whether gradients flow through this tensor.
  public var tracksGradient: Bool { node != nil }

  /// dL/d(self), of the same shape, after L's `backward()`; nil before, and for tensors that did
  /// not come from `trackingGradient()`.
  public var gradient: Tensor? { node.flatMap { $0.isLeaf ? $0.gradient : nil } }

  /// Differentiates this one-element tensor with respect to every leaf it was computed from, and
  /// adds the results to the leaves' `gradient`. The graph is used up by it.
  public func backward() {
    if count != 1 { fatalError("backward: expected one element, found shape \(shape)") }
    guard let node else {
      fatalError("backward: nothing to differentiate; was this computed in withoutGradients?")
    }
    node.gradient = Tensor.ones(shape)
    for node in GradientNode.reachable(from: node) where !node.isLeaf {
      guard let gradient = node.gradient else { continue }
      guard let propagate = node.propagate else {
        fatalError("backward: a second time through the same graph")
      }
      let parts = withoutGradients { propagate(gradient) }
      for (input, part) in zip(node.inputs, parts) {
        guard let input, let part else { continue }
        input.gradient = input.gradient.map { sum in withoutGradients { sum + part } } ?? part
      }
      // What the step kept for its gradient is free from here on.
      node.propagate = nil
      node.gradient = nil
    }
  }
}

extension GradientNode {
  /// All nodes that `root` was computed from, last computed first.
  fileprivate static func reachable(from root: GradientNode) -> [GradientNode] {
    var found: [ObjectIdentifier: GradientNode] = [ObjectIdentifier(root): root]
    var pending = [root]
    while let node = pending.popLast() {
      for case let input? in node.inputs where found[ObjectIdentifier(input)] == nil {
        found[ObjectIdentifier(input)] = input
        pending.append(input)
      }
    }
    return found.values.sorted { $0.order > $1.order }
  }
}
