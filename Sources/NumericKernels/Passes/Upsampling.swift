// Nearest-neighbour upsampling: each pixel becomes a size × size square.

/// output = each pixel repeated: planes of height × width → planes of (size · height) × (size · width).
public func upsampleNearest(
  planes: Int, height: Int, width: Int, size: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  parallelRanges(planes * height, grain: 64) { range in
    for row in range {
      let source = input + row * width
      let first = output + row * size * size * width
      for x in 0..<width {
        for dx in 0..<size { first[x * size + dx] = source[x] }
      }
      for dy in 1..<max(size, 1) {
        (first + dy * size * width).update(from: first, count: size * width)
      }
    }
  }
}

/// inputGradient = the sum of each pixel's square.
public func upsampleNearestGradient(
  planes: Int, height: Int, width: Int, size: Int, outputGradient: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>
) {
  parallelRanges(planes * height, grain: 64) { range in
    for row in range {
      let source = outputGradient + row * size * size * width
      let target = inputGradient + row * width
      for x in 0..<width {
        var sum: Float = 0
        for dy in 0..<size {
          for dx in 0..<size { sum += source[dy * size * width + x * size + dx] }
        }
        target[x] = sum
      }
    }
  }
}
