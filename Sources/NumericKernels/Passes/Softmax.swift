// Softmax along rows.
//
// Sums: 16 partial sums along the row, added pairwise, then what does not fill a vector.

/// output = softmax(input) row by row.
public func softmax(
  rows: Int, width: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
) {
  parallelRanges(rows, grain: max(1, (1 << 13) / max(width, 1))) { range in
    for row in range {
      softmaxRow(input + row * width, count: width, scale: 1, output: output + row * width)
    }
  }
}

/// inputGradient = y ∘ (g − Σ g ∘ y) row by row, y being softmax's output and g its gradient.
public func softmaxGradient(
  rows: Int, width: Int, output: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>
) {
  parallelRanges(rows, grain: max(1, (1 << 13) / max(width, 1))) { range in
    for row in range {
      softmaxGradientRow(
        output + row * width, outputGradient + row * width, count: width, scale: 1,
        inputGradient: inputGradient + row * width)
    }
  }
}

/// output = softmax(scale · input) for one row, scale > 0; the two may be the same memory.
func softmaxRow(
  _ input: UnsafePointer<Float>, count: Int, scale: Float, output: UnsafeMutablePointer<Float>
) {
  var largest16 = Vector(repeating: -.infinity)
  var largest = -Float.infinity
  forEachVector(count) {
    let x = load(input + $0)
    largest16.replace(with: x, where: x .> largest16)
  } rest: {
    largest = max(largest, input[$0])
  }
  largest = max(largest, largest16.largest)
  let (factor, offset) = (Vector(repeating: scale), Vector(repeating: -largest * scale))
  var sum16 = Vector.zero
  var i = 0
  while i + vectorWidth <= count {
    let value = exp16(offset.addingProduct(load(input + i), factor))
    sum16 += value
    store(value, to: output + i)
    i += vectorWidth
  }
  var sum = sum16.total
  if i < count {
    let value = exp16(offset.addingProduct(loadFirst(count - i, from: input + i), factor))
    storeFirst(count - i, of: value, to: output + i)
    while i < count {
      sum += output[i]
      i += 1
    }
  }
  let inverse = 1 / sum
  forEachVector(count) {
    store(load(output + $0) * inverse, to: output + $0)
  } rest: {
    output[$0] *= inverse
  }
}

/// inputGradient = y ∘ (g − Σ g ∘ y) · scale for one row; it may be the memory of g.
func softmaxGradientRow(
  _ output: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>, count: Int, scale: Float,
  inputGradient: UnsafeMutablePointer<Float>
) {
  var sum16 = Vector.zero
  var rest: Float = 0
  forEachVector(count) {
    sum16 = sum16.addingProduct(load(output + $0), load(outputGradient + $0))
  } rest: {
    rest += output[$0] * outputGradient[$0]
  }
  let sum = sum16.total + rest
  forEachVector(count) {
    store(
      load(output + $0) * (load(outputGradient + $0) - sum) * scale, to: inputGradient + $0)
  } rest: {
    inputGradient[$0] = output[$0] * (outputGradient[$0] - sum) * scale
  }
}

extension Vector {
  /// The largest lane, in halves: the library's `max()` goes lane by lane.
  @_transparent
  fileprivate var largest: Float {
    let eight = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    return max(max(four.x, four.y), max(four.z, four.w))
  }
}
