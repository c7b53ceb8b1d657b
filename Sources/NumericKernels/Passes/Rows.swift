// What is done to all rows of a matrix alike.

/// Rows that are summed one after another.
private let rowsInPiece = 256

/// matrix[row] += addend for each row.
public func addToRows(
  rows: Int, width: Int, _ addend: UnsafePointer<Float>, matrix: UnsafeMutablePointer<Float>
) {
  parallelRanges(rows, grain: max(1, (1 << 14) / max(width, 1))) { range in
    for row in range {
      let target = matrix + row * width
      forEachVector(width) {
        store(load(target + $0) + load(addend + $0), to: target + $0)
      } rest: {
        target[$0] += addend[$0]
      }
    }
  }
}

/// sums = Σ over rows of matrix[row].
///
/// Order of summation: within 256 rows one after another, then these sums one after another.
public func sumRows(
  rows: Int, width: Int, matrix: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
) {
  sumPieces((rows + rowsInPiece - 1) / rowsInPiece, length: width) { piece, own in
    for row in piece * rowsInPiece..<min(rows, (piece + 1) * rowsInPiece) {
      let source = matrix + row * width
      forEachVector(width) {
        store(load(own + $0) + load(source + $0), to: own + $0)
      } rest: {
        own[$0] += source[$0]
      }
    }
  } finish: {
    sums.update(from: $0, count: width)
  }
}
