internal import NumericKernels

extension Tensor {
  /// Convolution with stride 1 (a cross-correlation, as everywhere in deep learning):
  /// [B, I, H, W] → [B, O, H + 2p − k + 1, W + 2p − k + 1].
  ///
  /// - Parameters:
  ///   - weight: [O, I, k, k].
  ///   - bias: [O].
  ///   - padding: p, zeros around the image; at most k − 1.
  public func convolved(with weight: Tensor, bias: Tensor?, padding: Int) -> Tensor {
    let shape = convolutionShape(weight, padding)
    if let bias, bias.shape != [shape.outChannels] {
      fatalError("convolved: bias \(bias.shape) where [\(shape.outChannels)] is expected")
    }
    let (input, kernel) = (detached(), weight.detached())
    let (needsInput, needsWeight) = (tracksGradient, weight.tracksGradient)
    let needsBias = bias?.tracksGradient ?? false
    let output = Tensor(
      shape: [shape.batch, shape.outChannels, shape.outHeight, shape.outWidth]
    ) {
      convolve(
        shape, input: input.pointer, weight: kernel.pointer, bias: bias?.pointer, output: $0)
    }
    return output.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) { gradient in
      let inputGradient =
        needsInput
        ? Tensor(shape: input.shape) {
          convolveInputGradient(
            shape, outputGradient: gradient.pointer, weight: kernel.pointer, inputGradient: $0)
        } : nil
      guard needsWeight || needsBias else { return [inputGradient, nil, nil] }
      let biasStorage = TensorStorage(count: shape.outChannels)
      let weightGradient = Tensor(shape: kernel.shape) {
        convolveWeightGradient(
          shape, input: input.pointer, outputGradient: gradient.pointer, weightGradient: $0,
          biasGradient: biasStorage.pointer)
      }
      return [
        inputGradient, weightGradient,
        Tensor(storage: biasStorage, shape: [shape.outChannels]),
      ]
    }
  }

  private func convolutionShape(_ weight: Tensor, _ padding: Int) -> ConvolutionShape {
    guard rank == 4, weight.rank == 4, shape[1] == weight.shape[1] else {
      fatalError(
        "convolved: input \(shape), weight \(weight.shape); expected [B, I, H, W], [O, I, k, k]")
    }
    let (kernelHeight, kernelWidth) = (weight.shape[2], weight.shape[3])
    guard padding >= 0, padding < min(kernelHeight, kernelWidth),
      shape[2] + 2 * padding >= kernelHeight, shape[3] + 2 * padding >= kernelWidth,
      kernelHeight == kernelWidth
    else {
      fatalError(
        "convolved: padding \(padding) does not suit input \(shape), weight \(weight.shape)")
    }
    return ConvolutionShape(
      batch: shape[0], inChannels: shape[1], outChannels: weight.shape[0], height: shape[2],
      width: shape[3], kernelHeight: kernelHeight, kernelWidth: kernelWidth, padding: padding)
  }

  /// Transposed convolution whose stride is its kernel's size: each pixel becomes a k × k square,
  /// [B, I, H, W] → [B, O, k · H, k · W].
  ///
  /// - Parameters:
  ///   - weight: [I, O, k, k].
  ///   - bias: [O].
  public func transposeConvolved(with weight: Tensor, bias: Tensor?) -> Tensor {
    guard rank == 4, weight.rank == 4, shape[1] == weight.shape[0],
      weight.shape[2] == weight.shape[3]
    else {
      fatalError(
        "transposeConvolved: input \(shape), weight \(weight.shape); "
          + "expected [B, I, H, W], [I, O, k, k]")
    }
    let (batch, inChannels, plane) = (shape[0], shape[1], shape[2] * shape[3])
    let spread = SpreadShape(
      batch: batch, channels: weight.shape[1], height: shape[2], width: shape[3],
      kernel: weight.shape[2])
    let depth = spread.channels * spread.kernel * spread.kernel
    let kernel = weight.detached().reshaped(to: [inChannels, depth])
    // [B · H · W, I]: a row for each pixel.
    let pixels = Tensor(shape: [batch * plane, inChannels]) {
      transposeBatches(
        batch: batch, rows: inChannels, columns: plane, input: pointer, output: $0)
    }
    let squares = Tensor.product(pixels.view, kernel.view, batch * plane, depth, inChannels)
    let output = Tensor(
      shape: [batch, spread.channels, shape[2] * spread.kernel, shape[3] * spread.kernel]
    ) {
      spreadSquares(spread, squares: squares.pointer, bias: bias?.pointer, output: $0)
    }
    let (needsInput, needsWeight) = (tracksGradient, weight.tracksGradient)
    return output.recorded(from: [self, weight] + (bias.map { [$0] } ?? [])) {
      [inputShape = shape, weightShape = weight.shape] gradient in
      let squares = Tensor(shape: [batch * plane, depth]) {
        gatherSquares(spread, output: gradient.pointer, squares: $0)
      }
      let pixelGradient =
        needsInput
        ? Tensor.product(squares.view, kernel.view.transposed, batch * plane, inChannels, depth)
        : nil
      return [
        pixelGradient.map { pixelGradient in
          Tensor(shape: inputShape) {
            transposeBatches(
              batch: batch, rows: plane, columns: inChannels, input: pixelGradient.pointer,
              output: $0)
          }
        },
        needsWeight
          ? Tensor.product(pixels.view.transposed, squares.view, inChannels, depth, batch * plane)
            .reshaped(to: weightShape) : nil,
        Tensor(shape: [spread.channels]) {
          sumChannels(gradient.imageShape, input: gradient.pointer, sums: $0)
        },
      ]
    }
  }

  /// [B, C, H, W] as the kernels of normalisation see it.
  var imageShape: ImageBatchShape {
    ImageBatchShape(
      batch: shape[0], channels: shape[1], plane: shape.dropFirst(2).reduce(1, *))
  }
}
