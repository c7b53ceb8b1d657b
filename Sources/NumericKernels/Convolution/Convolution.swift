// Convolution, its gradients, and the one place that decides which kernel computes them.
//
//     kernel      for                                      lays out                 operations
//     winograd    3 × 3, padding 1, 8 channels or more,    tiles of 6 × 6, 48 at    36 products for 16 outputs
//                 widths 4…8, 11…16, 21…32                 a time side by side      and the transforms
//     direct      everything else                          one image in a frame     by the definition
//                                                          of zeros, seen flat
//     exchanged   weight gradients of fewer output         as direct, input and     by the definition
//                 channels than a block has rows           output gradient swapped
//
// The input gradient is a convolution too: of the output gradient, with flipped and exchanged weights.

/// How a convolution is computed.
enum ConvolutionKernel {
  case winograd(TileLayout)
  case direct
}

extension ConvolutionShape {
  var kernel: ConvolutionKernel {
    TileLayout(self).map { .winograd($0) } ?? .direct
  }
}

/// output = activation(input ∗ weight + bias).
///
/// - Parameters:
///   - input: [B, I, H, W].
///   - weight: [O, I, k, k].
///   - bias: [O] or nil.
///   - output: [B, O, H', W'].
public func convolve(
  _ shape: ConvolutionShape, input: ChannelSource, weight: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, activation: FusedActivation = .identity,
  output: UnsafeMutablePointer<Float>
) {
  let (channels, height, width) = (shape.inChannels, shape.kernelHeight, shape.kernelWidth)
  compute(
    shape, input: input, bias: bias, activation: activation,
    output: ChannelTarget(
      output, channels: shape.outChannels, plane: shape.outHeight * shape.outWidth)
  ) { o, i, y, x in
    weight[((o * channels + i) * height + y) * width + x]
  }
}

/// inputGradient = the gradient of `convolve` with respect to its input.
///
/// - Parameters:
///   - outputGradient: [B, O, H', W'].
///   - inputGradient: [B, I, H, W].
public func convolveInputGradient(
  _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
  inputGradient: ChannelTarget
) {
  let (channels, height, width) = (shape.inChannels, shape.kernelHeight, shape.kernelWidth)
  compute(
    shape.exchanged, input: shape.source(outputGradient), bias: nil, activation: .identity,
    output: inputGradient
  ) { i, o, y, x in
    weight[((o * channels + i) * height + height - 1 - y) * width + width - 1 - x]
  }
}

private func compute(
  _ shape: ConvolutionShape, input: ChannelSource, bias: UnsafePointer<Float>?,
  activation: FusedActivation, output: ChannelTarget, weight: (Int, Int, Int, Int) -> Float
) {
  switch shape.kernel {
  case .winograd(let layout):
    convolveByWinograd(
      shape, layout, input: input, bias: bias, activation: activation, output: output,
      weight: weight)
  case .direct:
    convolveDirectly(
      shape, input: input, bias: bias, activation: activation, output: output, weight: weight)
  }
}

/// Gradients of `convolve` with respect to weight and bias.
///
/// - Parameters:
///   - input: [B, I, H, W].
///   - outputGradient: [B, O, H', W'].
///   - weightGradient: [O, I, k, k].
///   - biasGradient: [O] or nil.
public func convolveWeightGradient(
  _ shape: ConvolutionShape, input: ChannelSource, outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>?
) {
  switch shape.kernel {
  case .winograd(let layout):
    convolveWeightGradientByWinograd(
      shape, layout, input: input, outputGradient: outputGradient, weightGradient: weightGradient,
      biasGradient: biasGradient)
  case .direct:
    if shape.outChannels < min(blockSide, shape.inChannels), let input = input.whole {
      convolveWeightGradientExchanged(
        shape, input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient)
    } else {
      convolveWeightGradientDirectly(
        shape, input: input, outputGradient: outputGradient, weightGradient: weightGradient,
        biasGradient: biasGradient)
    }
  }
}
