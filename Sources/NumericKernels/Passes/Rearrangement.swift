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

/// sums[c] = Σ over batch and plane of input[b][c][·], in Float64 across planes.
public func sumChannels(
  _ shape: ImageBatchShape, input: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
) {
  parallelRanges(shape.channels, grain: 4) { range in
    for channel in range {
      var sum = 0.0
      for image in 0..<shape.batch {
        let plane = input + (image * shape.channels + channel) * shape.plane
        sum += Double(total(plane, count: shape.plane))
      }
      sums[channel] = Float(sum)
    }
  }
}
