internal import NumericKernels

extension Tensor {
  /// Convolution with stride 1 (a cross-correlation, as everywhere in deep learning), then an activation:
  /// [B, I, H, W] → [B, O, H + 2p − k + 1, W + 2p − k + 1].
  ///
  /// - Parameters:
  ///   - other: More channels of the input, [B, I₂, H, W], as if concatenated behind these.
  ///   - weight: [O, I, k, k], I with those of `other`.
  ///   - bias: [O].
  ///   - padding: p, zeros around the image; at most k − 1.
  ///   - activation: In the same pass where no gradient is recorded, which would need its argument.
  public func convolved(
    joinedWith other: Tensor? = nil, with weight: Tensor, bias: Tensor?, padding: Int,
    activation: FusedActivation = .none
  ) -> Tensor {
    if Tensor.isRecorded([self, other, weight, bias]) {
      return convolved(other, weight, bias, padding, .none).activated(by: activation)
    }
    return convolved(other, weight, bias, padding, activation)
  }

  private func convolved(
    _ other: Tensor?, _ weight: Tensor, _ bias: Tensor?, _ padding: Int,
    _ activation: FusedActivation
  ) -> Tensor {
    let shape = convolutionShape(other, weight, padding)
    if let bias, bias.shape != [shape.outChannels] {
      fatalError("convolved: bias \(bias.shape) where [\(shape.outChannels)] is expected")
    }
    let (input, more, kernel) = (detached(), other?.detached(), weight.detached())
    let needsInput = tracksGradient || other?.tracksGradient ?? false
    let needsWeight = weight.tracksGradient || bias?.tracksGradient ?? false
    let output = Tensor(
      shape: [shape.batch, shape.outChannels, shape.outHeight, shape.outWidth]
    ) {
      convolve(
        shape, input: input.joined(with: more), weight: kernel.pointer, bias: bias?.pointer,
        activation: activation.kernel, output: $0)
    }
    let inputs = [self] + (other.map { [$0] } ?? []) + [weight] + (bias.map { [$0] } ?? [])
    return output.recorded(from: inputs) { gradient in
      var gradients: [Tensor?] = more == nil ? [nil] : [nil, nil]
      if needsInput {
        let parts = JoinedGradient(input, more)
        convolveInputGradient(
          shape, outputGradient: gradient.pointer, weight: kernel.pointer,
          inputGradient: parts.joined)
        gradients = parts.tensors
      }
      guard needsWeight else { return gradients + [nil, nil] }
      let biasStorage = TensorStorage(count: shape.outChannels)
      let weightGradient = Tensor(shape: kernel.shape) {
        convolveWeightGradient(
          shape, input: input.joined(with: more), outputGradient: gradient.pointer,
          weightGradient: $0, biasGradient: biasStorage.pointer)
      }
      return gradients + [
        weightGradient, Tensor(storage: biasStorage, shape: [shape.outChannels]),
      ]
    }
  }

  private func convolutionShape(
    _ other: Tensor?, _ weight: Tensor, _ padding: Int
  ) -> ConvolutionShape {
    guard rank == 4, weight.rank == 4, joins(other),
      shape[1] + (other?.shape[1] ?? 0) == weight.shape[1]
    else {
      fatalError(
        "convolved: input \(shape)\(other.map { " and \($0.shape)" } ?? ""), "
          + "weight \(weight.shape); expected [B, I, H, W], [O, I, k, k]")
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
      batch: shape[0], inChannels: weight.shape[1], outChannels: weight.shape[0], height: shape[2],
      width: shape[3], kernelHeight: kernelHeight, kernelWidth: kernelWidth, padding: padding)
  }

  /// Transposed convolution whose stride is its kernel's size: each pixel becomes a k × k square,
  /// [B, I, H, W] → [B, O, k · H, k · W].
  ///
  /// - Parameters:
  ///   - other: More channels of the input, [B, I₂, H, W], as if concatenated behind these.
  ///   - weight: [I, O, k, k], I with those of `other`.
  ///   - bias: [O].
  public func transposeConvolved(
    joinedWith other: Tensor? = nil, with weight: Tensor, bias: Tensor?
  ) -> Tensor {
    guard rank == 4, weight.rank == 4, joins(other),
      shape[1] + (other?.shape[1] ?? 0) == weight.shape[0], weight.shape[2] == weight.shape[3]
    else {
      fatalError(
        "transposeConvolved: input \(shape)\(other.map { " and \($0.shape)" } ?? ""), "
          + "weight \(weight.shape); "
          + "expected [B, I, H, W], [I, O, k, k]")
    }
    let size = TransposedConvolutionShape(
      batch: shape[0], inChannels: weight.shape[0], outChannels: weight.shape[1],
      height: shape[2], width: shape[3], kernel: weight.shape[2])
    let (input, more, kernel) = (detached(), other?.detached(), weight.detached())
    let needsInput = tracksGradient || other?.tracksGradient ?? false
    let output = Tensor(
      shape: [size.batch, size.outChannels, size.height * size.kernel, size.width * size.kernel]
    ) {
      transposeConvolve(
        size, input: input.joined(with: more), weight: kernel.pointer, bias: bias?.pointer,
        output: $0)
    }
    let inputs = [self] + (other.map { [$0] } ?? []) + [weight] + (bias.map { [$0] } ?? [])
    return output.recorded(from: inputs) { gradient in
      let parts = needsInput ? JoinedGradient(input, more) : nil
      let biasGradient = TensorStorage(count: size.outChannels)
      let weightGradient = Tensor(shape: kernel.shape) {
        transposeConvolveGradient(
          size, input: input.joined(with: more), weight: kernel.pointer,
          outputGradient: gradient.pointer, inputGradient: parts?.joined, weightGradient: $0,
          biasGradient: biasGradient.pointer)
      }
      return (parts?.tensors ?? (more == nil ? [nil] : [nil, nil])) + [
        weightGradient, Tensor(storage: biasGradient, shape: [size.outChannels]),
      ]
    }
  }

  /// Whether `other` can be more channels of these images.
  private func joins(_ other: Tensor?) -> Bool {
    guard let other else { return true }
    return other.rank == 4 && other.shape[0] == shape[0] && other.shape[2...] == shape[2...]
  }

  /// These channels, and behind them those of `other`, where they are.
  private func joined(with other: Tensor?) -> ChannelSource {
    JoinedChannels(
      pointer, channels: shape[1], (other ?? self).pointer, channels: other?.shape[1] ?? 0,
      plane: shape[2] * shape[3])
  }

  /// [B, C, H, W] as the kernels of normalisation see it.
  var imageShape: ImageBatchShape {
    ImageBatchShape(
      batch: shape[0], channels: shape[1], plane: shape.dropFirst(2).reduce(1, *))
  }
}

/// The gradients of an input and, if it has one, of the part joined to it.
private struct JoinedGradient {
  let tensors: [Tensor?]
  let joined: ChannelTarget

  init(_ input: Tensor, _ more: Tensor?) {
    let first = TensorStorage(count: input.count)
    let second = TensorStorage(count: more?.count ?? 0)
    tensors =
      [Tensor(storage: first, shape: input.shape)]
      + (more.map { [Tensor(storage: second, shape: $0.shape)] } ?? [])
    joined = JoinedChannels(
      first.pointer, channels: input.shape[1], second.pointer, channels: more?.shape[1] ?? 0,
      plane: input.shape[2] * input.shape[3])
  }
}
