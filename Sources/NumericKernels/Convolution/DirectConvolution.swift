// Convolution by the definition: for 1 channel, kernels other than 3 × 3, and images too few or too small for
// Winograd's way.
//
// Each image is copied once into a frame of zeros, [I, H + 2p, W + 2p]. Seen flat, output pixel
// (y, x) sits at position y · (W + 2p) + x, and the input that tap (i, ky, kx) multiplies with it
// sits a constant offset further: the convolution is a matrix product whose right-hand rows are
// shifted views of the frame. Nothing is copied per tap. The price: the k − 1 positions at each
// row's end are computed and thrown away (7 % at width 28).

/// output = activation(input ∗ weight + bias).
///
/// - Parameter weight: The filter's element for output channel, input channel, row and column.
func convolveDirectly(
  _ shape: ConvolutionShape, input: ChannelSource, bias: UnsafePointer<Float>?,
  activation: FusedActivation, output: ChannelTarget, weight: (Int, Int, Int, Int) -> Float
) {
  let tiles = (shape.outChannels + tileRows - 1) / tileRows
  // [tile][depth][8].
  withScratch(tiles * tileRows * shape.depth) { packed in
    var target = packed
    for tile in 0..<tiles {
      for channel in 0..<shape.inChannels {
        for y in 0..<shape.kernelHeight {
          for x in 0..<shape.kernelWidth {
            for row in tile * tileRows..<(tile + 1) * tileRows {
              target.pointee = row < shape.outChannels ? weight(row, channel, y, x) : 0
              target += 1
            }
          }
        }
      }
    }
    convolve(shape, input, packedWeight: packed, bias, activation, output)
  }
}

private func convolve(
  _ shape: ConvolutionShape, _ input: ChannelSource, packedWeight: UnsafePointer<Float>,
  _ bias: UnsafePointer<Float>?, _ activation: FusedActivation, _ output: ChannelTarget
) {
  let tiles = (shape.outChannels + tileRows - 1) / tileRows
  let frames = shape.inChannels * shape.framePlane
  let columnTiles = (shape.positions + vectorWidth - 1) / vectorWidth
  let rowStride = columnTiles * vectorWidth + singleRowColumns
  let offsets = UnsafeMutablePointer<Int>.allocate(capacity: shape.depth)
  defer { offsets.deallocate() }
  shape.fillOffsets(offsets, channelStride: shape.framePlane)

  let pieces = min(shape.batch, threadCount * 16)
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
  _ source: ChannelSource, image: Int, channels: Int, height: Int,
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
