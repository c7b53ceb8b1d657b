// The micro-kernel under matrix products and convolutions.
//
// Goal: keep the fused multiply-add units busy. An 8 × 48 tile of the result stays in 24 vector
// registers; each step of the inner loop loads 3 vectors of columns and 8 broadcast weights for 24
// multiply-adds. 12 × 32 is as fast in theory, but 8 divides the channel counts of the networks here.
//
// Row k of the right-hand matrix is found through a table of offsets. That makes a convolution a
// matrix product without a copy: its rows are one padded image, shifted.
//
// Order of summation: k ascending, one accumulator an element, in Float32.

/// Rows of one tile.
let tileRows = 8
/// Columns of the widest tile.
let tileColumns = 3 * vectorWidth

/// tile[i][j] (+)= Σ_k weights[k][i] · columns[offsets[k] + j], for 8 rows and 16 · `vectors` columns.
///
/// - Parameters:
///   - weights: [depth][8].
///   - vectors: 1, 2 or 3.
///   - result: 8 rows of 16 · `vectors`, `rowStride` apart.
///   - accumulate: Add to what `result` holds instead of replacing it.
@_transparent
func panelProduct(
  weights: UnsafePointer<Float>,
  depth: Int,
  columns: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>,
  vectors: Int,
  result: UnsafeMutablePointer<Float>,
  rowStride: Int,
  accumulate: Bool
) {
  switch vectors {
  case 3:
    tile3(weights, depth, columns, offsets, result, rowStride, accumulate)
  case 2:
    tile2(weights, depth, columns, offsets, result, rowStride, accumulate)
  default:
    tile1(weights, depth, columns, offsets, result, rowStride, accumulate)
  }
}

private struct Row3 {
  var a = Vector.zero
  var b = Vector.zero
  var c = Vector.zero

  @_transparent
  mutating func add(_ weight: Float, _ x: Vector, _ y: Vector, _ z: Vector) {
    let w = Vector(repeating: weight)
    a = a.addingProduct(w, x)
    b = b.addingProduct(w, y)
    c = c.addingProduct(w, z)
  }

  @_transparent
  func write(_ result: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
    store(accumulate ? a + load(result) : a, to: result)
    store(accumulate ? b + load(result + 16) : b, to: result + 16)
    store(accumulate ? c + load(result + 32) : c, to: result + 32)
  }
}

@inline(never)
private func tile3(
  _ weights: UnsafePointer<Float>, _ depth: Int, _ columns: UnsafePointer<Float>,
  _ offsets: UnsafePointer<Int>, _ result: UnsafeMutablePointer<Float>, _ rowStride: Int,
  _ accumulate: Bool
) {
  var r0 = Row3()
  var r1 = Row3()
  var r2 = Row3()
  var r3 = Row3()
  var r4 = Row3()
  var r5 = Row3()
  var r6 = Row3()
  var r7 = Row3()
  var w = weights
  for k in 0..<depth {
    let row = columns + offsets[k]
    let x = load(row)
    let y = load(row + 16)
    let z = load(row + 32)
    r0.add(w[0], x, y, z)
    r1.add(w[1], x, y, z)
    r2.add(w[2], x, y, z)
    r3.add(w[3], x, y, z)
    r4.add(w[4], x, y, z)
    r5.add(w[5], x, y, z)
    r6.add(w[6], x, y, z)
    r7.add(w[7], x, y, z)
    w += tileRows
  }
  r0.write(result, accumulate)
  r1.write(result + rowStride, accumulate)
  r2.write(result + 2 * rowStride, accumulate)
  r3.write(result + 3 * rowStride, accumulate)
  r4.write(result + 4 * rowStride, accumulate)
  r5.write(result + 5 * rowStride, accumulate)
  r6.write(result + 6 * rowStride, accumulate)
  r7.write(result + 7 * rowStride, accumulate)
}

private struct Row2 {
  var a = Vector.zero
  var b = Vector.zero

  @_transparent
  mutating func add(_ weight: Float, _ x: Vector, _ y: Vector) {
    let w = Vector(repeating: weight)
    a = a.addingProduct(w, x)
    b = b.addingProduct(w, y)
  }

  @_transparent
  func write(_ result: UnsafeMutablePointer<Float>, _ accumulate: Bool) {
    store(accumulate ? a + load(result) : a, to: result)
    store(accumulate ? b + load(result + 16) : b, to: result + 16)
  }
}

@inline(never)
private func tile2(
  _ weights: UnsafePointer<Float>, _ depth: Int, _ columns: UnsafePointer<Float>,
  _ offsets: UnsafePointer<Int>, _ result: UnsafeMutablePointer<Float>, _ rowStride: Int,
  _ accumulate: Bool
) {
  var r0 = Row2()
  var r1 = Row2()
  var r2 = Row2()
  var r3 = Row2()
  var r4 = Row2()
  var r5 = Row2()
  var r6 = Row2()
  var r7 = Row2()
  var w = weights
  for k in 0..<depth {
    let row = columns + offsets[k]
    let x = load(row)
    let y = load(row + 16)
    r0.add(w[0], x, y)
    r1.add(w[1], x, y)
    r2.add(w[2], x, y)
    r3.add(w[3], x, y)
    r4.add(w[4], x, y)
    r5.add(w[5], x, y)
    r6.add(w[6], x, y)
    r7.add(w[7], x, y)
    w += tileRows
  }
  r0.write(result, accumulate)
  r1.write(result + rowStride, accumulate)
  r2.write(result + 2 * rowStride, accumulate)
  r3.write(result + 3 * rowStride, accumulate)
  r4.write(result + 4 * rowStride, accumulate)
  r5.write(result + 5 * rowStride, accumulate)
  r6.write(result + 6 * rowStride, accumulate)
  r7.write(result + 7 * rowStride, accumulate)
}

@inline(never)
private func tile1(
  _ weights: UnsafePointer<Float>, _ depth: Int, _ columns: UnsafePointer<Float>,
  _ offsets: UnsafePointer<Int>, _ result: UnsafeMutablePointer<Float>, _ rowStride: Int,
  _ accumulate: Bool
) {
  var rows = (
    Vector.zero, Vector.zero, Vector.zero, Vector.zero, Vector.zero, Vector.zero, Vector.zero,
    Vector.zero
  )
  var w = weights
  for k in 0..<depth {
    let x = load(columns + offsets[k])
    rows.0 = rows.0.addingProduct(Vector(repeating: w[0]), x)
    rows.1 = rows.1.addingProduct(Vector(repeating: w[1]), x)
    rows.2 = rows.2.addingProduct(Vector(repeating: w[2]), x)
    rows.3 = rows.3.addingProduct(Vector(repeating: w[3]), x)
    rows.4 = rows.4.addingProduct(Vector(repeating: w[4]), x)
    rows.5 = rows.5.addingProduct(Vector(repeating: w[5]), x)
    rows.6 = rows.6.addingProduct(Vector(repeating: w[6]), x)
    rows.7 = rows.7.addingProduct(Vector(repeating: w[7]), x)
    w += tileRows
  }
  @_transparent
  func write(_ value: Vector, _ row: Int) {
    let target = result + row * rowStride
    store(accumulate ? value + load(target) : value, to: target)
  }
  write(rows.0, 0)
  write(rows.1, 1)
  write(rows.2, 2)
  write(rows.3, 3)
  write(rows.4, 4)
  write(rows.5, 5)
  write(rows.6, 6)
  write(rows.7, 7)
}
