// Batch normalisation with the activation after it in the same pass, and group normalisation.
//
// What these cost is memory traffic, not arithmetic. One thread takes one channel of the whole batch
// (128 images of 28 × 28 are 400 kB, within the second-level cache): it finds mean and variance, and
// writes the activated result, while main memory is read once. The backward pass computes the
// activation's argument anew instead of storing it.
//
// Sums: Float32 along an image's plane, Float64 across planes; the variance from centred values.

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
    var total = 0.0
    for image in 0..<shape.batch {
      let plane = input + (image * shape.channels + channel) * shape.plane
      total += Double(planeSum(plane, shape.plane) { $0 })
    }
    let average = Float(total / Double(shape.count))
    var squares = 0.0
    for image in 0..<shape.batch {
      let plane = input + (image * shape.channels + channel) * shape.plane
      squares += Double(
        planeSum(plane, shape.plane) {
          let centred = $0 - average
          return centred * centred
        })
    }
    mean[channel] = average
    variance[channel] = Float(squares / Double(shape.count))
  }
}

/// output = activation((input − mean) · scale / √(variance + ε) + shift), channel by channel.
public func batchNormalize(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, mean: UnsafePointer<Float>,
  variance: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  epsilon: Float, activation: Activation, output: UnsafeMutablePointer<Float>
) {
  parallelFor(shape.channels) { channel in
    let factor = scale[channel] / (variance[channel] + epsilon).squareRoot()
    let factor16 = Vector(repeating: factor)
    let offset16 = Vector(repeating: shift[channel] - mean[channel] * factor)
    for image in 0..<shape.batch {
      let start = (image * shape.channels + channel) * shape.plane
      mapPlane(input + start, shape.plane, output + start, activation) {
        offset16.addingProduct($0, factor16)
      }
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
  epsilon: Float, activation: Activation, usesBatchStatistics: Bool,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
  scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>
) {
  switch activation {
  case .gelu:
    gradient { Activation.gelu.derivative($0) }
  case .relu:
    gradient { Activation.relu.derivative($0) }
  case .identity:
    gradient { _ in Vector(repeating: 1) }
  default:
    gradient { activation.derivative($0) }
  }

  @inline(__always)
  func gradient(_ derivative: (Vector) -> Vector) {
    parallelFor(shape.channels) { channel in
      let inverse = 1 / (variance[channel] + epsilon).squareRoot()
      let inverse16 = Vector(repeating: inverse)
      let centre16 = Vector(repeating: -mean[channel] * inverse)
      let scale16 = Vector(repeating: scale[channel])
      let shift16 = Vector(repeating: shift[channel])
      var total = 0.0
      var product = 0.0
      for image in 0..<shape.batch {
        let start = (image * shape.channels + channel) * shape.plane
        var sum = Vector.zero
        var sumProduct = Vector.zero
        forEachPart(shape.plane) { i, lanes in
          let normal = centre16.addingProduct(load(input + start + i, lanes: lanes), inverse16)
          let g =
            load(outputGradient + start + i, lanes: lanes)
            * derivative(shift16.addingProduct(normal, scale16))
          sum += g
          sumProduct = sumProduct.addingProduct(g, normal)
        }
        total += Double(sum.total)
        product += Double(sumProduct.total)
      }
      shiftGradient[channel] = Float(total)
      scaleGradient[channel] = Float(product)
      guard let inputGradient else { return }
      let count = Double(shape.count)
      let meanGradient = Vector(repeating: usesBatchStatistics ? Float(total / count) : 0)
      let meanProduct = Vector(repeating: usesBatchStatistics ? Float(product / count) : 0)
      let factor = Vector(repeating: scale[channel] * inverse)
      for image in 0..<shape.batch {
        let start = (image * shape.channels + channel) * shape.plane
        forEachPart(shape.plane) { i, lanes in
          let normal = centre16.addingProduct(load(input + start + i, lanes: lanes), inverse16)
          let g =
            load(outputGradient + start + i, lanes: lanes)
            * derivative(shift16.addingProduct(normal, scale16))
          let result = (g - meanGradient - normal * meanProduct) * factor
          store(result, to: inputGradient + start + i, lanes: lanes)
        }
      }
    }
  }
}

/// output = (input − mean) · scale / √(variance + ε) + shift, with mean and variance over each
/// image's groups of channels.
///
/// - Parameters:
///   - groups: Divides the channel count.
///   - mean, inverseDeviation: [B, groups], for the gradient.
public func groupNormalize(
  _ shape: ImageBatchShape, groups: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  shift: UnsafePointer<Float>, epsilon: Float, output: UnsafeMutablePointer<Float>,
  mean: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>
) {
  let size = shape.channels / groups
  parallelFor(shape.batch) { image in
    for group in 0..<groups {
      let first = group * size
      let start = (image * shape.channels + first) * shape.plane
      let count = size * shape.plane
      let average = planeSum(input + start, count) { $0 } / Float(count)
      let variance =
        planeSum(input + start, count) {
          let centred = $0 - average
          return centred * centred
        } / Float(count)
      let inverse = 1 / (variance + epsilon).squareRoot()
      mean[image * groups + group] = average
      inverseDeviation[image * groups + group] = inverse
      for channel in 0..<size {
        let factor = scale[first + channel] * inverse
        let factor16 = Vector(repeating: factor)
        let offset16 = Vector(repeating: shift[first + channel] - average * factor)
        let at = start + channel * shape.plane
        mapPlane(input + at, shape.plane, output + at, .identity) {
          offset16.addingProduct($0, factor16)
        }
      }
    }
  }
}

/// Gradients of `groupNormalize`; `scaleGradient` and `shiftGradient` are [B, C], to be summed over
/// the batch.
public func groupNormalizeGradient(
  _ shape: ImageBatchShape, groups: Int, input: UnsafePointer<Float>, scale: UnsafePointer<Float>,
  mean: UnsafePointer<Float>, inverseDeviation: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
  scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>
) {
  let size = shape.channels / groups
  parallelFor(shape.batch) { image in
    for group in 0..<groups {
      let inverse = inverseDeviation[image * groups + group]
      let inverse16 = Vector(repeating: inverse)
      let centre16 = Vector(repeating: -mean[image * groups + group] * inverse)
      var meanGradient: Float = 0
      var meanProduct: Float = 0
      for channel in group * size..<(group + 1) * size {
        let start = (image * shape.channels + channel) * shape.plane
        var sum = Vector.zero
        var sumProduct = Vector.zero
        forEachPart(shape.plane) { i, lanes in
          let normal = centre16.addingProduct(load(input + start + i, lanes: lanes), inverse16)
          let g = load(outputGradient + start + i, lanes: lanes)
          sum += g
          sumProduct = sumProduct.addingProduct(g, normal)
        }
        let total = sum.total
        let product = sumProduct.total
        shiftGradient[image * shape.channels + channel] = total
        scaleGradient[image * shape.channels + channel] = product
        meanGradient += total * scale[channel]
        meanProduct += product * scale[channel]
      }
      let count = Float(size * shape.plane)
      let meanGradient16 = Vector(repeating: meanGradient / count)
      let meanProduct16 = Vector(repeating: meanProduct / count)
      for channel in group * size..<(group + 1) * size {
        let start = (image * shape.channels + channel) * shape.plane
        let scale16 = Vector(repeating: scale[channel])
        forEachPart(shape.plane) { i, lanes in
          let normal = centre16.addingProduct(load(input + start + i, lanes: lanes), inverse16)
          let g = load(outputGradient + start + i, lanes: lanes) * scale16
          let result = (g - meanGradient16 - normal * meanProduct16) * inverse16
          store(result, to: inputGradient + start + i, lanes: lanes)
        }
      }
    }
  }
}

// MARK: - Planes

/// Σ f(x) over one plane.
@inline(__always)
private func planeSum(
  _ plane: UnsafePointer<Float>, _ count: Int, _ function: (Vector) -> Vector
) -> Float {
  var total = Vector.zero
  var i = 0
  while i + vectorWidth <= count {
    total += function(load(plane + i))
    i += vectorWidth
  }
  var rest: Float = 0
  if i < count {
    let values = function(load(plane + i, lanes: count - i))
    for lane in 0..<count - i { rest += values[lane] }
  }
  return total.total + rest
}

/// output = activation(argument(input)) over one plane.
@inline(__always)
private func mapPlane(
  _ input: UnsafePointer<Float>, _ count: Int, _ output: UnsafeMutablePointer<Float>,
  _ activation: Activation, _ argument: (Vector) -> Vector
) {
  @inline(__always)
  func map(_ function: (Vector) -> Vector) {
    forEachPart(count) { i, lanes in
      store(function(argument(load(input + i, lanes: lanes))), to: output + i, lanes: lanes)
    }
  }
  switch activation {
  case .gelu: map { Activation.gelu.value($0) }
  case .relu: map { Activation.relu.value($0) }
  case .identity: map { $0 }
  default: map { activation.value($0) }
  }
}

/// Calls `body` for each vector of a plane, with the count of lanes that belong to it.
@inline(__always)
private func forEachPart(_ count: Int, _ body: (Int, Int) -> Void) {
  var i = 0
  while i + vectorWidth <= count {
    body(i, vectorWidth)
    i += vectorWidth
  }
  if i < count { body(i, count - i) }
}
