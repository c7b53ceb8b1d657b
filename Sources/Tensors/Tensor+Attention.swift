internal import NumericKernels

extension Tensor {
  /// Scaled dot-product attention of these queries, several heads side by side: for each image and head
  ///
  ///     softmax(Q Kᵀ / √D) V
  ///
  /// (Vaswani et al. 2017, equation 1). [B, N, H · D] → [B, N, H · D].
  ///
  /// - Parameters:
  ///   - keys, values: [B, M, H · D].
  ///   - heads: H.
  public func attention(keys: Tensor, values: Tensor, heads: Int) -> Tensor {
    guard rank == 3, keys.rank == 3, keys.shape == values.shape, keys.shape[0] == shape[0],
      keys.shape[2] == shape[2], keys.shape[1] > 0, heads > 0, shape[2] % heads == 0
    else {
      fatalError(
        "attention: queries \(shape), keys \(keys.shape), values \(values.shape), \(heads) heads; "
          + "expected [B, N, H · D] and twice [B, M, H · D]")
    }
    let size = AttentionShape(
      batch: shape[0], queries: shape[1], keys: keys.shape[1], heads: heads,
      width: shape[2] / heads)
    let (query, key, value) = (detached(), keys.detached(), values.detached())
    let probabilities =
      Tensor.isRecorded([self, keys, values]) ? TensorStorage(count: size.probabilityCount) : nil
    return Tensor(shape: shape) {
      NumericKernels.attention(
        size, queries: query.pointer, keys: key.pointer, values: value.pointer, output: $0,
        probabilities: probabilities?.pointer)
    }.recorded(from: [self, keys, values]) { gradient in
      let (forKeys, forValues) = (
        TensorStorage(count: key.count), TensorStorage(count: value.count)
      )
      let forQueries = Tensor(shape: query.shape) {
        attentionGradient(
          size, queries: query.pointer, keys: key.pointer, values: value.pointer,
          probabilities: probabilities!.pointer, outputGradient: gradient.pointer,
          queriesGradient: $0, keysGradient: forKeys.pointer, valuesGradient: forValues.pointer)
      }
      return [
        forQueries, Tensor(storage: forKeys, shape: key.shape),
        Tensor(storage: forValues, shape: value.shape),
      ]
    }
  }

  /// e^xᵢ / Σⱼ e^xⱼ along the last axis.
  public func softmax() -> Tensor {
    guard let width = shape.last else { fatalError("softmax: a single number has no last axis") }
    let rows = shape.dropLast().reduce(1, *)
    let output = Tensor(shape: shape) {
      NumericKernels.softmax(rows: rows, width: width, input: pointer, output: $0)
    }
    return output.recorded(from: [self]) { gradient in
      [
        Tensor(shape: output.shape) {
          softmaxGradient(
            rows: rows, width: width, output: output.pointer, outputGradient: gradient.pointer,
            inputGradient: $0)
        }
      ]
    }
  }
}
