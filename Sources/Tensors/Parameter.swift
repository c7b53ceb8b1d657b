/// A tensor that training changes: a leaf of every computation it enters.
public final class Parameter {
  /// The current value; results computed from it pass their gradient back to `gradient`.
  public private(set) var value: Tensor

  public init(_ value: Tensor) {
    self.value = value.copied().trackingGradient()
  }

  /// dL/d(value), summed over all `backward()` since `clearGradient()`.
  public var gradient: Tensor? { value.gradient }

  public func clearGradient() { value.node?.gradient = nil }

  /// Replaces the value by one of the same shape.
  public func assign(_ newValue: Tensor) {
    if newValue.shape != value.shape {
      fatalError("Parameter: shape \(newValue.shape) given where \(value.shape) is expected")
    }
    value = newValue.copied().trackingGradient()
  }

  /// Changes the elements in place, as an optimizer does between two steps. Tensors computed from
  /// the old value must not be differentiated any more.
  public func withUnsafeMutableScalars<R>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
  ) rethrows -> R {
    defer { withExtendedLifetime(value) {} }
    return try body(UnsafeMutableBufferPointer(start: value.storage.pointer, count: value.count))
  }
}

extension Tensor {
  /// The same elements in memory of their own.
  func copied() -> Tensor {
    Tensor(shape: shape) { $0.update(from: pointer, count: count) }
  }
}
