extension Tensor {
  /// Differentiates, as `backward()` does, something computed from this tensor elsewhere.
  ///
  /// - Parameter gradient: dL/d(self), of the same shape.
  package func backward(from gradient: Tensor) {
    if gradient.shape != shape {
      fatalError("backward: a gradient of shape \(gradient.shape) for shape \(shape)")
    }
    Tensor(0).recorded(from: [self]) { _ in [gradient] }.backward()
  }
}
