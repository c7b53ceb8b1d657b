/// output = the largest of each size × size square; `argument` remembers where in its plane it was.
///
/// - Parameters:
///   - planes: B · C planes of height × width; the size divides both.
///   - argument: One index into the input plane per output element.
public func maxPool(
  planes: Int, height: Int, width: Int, size: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>, argument: UnsafeMutablePointer<Int32>
) {
  let outHeight = height / size
  let outWidth = width / size
  parallelRanges(planes, grain: 8) { range in
    for plane in range {
      let source = input + plane * height * width
      var target = plane * outHeight * outWidth
      for y in 0..<outHeight {
        for x in 0..<outWidth {
          var best = y * size * width + x * size
          for dy in 0..<size {
            for dx in 0..<size {
              let index = (y * size + dy) * width + x * size + dx
              // A NaN wins, and stays.
              if source[index] > source[best] || source[index].isNaN { best = index }
            }
          }
          output[target] = source[best]
          argument[target] = Int32(best)
          target += 1
        }
      }
    }
  }
}

/// Sends each output's gradient to the input element that was the largest.
public func maxPoolGradient(
  planes: Int, height: Int, width: Int, size: Int, outputGradient: UnsafePointer<Float>,
  argument: UnsafePointer<Int32>, inputGradient: UnsafeMutablePointer<Float>
) {
  let outPlane = (height / size) * (width / size)
  parallelRanges(planes, grain: 8) { range in
    for plane in range {
      let target = inputGradient + plane * height * width
      target.update(repeating: 0, count: height * width)
      for i in plane * outPlane..<(plane + 1) * outPlane {
        target[Int(argument[i])] += outputGradient[i]
      }
    }
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
  for plane in 0..<planes {
    let source = input + plane * height * width
    for y in 0..<outHeight {
      for x in 0..<outWidth {
        var total: Float = 0
        for dy in 0..<size {
          for dx in 0..<size { total += source[(y * size + dy) * width + x * size + dx] }
        }
        output[(plane * outHeight + y) * outWidth + x] = total * factor
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
  inputGradient.update(repeating: 0, count: planes * height * width)
  for plane in 0..<planes {
    let target = inputGradient + plane * height * width
    for y in 0..<outHeight * size {
      for x in 0..<outWidth * size {
        target[y * width + x] =
          outputGradient[(plane * outHeight + y / size) * outWidth + x / size] * factor
      }
    }
  }
}
