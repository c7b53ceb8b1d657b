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
      output.withUnsafeMutableBufferPointer {
        convolve(shape, input: input, weight: weight, bias: bias, output: $0.baseAddress!)
      }
      inputGradient.withUnsafeMutableBufferPointer {
        convolveInputGradient(
          shape, outputGradient: gradient, weight: weight, inputGradient: $0.baseAddress!)
      }
      weightGradient.withUnsafeMutableBufferPointer { weights in
        biasGradient.withUnsafeMutableBufferPointer {
          convolveWeightGradient(
            shape, input: input, outputGradient: gradient, weightGradient: weights.baseAddress!,
            biasGradient: $0.baseAddress!)
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
