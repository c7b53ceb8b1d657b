extension Tensor {
  /// The sum of all elements, shape [].
  public func sum() -> Tensor {
    Tensor(Float(sumOf(pointer, count))).recorded(from: [self]) { [shape] in
      [$0.repeated(to: shape)]
    }
  }

  /// The mean of all elements, shape [].
  public func mean() -> Tensor {
    let factor = 1 / Double(max(count, 1))
    return Tensor(Float(sumOf(pointer, count) * factor)).recorded(from: [self]) { [shape] in
      [$0.scaled(by: factor).repeated(to: shape)]
    }
  }

  /// The sum over `axes`, which vanish from the shape, or stay with size 1.
  public func sum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let kept = reducedShape(axes)
    let result = summed(to: kept).detached().recorded(from: [self]) { [shape] in
      [$0.reshaped(to: kept).repeated(to: shape)]
    }
    if keepingDimensions { return result }
    return result.reshaped(to: shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
  }

  /// The mean over `axes`, which vanish from the shape, or stay with size 1.
  public func mean(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let count = axes.reduce(1) { $0 * shape[$1] }
    return sum(axes: axes, keepingDimensions: keepingDimensions) / Double(max(count, 1))
  }

  private func reducedShape(_ axes: [Int]) -> [Int] {
    for axis in axes where !shape.indices.contains(axis) {
      fatalError("axis \(axis) does not exist in shape \(shape)")
    }
    return shape.indices.map { axes.contains($0) ? 1 : shape[$0] }
  }
}
