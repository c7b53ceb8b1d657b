// Batch and group normalisation, each with the activation after it in the same pass.
//
// What these cost is memory traffic, not arithmetic. One thread takes one channel of the whole batch
// (128 images of 28 × 28 are 400 kB, within the second-level cache): it finds mean and variance, and
// writes the activated result, while main memory is read once. The backward pass computes the
// activation's argument anew instead of having it stored.
//
// Sums: Float32 along an image's plane, Float64 across planes; the variance from centred values.

internal import CProcessor

/// The sizes of an image batch, [batch, channels, plane].
public struct ImageBatchShape: Sendable {
  public var batch: Int
  public var channels: Int
  /// H · W.
  public var plane: Int

  public init(batch: Int, channels: Int, plane: Int) {
    self.batch = batch
    self.channels = channels
    self.plane = plane
  }

  var count: Int { batch * plane }
}

/// Mean and biased variance of each channel over the batch, [C] each.
public func batchStatistics(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, mean: UnsafeMutablePointer<Float>,
  variance: UnsafeMutablePointer<Float>
) {
  parallelFor(shape.channels) { channel in
    var sum = 0.0
    for image in 0..<shape.batch {
      sum += Double(
        total(input + (image * shape.channels + channel) * shape.plane, count: shape.plane))
    }
    let average = Float(sum / Double(shape.count))
    var squares = 0.0
    for image in 0..<shape.batch {
      squares += Double(
        planeSquares(
          input + (image * shape.channels + channel) * shape.plane, shape.plane, around: average))
    }
    mean[channel] = average
    variance[channel] = Float(squares / Double(shape.count))
  }
}

/// output = activation((input − mean) · scale / √(variance + ε) + shift), channel by channel.
public func batchNormalize(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, mean: UnsafePointer<Float>,
  variance: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  epsilon: Float, activation: FusedActivation, output: UnsafeMutablePointer<Float>
) {
  parallelFor(shape.channels) { channel in
    let factor = scale[channel] / (variance[channel] + epsilon).squareRoot()
    let offset = shift[channel] - mean[channel] * factor
    for image in 0..<shape.batch {
      let start = (image * shape.channels + channel) * shape.plane
      scalePlane(
        input + start, shape.plane, next: shape.channels * shape.plane, factor: factor,
        offset: offset, activation: activation,
        output + start)
    }
  }
}

/// Gradients of `batchNormalize` with batch statistics, activation included.
///
/// With x̂ the normalised input, z = scale · x̂ + shift and g = dL/dy · f′(z):
/// dL/dx = scale/σ · (g − mean(g) − x̂ · mean(g · x̂)); scale: Σ g · x̂; shift: Σ g.
///
/// - Parameter usesBatchStatistics: False if mean and variance were given (they then pass no
///   gradient on): dL/dx = scale/σ · g.
public func batchNormalizeGradient(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, mean: UnsafePointer<Float>,
  variance: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  epsilon: Float, activation: FusedActivation, usesBatchStatistics: Bool,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
  scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>
) {
  parallelFor(shape.channels) { channel in
    let inverse = 1 / (variance[channel] + epsilon).squareRoot()
    let norm = PlaneNorm(
      mean: mean[channel], inverseDeviation: inverse, scale: scale[channel],
      shift: shift[channel])
    var total = 0.0
    var product = 0.0
    for image in 0..<shape.batch {
      let start = (image * shape.channels + channel) * shape.plane
      // The second pass finds the activation's part of the gradient where the result will be.
      let sums = activationGradient(
        activation, norm, input + start, outputGradient + start, shape.plane,
        next: shape.channels * shape.plane, inputGradient + start)
      total += Double(sums.gradient)
      product += Double(sums.product)
    }
    shiftGradient[channel] = Float(total)
    scaleGradient[channel] = Float(product)
    let count = Double(shape.count)
    for image in 0..<shape.batch {
      let start = (image * shape.channels + channel) * shape.plane
      normGradient(
        norm, input + start, shape.plane,
        meanGradient: usesBatchStatistics ? scale[channel] * Float(total / count) : 0,
        meanProduct: usesBatchStatistics ? scale[channel] * Float(product / count) : 0,
        inputGradient + start)
    }
  }
}

