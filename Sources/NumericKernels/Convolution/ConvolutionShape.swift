/// The sizes of a convolution with stride 1.
public struct ConvolutionShape: Sendable {
  public var batch: Int
  public var inChannels: Int
  public var outChannels: Int
  public var height: Int
  public var width: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var padding: Int

  public init(
    batch: Int, inChannels: Int, outChannels: Int, height: Int, width: Int, kernelHeight: Int,
    kernelWidth: Int, padding: Int
  ) {
    self.batch = batch
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.height = height
    self.width = width
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.padding = padding
  }

  public var outHeight: Int { height + 2 * padding - kernelHeight + 1 }
  public var outWidth: Int { width + 2 * padding - kernelWidth + 1 }
  /// An array of the output's shape, [B, O, H', W'], for a kernel to read.
  func source(_ output: UnsafePointer<Float>) -> ChannelSource {
    ChannelSource(output, channels: outChannels, plane: outHeight * outWidth)
  }

  /// Products of one output element: I · k · k.
  public var depth: Int { inChannels * kernelHeight * kernelWidth }

  var frameHeight: Int { height + 2 * padding }
  var frameWidth: Int { width + 2 * padding }
  /// Elements of one channel's frame.
  var framePlane: Int { frameHeight * frameWidth }
  /// Positions computed for one output channel, the thrown-away ones included.
  var positions: Int { outHeight * frameWidth }
  /// How far a tile may read beyond the last frame.
  var slack: Int { kernelHeight * frameWidth + singleRowColumns }

  /// The convolution from output to input: that of the input gradient.
  var exchanged: ConvolutionShape {
    ConvolutionShape(
      batch: batch, inChannels: outChannels, outChannels: inChannels, height: outHeight,
      width: outWidth, kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      padding: kernelHeight - 1 - padding)
  }

  /// Where tap k = (i, ky, kx) finds its input, relative to the output position.
  func fillOffsets(_ offsets: UnsafeMutablePointer<Int>, channelStride: Int) {
    var k = 0
    for channel in 0..<inChannels {
      for y in 0..<kernelHeight {
        for x in 0..<kernelWidth {
          offsets[k] = channel * channelStride + y * frameWidth + x
          k += 1
        }
      }
    }
  }
}
