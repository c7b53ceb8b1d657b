// Pooling over size × size squares; the size divides height and width.
//
// Maximum over 2 × 2, what networks use, goes 16 outputs at a time; other sizes one by one. Places are
// kept as floats because comparing those is one instruction.

/// The elements of the array in which `maxPool` remembers where each maximum was: rows are padded to
/// whole vectors.
public func maxPoolPlaceCount(planes: Int, height: Int, width: Int, size: Int) -> Int {
  planes * (height / size) * paddedWidth(width / size)
}

private func paddedWidth(_ width: Int) -> Int {
  (width + vectorWidth - 1) / vectorWidth * vectorWidth
}

/// output = the largest of each square; a NaN is larger than any number.
///
/// - Parameters:
///   - planes: B · C planes of height × width.
///   - places: Which element of its square each maximum was, row by row; `maxPoolPlaceCount` of them.
public func maxPool(
  planes: Int, height: Int, width: Int, size: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>, places: UnsafeMutablePointer<Float>
) {
  let outWidth = width / size
  let stride = paddedWidth(outWidth)
  let end = input + planes * height * width
  // A plane's height is a multiple of the size, so the squares' rows follow one another.
  parallelRanges(planes * (height / size), grain: 256) { range in
    withScratch(2 * vectorWidth) { scratch in
      for row in range {
        let source = input + row * size * width
        if size == 2 {
          maxPoolPairs(
            source, width, count: outWidth, end: end, output + row * outWidth,
            places + row * stride,
            scratch: scratch)
          continue
        }
        for x in 0..<outWidth {
          let square = source + x * size
          var best = 0
          var largest = square[0]
          for place in 1..<max(size * size, 1) {
            let value = square[place / size * width + place % size]
            if value > largest || value.isNaN { (best, largest) = (place, value) }
          }
          output[row * outWidth + x] = largest
          places[row * stride + x] = Float(best)
        }
      }
    }
  }
}

/// One row of 2 × 2 squares.
@_transparent
private func maxPoolPairs(
  _ source: UnsafePointer<Float>, _ width: Int, count: Int, end: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Float>,
  scratch: UnsafeMutablePointer<Float>
) {
  for x in stride(from: 0, to: count, by: vectorWidth) {
    let lanes = min(vectorWidth, count - x)
    let upper = readable(source + 2 * x, pairs: lanes, end: end, scratch)
    let (a, b) = (load(upper), load(upper + vectorWidth))
    let lower = readable(source + 2 * x + width, pairs: lanes, end: end, scratch)
    let (c, d) = (load(lower), load(lower + vectorWidth))
    var largest = evenLanes(a, b)
    var place = Vector.zero
    keepLarger(oddLanes(a, b), 1, &largest, &place)
    keepLarger(evenLanes(c, d), 2, &largest, &place)
    keepLarger(oddLanes(c, d), 3, &largest, &place)
    store(largest, to: output + x, lanes: lanes)
    store(place, to: places + x)
  }
}

@_transparent
private func keepLarger(
  _ value: Vector, _ index: Float, _ largest: inout Vector, _ place: inout Vector
) {
  let isLarger = (value .> largest) .| (value .!= value)
  largest.replace(with: value, where: isLarger)
  place.replace(with: index, where: isLarger)
}

/// The row, or, at the very end of the memory, a copy of it behind which there is room.
@_transparent
private func readable(
  _ row: UnsafePointer<Float>, pairs: Int, end: UnsafePointer<Float>,
  _ scratch: UnsafeMutablePointer<Float>
) -> UnsafePointer<Float> {
  if row + 2 * vectorWidth <= end { return row }
  scratch.update(from: row, count: 2 * pairs)
  return UnsafePointer(scratch)
}

/// Sends each output's gradient to the input element that was the largest.
public func maxPoolGradient(
  planes: Int, height: Int, width: Int, size: Int, outputGradient: UnsafePointer<Float>,
  places: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
) {
  let outWidth = width / size
  let stride = paddedWidth(outWidth)
  parallelRanges(planes * (height / size), grain: 256) { range in
    for row in range {
      let target = inputGradient + row * size * width
      let gradients = outputGradient + row * outWidth
      if size == 2 {
        spreadPairs(gradients, places + row * stride, count: outWidth, to: target, width)
        continue
      }
      target.update(repeating: 0, count: size * width)
      for x in 0..<outWidth {
        let place = Int(places[row * stride + x])
        target[place / size * width + x * size + place % size] = gradients[x]
      }
    }
  }
}

/// One row of 2 × 2 squares.
@_transparent
private func spreadPairs(
  _ gradients: UnsafePointer<Float>, _ places: UnsafePointer<Float>, count: Int,
  to target: UnsafeMutablePointer<Float>, _ width: Int
) {
  for x in stride(from: 0, to: count, by: vectorWidth) {
    let lanes = min(vectorWidth, count - x)
    let gradient = load(gradients + x, lanes: lanes)
    let place = load(places + x)
    let upperLeft = Vector.zero.replacing(with: gradient, where: place .== 0)
    let upperRight = Vector.zero.replacing(with: gradient, where: place .== 1)
    let lowerLeft = Vector.zero.replacing(with: gradient, where: place .== 2)
    let lowerRight = Vector.zero.replacing(with: gradient, where: place .== 3)
    storePairs(upperLeft, upperRight, pairs: lanes, to: target + 2 * x)
    storePairs(lowerLeft, lowerRight, pairs: lanes, to: target + 2 * x + width)
  }
}

/// output = the mean of each size × size square.
public func averagePool(
  planes: Int, height: Int, width: Int, size: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let outHeight = height / size
  let outWidth = width / size
  let factor = 1 / Float(size * size)
  parallelRanges(planes, grain: 64) { range in
    for plane in range {
      let source = input + plane * height * width
      if outHeight * outWidth == 1 {
        output[plane] = total(source, count: height * width) * factor
        continue
      }
      for y in 0..<outHeight {
        for x in 0..<outWidth {
          var sum: Float = 0
          for dy in 0..<size {
            for dx in 0..<size { sum += source[(y * size + dy) * width + x * size + dx] }
          }
          output[(plane * outHeight + y) * outWidth + x] = sum * factor
        }
      }
    }
  }
}

/// Shares each output's gradient out among its square.
public func averagePoolGradient(
  planes: Int, height: Int, width: Int, size: Int, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>
) {
  let outHeight = height / size
  let outWidth = width / size
  let factor = 1 / Float(size * size)
  parallelRanges(planes, grain: 64) { range in
    for plane in range {
      let target = inputGradient + plane * height * width
      for y in 0..<outHeight {
        for x in 0..<outWidth {
          let gradient = outputGradient[(plane * outHeight + y) * outWidth + x] * factor
          for dy in 0..<size {
            let row = target + (y * size + dy) * width + x * size
            row.update(repeating: gradient, count: size)
          }
        }
      }
    }
  }
}
