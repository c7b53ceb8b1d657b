import NumericKernels
import XCTest

final class ConvolutionTests: XCTestCase {
  private let shapes = [
    (batch: 1, inChannels: 1, outChannels: 1, height: 3, width: 3, kernel: 3, padding: 1),
    (batch: 2, inChannels: 1, outChannels: 16, height: 28, width: 28, kernel: 3, padding: 1),
    (batch: 9, inChannels: 5, outChannels: 9, height: 7, width: 7, kernel: 3, padding: 1),
    (batch: 17, inChannels: 8, outChannels: 8, height: 14, width: 14, kernel: 3, padding: 1),
    (batch: 3, inChannels: 4, outChannels: 3, height: 6, width: 11, kernel: 5, padding: 2),
    (batch: 3, inChannels: 4, outChannels: 10, height: 8, width: 5, kernel: 3, padding: 0),
    (batch: 2, inChannels: 7, outChannels: 2, height: 4, width: 4, kernel: 1, padding: 0),
    // By tiles: of each width, whole and broken groups of images, heights and widths beside the
    // tiles', channels that do not divide by 8.
    (batch: 2, inChannels: 8, outChannels: 8, height: 28, width: 28, kernel: 3, padding: 1),
    (batch: 13, inChannels: 9, outChannels: 11, height: 28, width: 28, kernel: 3, padding: 1),
    (batch: 7, inChannels: 16, outChannels: 8, height: 9, width: 31, kernel: 3, padding: 1),
    (batch: 5, inChannels: 10, outChannels: 16, height: 21, width: 21, kernel: 3, padding: 1),
    (batch: 4, inChannels: 16, outChannels: 9, height: 14, width: 14, kernel: 3, padding: 1),
    (batch: 14, inChannels: 8, outChannels: 12, height: 3, width: 15, kernel: 3, padding: 1),
    (batch: 25, inChannels: 8, outChannels: 17, height: 7, width: 7, kernel: 3, padding: 1),
    (batch: 8, inChannels: 12, outChannels: 8, height: 1, width: 4, kernel: 3, padding: 1),
    (batch: 5, inChannels: 9, outChannels: 8, height: 32, width: 32, kernel: 3, padding: 1),
    (batch: 9, inChannels: 8, outChannels: 11, height: 16, width: 16, kernel: 3, padding: 1),
    (batch: 19, inChannels: 10, outChannels: 8, height: 8, width: 8, kernel: 3, padding: 1),
  ]

  /// Output and all three gradients against the definition, summed in Float64.
  func testAgainstTheDefinition() {
    for size in shapes {
      let shape = ConvolutionShape(
        batch: size.batch, inChannels: size.inChannels, outChannels: size.outChannels,
        height: size.height, width: size.width, kernelHeight: size.kernel,
        kernelWidth: size.kernel, padding: size.padding)
      let plane = shape.outHeight * shape.outWidth
      let input = values(shape.batch * shape.inChannels * shape.height * shape.width, seed: 1)
      let weight = values(shape.outChannels * shape.depth, seed: 2)
      let bias = values(shape.outChannels, seed: 3)
      let gradient = values(shape.batch * shape.outChannels * plane, seed: 4)

      var output = [Float](repeating: .nan, count: gradient.count)
      var inputGradient = [Float](repeating: .nan, count: input.count)
      var weightGradient = [Float](repeating: .nan, count: weight.count)
      var biasGradient = [Float](repeating: .nan, count: bias.count)
      let joined = Parts(input, shape)
      output.withUnsafeMutableBufferPointer {
        convolve(
          shape, input: joined.channels, weight: weight, bias: bias, output: $0.baseAddress!)
      }
      let gradientParts = Parts(inputGradient, shape)
      convolveInputGradient(
        shape, outputGradient: gradient, weight: weight, inputGradient: gradientParts.mutable)
      inputGradient = gradientParts.whole
      weightGradient.withUnsafeMutableBufferPointer { weights in
        biasGradient.withUnsafeMutableBufferPointer {
          convolveWeightGradient(
            shape, input: joined.channels, outputGradient: gradient,
            weightGradient: weights.baseAddress!, biasGradient: $0.baseAddress!)
        }
      }

      let expected = definition(shape, input, weight, bias, gradient)
      assertClose(output, expected.output, "output \(size)")
      assertClose(inputGradient, expected.inputGradient, "input gradient \(size)")
      assertClose(weightGradient, expected.weightGradient, "weight gradient \(size)")
      assertClose(biasGradient, expected.biasGradient, "bias gradient \(size)")
    }
  }

