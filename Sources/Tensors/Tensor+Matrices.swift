internal import NumericKernels

extension Tensor {
  /// The matrix product [M, K] · [K, N] → [M, N].
  public func matrixProduct(_ other: Tensor) -> Tensor {
    if rank != 2 || other.rank != 2 || shape[1] != other.shape[0] {
      fatalError("matrixProduct: \(shape) · \(other.shape); expected [M, K] · [K, N]")
    }
    let (left, right) = (detached(), other.detached())
    let (needsLeft, needsRight) = (tracksGradient, other.tracksGradient)
    return Tensor.product(left.view, right.view, left.shape[0], right.shape[1], left.shape[1])
      .recorded(from: [self, other]) { gradient in
        let (m, k, n) = (left.shape[0], left.shape[1], right.shape[1])
        return [
          needsLeft ? Tensor.product(gradient.view, right.view.transposed, m, k, n) : nil,
          needsRight ? Tensor.product(left.view.transposed, gradient.view, k, n, m) : nil,
        ]
      }
  }

  /// x · weightᵀ + bias: [B, I] → [B, O].
  ///
  /// - Parameters:
  ///   - weight: [O, I].
  ///   - bias: [O].
  public func linear(weight: Tensor, bias: Tensor) -> Tensor {
    matrixProduct(weight.transposed()) + bias
  }

  /// The elements as a matrix of shape[0] rows.
  var view: MatrixView {
    MatrixView(pointer, rowStride: shape.count > 1 ? shape[1] : 1, columnStride: 1)
  }

  /// left [rows, depth] · right [depth, columns].
  static func product(
    _ left: MatrixView, _ right: MatrixView, _ rows: Int, _ columns: Int, _ depth: Int
  ) -> Tensor {
    Tensor(shape: [rows, columns]) {
      NumericKernels.matrixProduct(
        rows: rows, columns: columns, depth: depth, left: left, right: right, result: $0)
    }
  }
}
