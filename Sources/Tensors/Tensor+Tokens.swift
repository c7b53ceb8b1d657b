internal import NumericKernels

extension Tensor {
  /// Rows of this table [V, D], one for each id: → shape + [D].
  ///
  /// - Parameters:
  ///   - ids: In 0..<V, row by row.
  ///   - shape: Theirs, such as [B, L].
  public func embedded(ids: [Int], shape idShape: [Int]) -> Tensor {
    guard rank == 2, ids.count == Tensor.count(of: idShape) else {
      fatalError("embedded: table \(shape), \(ids.count) ids of shape \(idShape); expected [V, D]")
    }
    let (rows, width) = (shape[0], shape[1])
    for id in ids where id < 0 || id >= rows {
      fatalError("embedded: id \(id) is not one of \(rows) (0…\(rows - 1))")
    }
    return Tensor(shape: idShape + [width]) {
      for (place, id) in ids.enumerated() {
        ($0 + place * width).update(from: pointer + id * width, count: width)
      }
    }.recorded(from: [self]) { [shape] gradient in
      [
        Tensor(shape: shape) { target in
          target.update(repeating: 0, count: rows * width)
          for (place, id) in ids.enumerated() {
            let (row, source) = (target + id * width, gradient.pointer + place * width)
            for i in 0..<width { row[i] += source[i] }
          }
        }
      ]
    }
  }

  /// Sequences of ids, all of one length L: this table [V, D] → [B, L, D].
  public func embedded(ids: [[Int]]) -> Tensor {
    let length = ids.first?.count ?? 0
    for sequence in ids where sequence.count != length {
      fatalError("embedded: sequences of \(length) and of \(sequence.count) ids")
    }
    return embedded(ids: Array(ids.joined()), shape: [ids.count, length])
  }

  /// Rows and columns of each image exchanged: [B, R, C] → [B, C, R].
  public func batchTransposed() -> Tensor {
    if rank != 3 { fatalError("batchTransposed: expected [B, R, C], found shape \(shape)") }
    return Tensor(shape: [shape[0], shape[2], shape[1]]) {
      transposeBatches(
        batch: shape[0], rows: shape[1], columns: shape[2], input: pointer, output: $0)
    }.recorded(from: [self]) { [$0.batchTransposed()] }
  }

  /// A token for each pixel, row by row: [B, C, H, W] → [B, H · W, C].
  public func pixelsAsTokens() -> Tensor {
    if rank != 4 { fatalError("pixelsAsTokens: expected [B, C, H, W], found shape \(shape)") }
    return reshaped(to: [shape[0], shape[1], shape[2] * shape[3]]).batchTransposed()
  }

  /// A pixel for each token, row by row: [B, H · W, C] → [B, C, H, W].
  public func tokensAsPixels(height: Int, width: Int) -> Tensor {
    guard rank == 3, shape[1] == height * width else {
      fatalError(
        "tokensAsPixels: shape \(shape) is not [B, \(height * width), C] for \(height) × \(width)")
    }
    return batchTransposed().reshaped(to: [shape[0], shape[2], height, width])
  }
}
