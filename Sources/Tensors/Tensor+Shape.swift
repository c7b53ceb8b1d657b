internal import NumericKernels

extension Tensor {
  /// The same elements in the same order, under another shape.
  public func reshaped(to newShape: [Int]) -> Tensor {
    if Tensor.count(of: newShape) != count {
      fatalError("reshaped: \(shape) has \(count) elements, \(newShape) does not")
    }
    return Tensor(storage: storage, shape: newShape).recorded(from: [self]) { [shape] in
      [$0.reshaped(to: shape)]
    }
  }

  /// The matrix with rows and columns exchanged.
  public func transposed() -> Tensor {
    if rank != 2 { fatalError("transposed: expected a matrix, found shape \(shape)") }
    return Tensor(shape: [shape[1], shape[0]]) {
      transposeBatches(batch: 1, rows: shape[0], columns: shape[1], input: pointer, output: $0)
    }.recorded(from: [self]) { [$0.transposed()] }
  }

  /// Row `index` of the first axis, without that axis.
  public subscript(_ index: Int) -> Tensor {
    self[index..<index + 1].reshaped(to: Array(shape.dropFirst()))
  }

  /// Some rows of the first axis.
  public subscript(_ range: Range<Int>) -> Tensor {
    guard let rows = shape.first, range.lowerBound >= 0, range.upperBound <= rows else {
      fatalError("rows \(range) do not exist in shape \(shape)")
    }
    let row = rows == 0 ? 0 : count / rows
    return Tensor(shape: [range.count] + shape.dropFirst()) {
      $0.update(from: pointer + range.lowerBound * row, count: range.count * row)
    }.recorded(from: [self]) { [shape] gradient in
      [
        Tensor(shape: shape) {
          $0.update(repeating: 0, count: rows * row)
          ($0 + range.lowerBound * row).update(from: gradient.pointer, count: range.count * row)
        }
      ]
    }
  }

  /// The tensors one after another along `axis`; their other sizes agree.
  public static func concatenating(_ tensors: [Tensor], axis: Int) -> Tensor {
    guard let first = tensors.first, first.shape.indices.contains(axis) else {
      fatalError("concatenating: no tensors, or no axis \(axis)")
    }
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
      var expected = first.shape
      if tensor.rank == expected.count { expected[axis] = tensor.shape[axis] }
      if tensor.shape != expected {
        fatalError("concatenating along \(axis): \(tensor.shape) does not fit \(first.shape)")
      }
      shape[axis] += tensor.shape[axis]
    }
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let sizes = tensors.map { $0.shape[axis] * inner }
    let total = shape[axis] * inner
    return Tensor(shape: shape) { target in
      var start = 0
      for (tensor, size) in zip(tensors, sizes) {
        for i in 0..<outer {
          (target + i * total + start).update(from: tensor.pointer + i * size, count: size)
        }
        start += size
      }
    }.recorded(from: tensors) { [shapes = tensors.map(\.shape)] gradient in
      var start = 0
      return zip(shapes, sizes).map { shape, size in
        defer { start += size }
        return Tensor(shape: shape) { target in
          for i in 0..<outer {
            (target + i * size).update(from: gradient.pointer + i * total + start, count: size)
          }
        }
      }
    }
  }
}
