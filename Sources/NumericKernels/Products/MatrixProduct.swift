// C = A · B for matrices of any strides.
//
// Both sides are packed into the layout of the micro-kernel, block by block, so that transposed
// operands cost no more than straight ones. Pieces of C are shared out among the threads; each
// element is summed by one thread in one order, whatever the thread count.

/// A matrix in memory: element (i, j) at `base[i * rowStride + j * columnStride]`.
public struct MatrixView {
  public var base: UnsafePointer<Float>
  public var rowStride: Int
  public var columnStride: Int

  public init(_ base: UnsafePointer<Float>, rowStride: Int, columnStride: Int) {
    self.base = base
    self.rowStride = rowStride
    self.columnStride = columnStride
  }

  /// The same matrix with rows and columns exchanged.
  public var transposed: MatrixView {
    MatrixView(base, rowStride: columnStride, columnStride: rowStride)
  }
}

/// Depth of one packed block: 48 columns of it fit the first-level cache.
private let depthBlock = 256
private let rowChunk = 128
private let columnChunk = 10 * tileColumns

/// result = left · right.
///
/// - Parameters:
///   - result: [rows][columns], contiguous.
///   - left: [rows][depth].
///   - right: [depth][columns].
public func matrixProduct(
  rows: Int, columns: Int, depth: Int, left: MatrixView, right: MatrixView,
  result: UnsafeMutablePointer<Float>
) {
  guard rows > 0, columns > 0 else { return }
  guard depth > 0 else {
    result.update(repeating: 0, count: rows * columns)
    return
  }
  var rowsPerChunk = rowChunk
  var columnsPerChunk = columnChunk
  func pieces(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }
  while pieces(rows, rowsPerChunk) * pieces(columns, columnsPerChunk) < 2 * threadCount {
    if columnsPerChunk > tileColumns, columns > columnsPerChunk / 2 {
      columnsPerChunk = max(tileColumns, columnsPerChunk / 2 / tileColumns * tileColumns)
    } else if rowsPerChunk > tileRows {
      rowsPerChunk /= 2
    } else {
      break
    }
  }
  let rowPieces = pieces(rows, rowsPerChunk)
  let columnPieces = pieces(columns, columnsPerChunk)
  parallelFor(rowPieces * columnPieces) { piece in
    let row = piece % rowPieces * rowsPerChunk
    let column = piece / rowPieces * columnsPerChunk
    multiplyChunk(
      rows: row..<min(rows, row + rowsPerChunk),
      columns: column..<min(columns, column + columnsPerChunk),
      depth: depth, left: left, right: right, result: result, rowStride: columns)
  }
}

private func multiplyChunk(
  rows: Range<Int>, columns: Range<Int>, depth: Int, left: MatrixView, right: MatrixView,
  result: UnsafeMutablePointer<Float>, rowStride: Int
) {
  let block = min(depth, depthBlock)
  let rowTiles = (rows.count + tileRows - 1) / tileRows
  withScratch(rowTiles * tileRows * block + (block + tileRows) * tileColumns) { scratch in
    let packedLeft = scratch
    let packedRight = packedLeft + rowTiles * tileRows * block
    let tile = packedRight + block * tileColumns
    withUnsafeTemporaryAllocation(of: Int.self, capacity: block) { offsets in
      for k in 0..<block { offsets[k] = k * tileColumns }
      for start in stride(from: 0, to: depth, by: block) {
        let count = min(block, depth - start)
        packRows(left, rows, start, count, into: packedLeft)
        for column in stride(from: columns.lowerBound, to: columns.upperBound, by: tileColumns) {
          let width = min(tileColumns, columns.upperBound - column)
          let vectors = (width + vectorWidth - 1) / vectorWidth
          packColumns(right, column, width, vectors, start, count, into: packedRight)
          for rowTile in 0..<rowTiles {
            let row = rows.lowerBound + rowTile * tileRows
            let height = min(tileRows, rows.upperBound - row)
            let target = result + row * rowStride + column
            let whole = height == tileRows && width == vectors * vectorWidth
            panelProduct(
              weights: packedLeft + rowTile * tileRows * count, depth: count,
              columns: packedRight, offsets: offsets.baseAddress!, vectors: vectors,
              result: whole ? target : tile, rowStride: whole ? rowStride : tileColumns,
              accumulate: whole && start > 0)
            if !whole {
              for i in 0..<height {
                for j in 0..<width {
                  let value = tile[i * tileColumns + j]
                  target[i * rowStride + j] = start > 0 ? target[i * rowStride + j] + value : value
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Packs `rows` × depths start..<start + count as [tile][depth][8], missing rows zero.
func packRows(
  _ matrix: MatrixView, _ rows: Range<Int>, _ start: Int, _ count: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  var target = packed
  for row in stride(from: rows.lowerBound, to: rows.upperBound, by: tileRows) {
    let height = min(tileRows, rows.upperBound - row)
    let source = matrix.base + row * matrix.rowStride + start * matrix.columnStride
    for k in 0..<count {
      let element = source + k * matrix.columnStride
      for i in 0..<height { target[i] = element[i * matrix.rowStride] }
      for i in height..<tileRows { target[i] = 0 }
      target += tileRows
    }
  }
}

/// Packs `width` columns × depths start..<start + count as [depth][48], missing columns zero.
private func packColumns(
  _ matrix: MatrixView, _ column: Int, _ width: Int, _ vectors: Int, _ start: Int, _ count: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  let source = matrix.base + column * matrix.columnStride + start * matrix.rowStride
  let padded = vectors * vectorWidth
  if matrix.columnStride == 1 {
    for k in 0..<count {
      let row = source + k * matrix.rowStride
      let target = packed + k * tileColumns
      target.update(from: row, count: width)
      for j in width..<padded { target[j] = 0 }
    }
  } else {
    for j in 0..<padded {
      for k in 0..<count {
        packed[k * tileColumns + j] =
          j < width ? source[k * matrix.rowStride + j * matrix.columnStride] : 0
      }
    }
  }
}