/// output = activation((input − mean) · scale / √(variance + ε) + shift), with mean and variance over
/// each image's groups of channels.
///
/// - Parameters:
///   - groups: Divides the channel count.
///   - mean, inverseDeviation: [B, groups], for the gradient.
public func groupNormalize(
  _ shape: ImageBatchShape, groups: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  shift: UnsafePointer<Float>, epsilon: Float, activation: FusedActivation,
  output: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
  inverseDeviation: UnsafeMutablePointer<Float>
) {
  let size = shape.channels / groups
  parallelRanges(shape.batch * groups, grain: 1) { range in
    for index in range {
      let (image, group) = index.quotientAndRemainder(dividingBy: groups)
      let first = group * size
      let start = (image * shape.channels + first) * shape.plane
      let count = size * shape.plane
      let average = total(input + start, count: count) / Float(count)
      let variance = planeSquares(input + start, count, around: average) / Float(count)
      let inverse = 1 / (variance + epsilon).squareRoot()
      mean[index] = average
      inverseDeviation[index] = inverse
      for channel in 0..<size {
        let factor = scale[first + channel] * inverse
        let at = start + channel * shape.plane
        scalePlane(
          input + at, shape.plane, next: shape.plane, factor: factor,
          offset: shift[first + channel] - average * factor,
          activation: activation, output + at)
      }
    }
  }
}

/// Gradients of `groupNormalize`, activation included; `scaleGradient` and `shiftGradient` are [B, C],
/// to be summed over the batch.
public func groupNormalizeGradient(
  _ shape: ImageBatchShape, groups: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  shift: UnsafePointer<Float>, activation: FusedActivation, mean: UnsafePointer<Float>,
  inverseDeviation: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>, scaleGradient: UnsafeMutablePointer<Float>,
  shiftGradient: UnsafeMutablePointer<Float>
) {
  let size = shape.channels / groups
  parallelRanges(shape.batch * groups, grain: 1) { range in
    for index in range {
      let (image, group) = index.quotientAndRemainder(dividingBy: groups)
      func norm(_ channel: Int) -> PlaneNorm {
        PlaneNorm(
          mean: mean[index], inverseDeviation: inverseDeviation[index], scale: scale[channel],
          shift: shift[channel])
      }
      var total: Float = 0
      var product: Float = 0
      for channel in group * size..<(group + 1) * size {
        let start = (image * shape.channels + channel) * shape.plane
        let sums = activationGradient(
          activation, norm(channel), input + start, outputGradient + start, shape.plane,
          next: shape.plane, inputGradient + start)
        shiftGradient[image * shape.channels + channel] = sums.gradient
        scaleGradient[image * shape.channels + channel] = sums.product
        total += sums.gradient * scale[channel]
        product += sums.product * scale[channel]
      }
      let count = Float(size * shape.plane)
      for channel in group * size..<(group + 1) * size {
        let start = (image * shape.channels + channel) * shape.plane
        normGradient(
          norm(channel), input + start, shape.plane, meanGradient: total / count,
          meanProduct: product / count, inputGradient + start)
      }
    }
  }
}

// MARK: - Planes

/// How one plane is normalised.
private struct PlaneNorm {
  var mean: Float
  var inverseDeviation: Float
  var scale: Float
  var shift: Float
}

/// Σ (x − centre)² over one plane.
func planeSquares(
  _ plane: UnsafePointer<Float>, _ count: Int, around centre: Float
) -> Float {
  let centre16 = Vector(repeating: centre)
  var total = Vector.zero
  var i = 0
  while i + vectorWidth <= count {
    let centred = load(plane + i) - centre16
    total = total.addingProduct(centred, centred)
    i += vectorWidth
  }
  var sum = total.total
  while i < count {
    let centred = plane[i] - centre
    sum += centred * centred
    i += 1
  }
  return sum
}

