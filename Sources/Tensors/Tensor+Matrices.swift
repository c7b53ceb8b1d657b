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

  /// x · weightᵀ + bias along the last axis: [..., I] → [..., O].
  ///
  /// - Parameters:
  ///   - weight: [O, I].
  ///   - bias: [O].
  public func linear(weight: Tensor, bias: Tensor) -> Tensor {
    guard weight.rank == 2, let inputs = shape.last, inputs == weight.shape[1],
      bias.shape == [weight.shape[0]]
    else {
      fatalError(
        "linear: \(shape), weight \(weight.shape), bias \(bias.shape); "
          + "expected [..., I], [O, I], [O]")
    }
    let outputs = weight.shape[0]
    let rows = shape.dropLast().reduce(1, *)
    let (input, kernel) = (detached(), weight.detached())
    let (needsInput, needsWeight) = (tracksGradient, weight.tracksGradient)
    return Tensor(shape: shape.dropLast() + [outputs]) {
      NumericKernels.matrixProduct(
        rows: rows, columns: outputs, depth: inputs, left: input.rows,
        right: kernel.rows.transposed, result: $0)
      addToRows(rows: rows, width: outputs, bias.pointer, matrix: $0)
    }.recorded(from: [self, weight, bias]) { gradient in
      let inputGradient =
        !needsInput
        ? nil
        : Tensor(shape: input.shape) {
          NumericKernels.matrixProduct(
            rows: rows, columns: inputs, depth: outputs, left: gradient.rows, right: kernel.rows,
            result: $0)
        }
      let weightGradient =
        !needsWeight
        ? nil : Tensor.product(gradient.rows.transposed, input.rows, outputs, inputs, rows)
      let biasGradient = Tensor(shape: [outputs]) {
        sumRows(rows: rows, width: outputs, matrix: gradient.pointer, sums: $0)
      }
      return [inputGradient, weightGradient, biasGradient]
    }
  }

  /// The elements as a matrix whose rows are the last axis.
  private var rows: MatrixView {
    MatrixView(pointer, rowStride: shape.last ?? 1, columnStride: 1)
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