  private func definition(
    _ shape: ConvolutionShape, _ input: [Float], _ weight: [Float], _ bias: [Float],
    _ gradient: [Float]
  ) -> (output: [Double], inputGradient: [Double], weightGradient: [Double], biasGradient: [Double])
  {
    var output = [Double](repeating: 0, count: gradient.count)
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: weight.count)
    var biasGradient = [Double](repeating: 0, count: bias.count)
    for b in 0..<shape.batch {
      for o in 0..<shape.outChannels {
        for y in 0..<shape.outHeight {
          for x in 0..<shape.outWidth {
            let at = ((b * shape.outChannels + o) * shape.outHeight + y) * shape.outWidth + x
            output[at] += Double(bias[o])
            biasGradient[o] += Double(gradient[at])
            for i in 0..<shape.inChannels {
              for ky in 0..<shape.kernelHeight {
                for kx in 0..<shape.kernelWidth {
                  let (row, column) = (y + ky - shape.padding, x + kx - shape.padding)
                  guard (0..<shape.height).contains(row), (0..<shape.width).contains(column)
                  else { continue }
                  let from =
                    ((b * shape.inChannels + i) * shape.height + row) * shape.width + column
                  let tap =
                    ((o * shape.inChannels + i) * shape.kernelHeight + ky) * shape.kernelWidth + kx
                  output[at] += Double(input[from]) * Double(weight[tap])
                  inputGradient[from] += Double(gradient[at]) * Double(weight[tap])
                  weightGradient[tap] += Double(gradient[at]) * Double(input[from])
                }
              }
            }
          }
        }
      }
    }
    return (output, inputGradient, weightGradient, biasGradient)
  }

  /// To 1e-5 of the largest value: Float32 sums of a few thousand products, and the transforms of
  /// tiles.
  private func assertClose(
    _ found: [Float], _ expected: [Double], _ what: String, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let scale = expected.map(abs).max() ?? 1
    let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
    XCTAssertFalse(found.contains { $0.isNaN }, what, file: file, line: line)
    XCTAssertLessThan(worst, 1e-5 * scale, what, file: file, line: line)
  }
}

/// An input's channels in two arrays, as kernels take a concatenation; in one if there is one channel.
private final class Parts {
  private let shape: ConvolutionShape
  private let firstChannels: Int
  private let first: UnsafeMutableBufferPointer<Float>
  private let second: UnsafeMutableBufferPointer<Float>

  init(_ values: [Float], _ shape: ConvolutionShape) {
    self.shape = shape
    firstChannels = (shape.inChannels + 1) / 2
    let plane = shape.height * shape.width
    // Exactly as large as needed, so that a memory checker sees what lies beyond.
    first = .allocate(capacity: shape.batch * firstChannels * plane)
    second = .allocate(capacity: shape.batch * (shape.inChannels - firstChannels) * plane)
    for (index, value) in values.enumerated() {
      let (image, rest) = index.quotientAndRemainder(dividingBy: shape.inChannels * plane)
      let boundary = firstChannels * plane
      if rest < boundary {
        first[image * boundary + rest] = value
      } else {
        second[image * (shape.inChannels * plane - boundary) + rest - boundary] = value
      }
    }
  }

  deinit {
    first.deallocate()
    second.deallocate()
  }

  var mutable: ChannelTarget {
    JoinedChannels(
      first.baseAddress!, channels: firstChannels, second.baseAddress ?? first.baseAddress!,
      channels: shape.inChannels - firstChannels, plane: shape.height * shape.width)
  }

  var channels: ChannelSource {
    JoinedChannels(
      UnsafePointer(first.baseAddress!), channels: firstChannels,
      UnsafePointer(second.baseAddress ?? first.baseAddress!),
      channels: shape.inChannels - firstChannels, plane: shape.height * shape.width)
  }

  var whole: [Float] {
    let firstSize = firstChannels * shape.height * shape.width
    let secondSize = second.count / shape.batch
    var values: [Float] = []
    for image in 0..<shape.batch {
      values += first[image * firstSize..<(image + 1) * firstSize]
      values += second[image * secondSize..<(image + 1) * secondSize]
    }
    return values
  }
}
