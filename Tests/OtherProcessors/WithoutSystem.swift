// What the kernels find in Parallel.swift, in MemoryPool.swift and in a C library, for a program without a
// system; and what definition.c calls.

public let threadCount = 1

@inline(__always)
public func parallelFor(_ count: Int, _ body: (Int) -> Void) {
  for index in 0..<count { body(index) }
}

public func parallelRanges(_ count: Int, grain: Int, _ body: (Range<Int>) -> Void) {
  if count > 0 { body(0..<count) }
}

enum MemoryPool {
  struct Shared {
    func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
      UnsafeMutableRawPointer.allocate(
        byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64
      ).bindMemory(to: Float.self, capacity: capacity)
    }

    func giveBack(_ pointer: UnsafeMutablePointer<Float>, capacity: Int) {
      UnsafeMutableRawPointer(pointer).deallocate()
    }
  }

  static var shared: Shared { Shared() }
  static var ofThread: Shared { shared }
  static func capacity(for count: Int) -> Int { max(count, 1) }
}

func logf(_ x: Float) -> Float { fatalError() }
func expf(_ x: Float) -> Float { fatalError() }

/// Convolution and its gradients. `sizes`: batch, channels in and out, height, width, kernel, padding.
@_cdecl("convolution")
public func convolution(
  _ sizes: UnsafePointer<Int>, _ input: UnsafePointer<Float>, _ weight: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
  _ output: UnsafeMutablePointer<Float>, _ inputGradient: UnsafeMutablePointer<Float>,
  _ weightGradient: UnsafeMutablePointer<Float>, _ biasGradient: UnsafeMutablePointer<Float>
) {
  let shape = ConvolutionShape(
    batch: sizes[0], inChannels: sizes[1], outChannels: sizes[2], height: sizes[3],
    width: sizes[4], kernelHeight: sizes[5], kernelWidth: sizes[5], padding: sizes[6])
  let plane = shape.height * shape.width
  let source = ChannelSource(input, channels: shape.inChannels, plane: plane)
  convolve(shape, input: source, weight: weight, bias: bias, output: output)
  convolveInputGradient(
    shape, outputGradient: gradient, weight: weight,
    inputGradient: ChannelTarget(inputGradient, channels: shape.inChannels, plane: plane))
  convolveWeightGradient(
    shape, input: source, outputGradient: gradient, weightGradient: weightGradient,
    biasGradient: biasGradient)
}
