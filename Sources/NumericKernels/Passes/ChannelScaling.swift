// A factor and an offset for each channel of each image, as embeddings of time and label give them. Memory
// traffic is the cost: each pass reads every plane once.

/// output[b][c][·] = input[b][c][·] · factor[b][c] + offset[b][c].
///
/// - Parameters:
///   - planes: B · C.
///   - plane: Elements of one, H · W.
public func scaleChannels(
  planes: Int, plane: Int, input: UnsafePointer<Float>, factor: UnsafePointer<Float>,
  offset: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  parallelRanges(planes, grain: 64) { range in
    for index in range {
      scalePlane(
        input + index * plane, plane, next: plane, factor: factor[index], offset: offset[index],
        activation: .identity, output + index * plane)
    }
  }
}

/// Gradients of `scaleChannels`: inputGradient = outputGradient · factor, and for each plane
/// factorGradient = Σ outputGradient · input, offsetGradient = Σ outputGradient.
public func scaleChannelsGradient(
  planes: Int, plane: Int, input: UnsafePointer<Float>, factor: UnsafePointer<Float>,
  outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
  factorGradient: UnsafeMutablePointer<Float>, offsetGradient: UnsafeMutablePointer<Float>
) {
  parallelRanges(planes, grain: 64) { range in
    for index in range {
      let start = index * plane
      let factor16 = Vector(repeating: factor[index])
      var gradients = Vector.zero
      var products = Vector.zero
      var i = 0
      while i < plane {
        let lanes = min(vectorWidth, plane - i)
        let gradient = load(outputGradient + start + i, lanes: lanes)
        gradients += gradient
        products = products.addingProduct(gradient, load(input + start + i, lanes: lanes))
        store(gradient * factor16, to: inputGradient + start + i, lanes: lanes)
        i += vectorWidth
      }
      factorGradient[index] = products.total
      offsetGradient[index] = gradients.total
    }
  }
}