/// output = activation(input · factor + offset) over one plane.
func scalePlane(
  _ input: UnsafePointer<Float>, _ count: Int, next: Int, factor: Float, offset: Float,
  activation: FusedActivation, _ output: UnsafeMutablePointer<Float>
) {
  switch activation {
  case .identity: scalePlane(Identity.self, input, count, next: next, factor, offset, output)
  case .relu: scalePlane(Relu.self, input, count, next: next, factor, offset, output)
  case .gelu: scalePlane(Gelu.self, input, count, next: next, factor, offset, output)
  case .silu: scalePlane(Silu.self, input, count, next: next, factor, offset, output)
  }
}

private func scalePlane<Function: FusedFunction>(
  _: Function.Type, _ input: UnsafePointer<Float>, _ count: Int, next: Int, _ factor: Float,
  _ offset: Float, _ output: UnsafeMutablePointer<Float>
) {
  let (factor16, offset16) = (Vector(repeating: factor), Vector(repeating: offset))
  var i = 0
  while i + vectorWidth <= count {
    processor_prefetch(input + i + next)
    store(Function.value(offset16.addingProduct(load(input + i), factor16)), to: output + i)
    i += vectorWidth
  }
  if i < count {
    let value = Function.value(
      offset16.addingProduct(loadFirst(count - i, from: input + i), factor16))
    storeFirst(count - i, of: value, to: output + i)
  }
}

/// result = g = outputGradient · f′(z) over one plane, with Σ g and Σ g · x̂.
private func activationGradient(
  _ activation: FusedActivation, _ norm: PlaneNorm, _ input: UnsafePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ count: Int, next: Int,
  _ result: UnsafeMutablePointer<Float>
) -> (gradient: Float, product: Float) {
  switch activation {
  case .identity:
    activationGradient(Identity.self, norm, input, outputGradient, count, next: next, result)
  case .relu: activationGradient(Relu.self, norm, input, outputGradient, count, next: next, result)
  case .gelu: activationGradient(Gelu.self, norm, input, outputGradient, count, next: next, result)
  case .silu: activationGradient(Silu.self, norm, input, outputGradient, count, next: next, result)
  }
}

private func activationGradient<Function: FusedFunction>(
  _: Function.Type, _ norm: PlaneNorm, _ input: UnsafePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ count: Int, next: Int,
  _ result: UnsafeMutablePointer<Float>
) -> (gradient: Float, product: Float) {
  let inverse16 = Vector(repeating: norm.inverseDeviation)
  let centre16 = Vector(repeating: -norm.mean * norm.inverseDeviation)
  let (scale16, shift16) = (Vector(repeating: norm.scale), Vector(repeating: norm.shift))
  var gradients = Vector.zero
  var products = Vector.zero
  var i = 0
  while i < count {
    let lanes = min(vectorWidth, count - i)
    processor_prefetch(input + i + next)
    processor_prefetch(outputGradient + i + next)
    let normal = centre16.addingProduct(load(input + i, lanes: lanes), inverse16)
    // Lanes beyond the plane have no gradient.
    let gradient =
      load(outputGradient + i, lanes: lanes)
      * Function.derivative(shift16.addingProduct(normal, scale16))
    gradients += gradient
    products = products.addingProduct(gradient, normal)
    store(gradient, to: result + i, lanes: lanes)
    i += vectorWidth
  }
  return (gradients.total, products.total)
}

/// gradient = (scale · gradient − meanGradient − x̂ · meanProduct) / σ over one plane.
private func normGradient(
  _ norm: PlaneNorm, _ input: UnsafePointer<Float>, _ count: Int, meanGradient: Float,
  meanProduct: Float, _ gradient: UnsafeMutablePointer<Float>
) {
  let inverse = norm.inverseDeviation
  // −x̂ · meanProduct / σ = slope · x + a part of the offset.
  let slope = -meanProduct * inverse * inverse
  let slope16 = Vector(repeating: slope)
  let factor16 = Vector(repeating: norm.scale * inverse)
  let offset16 = Vector(repeating: -meanGradient * inverse - slope * norm.mean)
  var i = 0
  while i < count {
    let lanes = min(vectorWidth, count - i)
    let result = offset16.addingProduct(load(input + i, lanes: lanes), slope16)
      .addingProduct(load(gradient + i, lanes: lanes), factor16)
    store(result, to: gradient + i, lanes: lanes)
    i += vectorWidth
  }
}
