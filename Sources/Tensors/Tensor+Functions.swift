internal import NumericKernels

extension Tensor {
  /// max(x, 0).
  public func relu() -> Tensor { activated(.relu) }

  /// x · Φ(x), Φ the standard normal's distribution function (the exact form, not the tanh one).
  public func gelu() -> Tensor { activated(.gelu) }

  /// x · sigmoid(x).
  public func silu() -> Tensor { activated(.silu) }

  /// 1 / (1 + e^−x).
  public func sigmoid() -> Tensor { activated(.sigmoid) }

  public func hyperbolicTangent() -> Tensor { activated(.hyperbolicTangent) }

  /// e^x.
  public func exponential() -> Tensor { activated(.exponential) }

  func activated(by activation: FusedActivation) -> Tensor {
    switch activation {
    case .none: self
    case .relu: relu()
    case .gelu: gelu()
    case .silu: silu()
    }
  }

  private func activated(_ activation: Activation) -> Tensor {
    let input = detached()
    return Tensor(shape: shape) { activate(activation, pointer, count: count, output: $0) }
      .recorded(from: [self]) { gradient in
        [
          Tensor(shape: input.shape) {
            activationGradient(
              activation, input: input.pointer, outputGradient: gradient.pointer,
              count: input.count, inputGradient: $0)
          }
        ]
      }
  }

  /// x².
  public func squared() -> Tensor { self * self }

  /// √x.
  public func squareRoot() -> Tensor {
    let output = applied(.squareRoot)
    return output.recorded(from: [self]) { [$0 / (output * 2)] }
  }

  /// The natural logarithm.
  public func logarithm() -> Tensor {
    let input = detached()
    return applied(.logarithm).recorded(from: [self]) { [$0 / input] }
  }

  /// |x|; its derivative at 0 is taken as 0.
  public func magnitude() -> Tensor {
    let input = detached()
    return applied(.magnitude).recorded(from: [self]) { [$0 * input.applied(.sign)] }
  }

  private func applied(_ function: UnaryFunction) -> Tensor {
    Tensor(shape: shape) { apply(function, pointer, count: count, output: $0) }
  }

  /// Each element held within `range`; the gradient flows where it was within.
  public func clamped(to range: ClosedRange<Float>) -> Tensor {
    let input = detached()
    let (low, high) = (range.lowerBound, range.upperBound)
    return Tensor(shape: shape) {
      clamp(pointer, low: low, high: high, count: count, output: $0)
    }.recorded(from: [self]) { gradient in
      [
        Tensor(shape: input.shape) {
          clampGradient(
            input.pointer, low: low, high: high, gradient: gradient.pointer, count: input.count,
            output: $0)
        }
      ]
    }
  }
}
