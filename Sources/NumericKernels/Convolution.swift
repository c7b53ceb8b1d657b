// Convolution of [B, I, H, W] with [O, I, k, k], stride 1, zero padding.
//
// Each image is copied once into a frame of zeros, [I, H + 2p, W + 2p]. Seen flat, output pixel
// (y, x) sits at position y · (W + 2p) + x, and the input that tap (i, ky, kx) multiplies with it
// sits a constant offset further: the convolution is a matrix product whose right-hand rows are
// shifted views of the frame. Nothing is copied per tap. The price: the k − 1 positions at each
// row's end are computed and thrown away (7 % at width 28).
//
// The input gradient is the same operation with flipped, exchanged weights.

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
  /// The output's array, [B, O, H', W'], as kernels take it.
  func joined(_ output: UnsafePointer<Float>) -> JoinedChannels<UnsafePointer<Float>> {
    JoinedChannels(output, channels: outChannels, plane: outHeight * outWidth)
  }
  func joined(
    _ output: UnsafeMutablePointer<Float>
  ) -> JoinedChannels<UnsafeMutablePointer<Float>> {
    JoinedChannels(output, channels: outChannels, plane: outHeight * outWidth)
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

/// output = activation(input ∗ weight + bias).
///
/// - Parameters:
///   - input: [B, I, H, W].
///   - weight: [O, I, k, k].
///   - bias: [O] or nil.
///   - output: [B, O, H', W'].
public func convolve(
  _ shape: ConvolutionShape, input: JoinedChannels<UnsafePointer<Float>>,
  weight: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, activation: FusedActivation = .identity,
  output: UnsafeMutablePointer<Float>
) {
  let isDone = convolveByWinograd(
    shape, input: input, bias: bias, activation: activation,
    output: shape.joined(output)
  ) { o, i, y, x in
    weight[((o * shape.inChannels + i) * 3 + y) * 3 + x]
  }
  if isDone { return }
  let tiles = (shape.outChannels + tileRows - 1) / tileRows
  withScratch(tiles * tileRows * shape.depth) { packed in
    for tile in 0..<tiles {
      for k in 0..<shape.depth {
        for i in 0..<tileRows {
          let channel = tile * tileRows + i
          packed[(tile * shape.depth + k) * tileRows + i] =
            channel < shape.outChannels ? weight[channel * shape.depth + k] : 0
        }
      }
    }
    convolvePacked(
      shape, input: input, packedWeight: packed, bias: bias, activation: activation,
      output: shape.joined(output))
  }
}

/// inputGradient = the gradient of `convolve` with respect to its input.
///
/// - Parameters:
///   - outputGradient: [B, O, H', W'].
///   - inputGradient: [B, I, H, W].
public func convolveInputGradient(
  _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
  inputGradient: JoinedChannels<UnsafeMutablePointer<Float>>
) {
  let taps = shape.kernelHeight * shape.kernelWidth
  let backward = shape.exchanged
  let isDone = convolveByWinograd(
    backward, input: shape.joined(outputGradient), bias: nil, activation: .identity,
    output: inputGradient
  ) { i, o, y, x in
    weight[((o * shape.inChannels + i) * 3 + 2 - y) * 3 + 2 - x]
  }
  if isDone { return }
  let tiles = (shape.inChannels + tileRows - 1) / tileRows
  withScratch(tiles * tileRows * backward.depth) { packed in
    for tile in 0..<tiles {
      for k in 0..<backward.depth {
        let (outChannel, tap) = k.quotientAndRemainder(dividingBy: taps)
        for i in 0..<tileRows {
          let channel = tile * tileRows + i
          packed[(tile * backward.depth + k) * tileRows + i] =
            channel < shape.inChannels
            ? weight[(outChannel * shape.inChannels + channel) * taps + taps - 1 - tap] : 0
        }
      }
    }
    convolvePacked(
      backward, input: shape.joined(outputGradient), packedWeight: packed, bias: nil,
      activation: .identity,
      output: inputGradient)
  }
}

/// The convolution with weights packed as [tile][depth][8].
private func convolvePacked(
  _ shape: ConvolutionShape, input: JoinedChannels<UnsafePointer<Float>>,
  packedWeight: UnsafePointer<Float>,
  bias: UnsafePointer<Float>?, activation: FusedActivation,
  output: JoinedChannels<UnsafeMutablePointer<Float>>
) {
  let tiles = (shape.outChannels + tileRows - 1) / tileRows
  let frames = shape.inChannels * shape.framePlane
  let columnTiles = (shape.positions + vectorWidth - 1) / vectorWidth
  let rowStride = columnTiles * vectorWidth + singleRowColumns
  let offsets = UnsafeMutablePointer<Int>.allocate(capacity: shape.depth)
  defer { offsets.deallocate() }
  shape.fillOffsets(offsets, channelStride: shape.framePlane)

  let pieces = min(shape.batch, threadCount * 4)
  parallelFor(pieces) { piece in
    withScratch(frames + shape.slack + tileRows * rowStride) { scratch in
      let frame = scratch
      let rows = frame + frames + shape.slack
      frame.update(repeating: 0, count: frames + shape.slack)
      for image in shape.batch * piece / pieces..<shape.batch * (piece + 1) / pieces {
        copyIntoFrame(
          input, image: image,
          channels: shape.inChannels, height: shape.height, width: shape.width,
          frame: frame, padding: shape.padding, frameWidth: shape.frameWidth,
          channelStride: shape.framePlane)
        if shape.outChannels == 1 {
          singleRowProduct(
            weights: packedWeight, depth: shape.depth, columns: frame, offsets: offsets,
            count: shape.positions, result: rows)
        }
        for tile in 0..<tiles {
          // One channel alone is done already.
          var position = shape.outChannels == 1 ? shape.positions : 0
          while position < shape.positions {
            let left = shape.positions - position
            let vectors = min(3, (left + vectorWidth - 1) / vectorWidth)
            panelProduct(
              weights: packedWeight + tile * tileRows * shape.depth, depth: shape.depth,
              columns: frame + position, offsets: offsets, vectors: vectors,
              result: rows + position, rowStride: rowStride, accumulate: false)
            position += vectors * vectorWidth
          }
          let channel = tile * tileRows
          for i in 0..<min(tileRows, shape.outChannels - channel) {
            let row = rows + i * rowStride
            if activation != .identity {
              scalePlane(
                row, shape.positions, next: rowStride, factor: 1, offset: bias?[channel + i] ?? 0,
                activation: activation, row)
            }
            copyOutOfRows(
              row, frameWidth: shape.frameWidth,
              height: shape.outHeight, width: shape.outWidth,
              adding: activation == .identity ? bias?[channel + i] ?? 0 : 0,
              to: output.start(image: image, channel: channel + i))
          }
        }
      }
    }
  }
}

/// Copies an image's channels [C, H, W] into the middle of zeroed frames.
func copyIntoFrame(
  _ source: JoinedChannels<UnsafePointer<Float>>, image: Int, channels: Int, height: Int,
  width: Int,
  frame: UnsafeMutablePointer<Float>, padding: Int, frameWidth: Int, channelStride: Int
) {
  for channel in 0..<channels {
    var from = source.start(image: image, channel: channel)
    var to = frame + channel * channelStride + padding * frameWidth + padding
    for _ in 0..<height {
      copy(from, to: to, count: width)
      from += width
      to += frameWidth
    }
  }
}

/// Copies the kept positions of one channel's rows, adding the bias.
@_transparent
private func copyOutOfRows(
  _ rows: UnsafePointer<Float>, frameWidth: Int, height: Int, width: Int, adding bias: Float,
  to output: UnsafeMutablePointer<Float>
) {
  var from = rows
  var to = output
  let bias16 = Vector(repeating: bias)
  for _ in 0..<height {
    forEachVector(width) {
      store(load(from + $0) + bias16, to: to + $0)
    } rest: {
      to[$0] = from[$0] + bias
    }
    from += frameWidth
    to += width
  }
}

/// Copies a short row, too short for a call of memcpy, in pieces of 16, 8, 4, 2 and 1: each is loaded
/// as it was stored before.
func copy(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
  var index = 0
  @inline(__always)
  func move<Part: SIMD<Float>>(_: Part.Type, _ length: Int) {
    let part = UnsafeRawPointer(source + index).loadUnaligned(as: Part.self)
    UnsafeMutableRawPointer(target + index).storeBytes(of: part, as: Part.self)
    index += length
  }
  while index + 16 <= count { move(SIMD16<Float>.self, 16) }
  if count & 8 != 0 { move(SIMD8<Float>.self, 8) }
  if count & 4 != 0 { move(SIMD4<Float>.self, 4) }
  if count & 2 != 0 { move(SIMD2<Float>.self, 2) }
  if count & 1 != 0 { target[index] = source[index] }
}
