// Products of matrices that fit the first-level cache, by one thread: what an attention head needs.

/// result = left · right.
///
/// Order of summation: that of `panelProduct`.
///
/// - Parameters:
///   - left: [rows][depth], any strides.
///   - right: [depth][16 · `vectors`]; row k is at `offsets[k]`.
///   - packed: Scratch, [depth][8].
///   - result: Rows `rowStride` apart, as many as fill whole blocks of 8: those beyond `rows` become 0.
@inline(__always)
func smallProduct(
  rows: Int, depth: Int, left: MatrixView, right: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>, vectors: Int, packed: UnsafeMutablePointer<Float>,
  result: UnsafeMutablePointer<Float>, rowStride: Int
) {
  for row in stride(from: 0, to: rows, by: tileRows) {
    packRows(left, row..<min(row + tileRows, rows), 0, depth, into: packed)
    var vector = 0
    while vector < vectors {
      let rest = vectors - vector
      // Two and two rather than three and one, as in `panelProduct`.
      let count = rest == 4 ? 2 : min(rest, 3)
      panelProduct(
        weights: packed, depth: depth, columns: right + vector * vectorWidth, offsets: offsets,
        vectors: count, result: result + row * rowStride + vector * vectorWidth,
        rowStride: rowStride, accumulate: false)
      vector += count
    }
  }
}

/// target[row] = source[row], then zeros up to `padded`.
@inline(__always)
func copyRows(
  _ source: UnsafePointer<Float>, rows: Int, width: Int, stride: Int, padded: Int,
  to target: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    let to = target + row * padded
    to.update(from: source + row * stride, count: width)
    for i in width..<padded { to[i] = 0 }
  }
}

/// target[column][row] = source[row][column], then zeros up to `padded` rows.
@inline(__always)
func copyColumns(
  _ source: UnsafePointer<Float>, rows: Int, width: Int, stride: Int, padded: Int,
  to target: UnsafeMutablePointer<Float>
) {
  for column in 0..<width {
    let to = target + column * padded
    for row in 0..<rows { to[row] = source[row * stride + column] }
    for row in rows..<padded { to[row] = 0 }
  }
}
