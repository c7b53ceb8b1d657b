// Copies that put matrices into the order that a matrix product wants.

/// output[b][column][row] = input[b][row][column].
public func transposeBatches(
  batch: Int, rows: Int, columns: Int, input: UnsafePointer<Float>,
  output: UnsafeMutablePointer<Float>
) {
  let block = 16
  parallelRanges(batch, grain: 1) { range in
    for b in range {
      let source = input + b * rows * columns
      let target = output + b * rows * columns
      for row in stride(from: 0, to: rows, by: block) {
        for column in stride(from: 0, to: columns, by: block) {
          for i in row..<min(row + block, rows) {
            for j in column..<min(column + block, columns) {
              target[j * rows + i] = source[i * columns + j]
            }
          }
        }
      }
    }
  }
}

/// The sizes of a transposed convolution whose stride equals its kernel: each input pixel becomes a
/// k × k square of its own.
public struct SpreadShape: Sendable {
  public var batch: Int
  /// Output channels.
  public var channels: Int
  /// Of the input.
  public var height: Int
  public var width: Int
  public var kernel: Int

  public init(batch: Int, channels: Int, height: Int, width: Int, kernel: Int) {
    self.batch = batch
    self.channels = channels
    self.height = height
    self.width = width
    self.kernel = kernel
  }
}

/// output[b][o][y·k + i][x·k + j] = squares[b][y][x][o][i][j] + bias[o].
public func spreadSquares(
  _ shape: SpreadShape, squares: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>
) {
  forEachSquareRow(shape) { square, pixel, channel, kernel in
    let offset = bias?[channel] ?? 0
    for j in 0..<kernel { output[pixel + j] = squares[square + j] + offset }
  }
}

/// squares[b][y][x][o][i][j] = output[b][o][y·k + i][x·k + j]: `spreadSquares` backwards.
public func gatherSquares(
  _ shape: SpreadShape, output: UnsafePointer<Float>, squares: UnsafeMutablePointer<Float>
) {
  forEachSquareRow(shape) { square, pixel, _, kernel in
    for j in 0..<kernel { squares[square + j] = output[pixel + j] }
  }
}

/// Calls `body` with the index of each square's row among the squares and in the output.
@_transparent
private func forEachSquareRow(_ shape: SpreadShape, _ body: (Int, Int, Int, Int) -> Void) {
  let kernel = shape.kernel
  let outWidth = shape.width * kernel
  let outPlane = shape.height * kernel * outWidth
  let depth = shape.channels * kernel * kernel
  parallelRanges(shape.batch, grain: 1) { range in
    for b in range {
      for channel in 0..<shape.channels {
        let plane = (b * shape.channels + channel) * outPlane
        for y in 0..<shape.height {
          for i in 0..<kernel {
            let row = plane + (y * kernel + i) * outWidth
            var square = ((b * shape.height + y) * shape.width) * depth
            square += (channel * kernel + i) * kernel
            for x in 0..<shape.width {
              body(square + x * depth, row + x * kernel, channel, kernel)
            }
          }
        }
      }
    }
  }
}

/// sums[c] = Σ over batch and plane of input[b][c][·], in Float64 across planes.
public func sumChannels(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
) {
  parallelRanges(shape.channels, grain: 4) { range in
    for channel in range {
      var total = 0.0
      for image in 0..<shape.batch {
        let plane = input + (image * shape.channels + channel) * shape.plane
        var vector = Vector.zero
        var rest: Float = 0
        forEachVector(shape.plane) {
          vector += load(plane + $0)
        } rest: {
          rest += plane[$0]
        }
        total += Double(vector.total) + Double(rest)
      }
      sums[channel] = Float(total)
    }
  }
}
