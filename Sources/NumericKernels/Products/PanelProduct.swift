// The micro-kernel under matrix products and convolutions.
//
// Goal: keep the fused multiply-add units busy. A block of the result, 8 × up to 48, is covered by
// tiles that stay in registers while k runs:
//
//     AVX-512   32 registers of 16 floats   8 × 48   24 sums, 3 vectors of columns, 8 weights a step
//     AVX       16 registers of 8 floats    4 × 24   12 sums, 3 vectors of columns, 4 weights
//     NEON      32 registers of 4 floats    8 × 12   24 sums, 3 vectors of columns, 8 weights
//     SSE       16 registers of 4 floats    4 × 12   12 sums, 3 vectors of columns, 4 weights
//
// 12 × 32 is as fast in theory, but 8 divides the channel counts of the networks here.
//
// Row k of the right-hand matrix is found through a table of offsets. That makes a convolution a
// matrix product without a copy: its rows are one padded image, shifted.
//
// Order of summation: k ascending, one accumulator an element, in Float32, whatever the vectors.

/// Rows of one block.
let tileRows = 8
/// Columns of the widest block.
let tileColumns = 3 * vectorWidth

/// block[i][j] (+)= Σ_k weights[k][i] · columns[offsets[k] + j], for 8 rows and 16 · `vectors` columns.
///
/// - Parameters:
///   - weights: [depth][8].
///   - vectors: 1, 2 or 3.
///   - result: 8 rows of 16 · `vectors`, `rowStride` apart.
///   - accumulate: Add to what `result` holds instead of replacing it.
@inline(__always)
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
  panelProduct(
    MachineVector.self, registers: machineRegisters, weights: weights, depth: depth,
    columns: columns, offsets: offsets, vectors: vectors, result: result, rowStride: rowStride,
    accumulate: accumulate)
}

/// The same with any vectors: what the build for another processor does.
@inline(__always)
func panelProduct<V: KernelVector>(
  _: V.Type, registers: Int, weights: UnsafePointer<Float>, depth: Int,
  columns: UnsafePointer<Float>, offsets: UnsafePointer<Int>, vectors: Int,
  result: UnsafeMutablePointer<Float>, rowStride: Int, accumulate: Bool
) {
  @inline(__always)
  func cover<Tile: RegisterTile<V>>(_: Tile.Type, from column: Int) {
    for row in stride(from: 0, to: tileRows, by: Tile.rows) {
      addUp(
        Tile.self, weights: weights + row, depth: depth, columns: columns + column,
        offsets: offsets, result: result + row * rowStride + column, rowStride: rowStride,
        accumulate: accumulate)
    }
  }
  let width = vectors * vectorWidth
  var column = 0
  repeat {
    let left = (width - column) / V.scalarCount
    // Two and two rather than three and one: one alone waits for its own additions.
    let count = left == 4 ? 2 : min(left, 3)
    switch (registers >= 32, count) {
    case (true, 3): cover(EightRows<ThreeColumns<V>>.self, from: column)
    case (true, 2): cover(EightRows<TwoColumns<V>>.self, from: column)
    case (true, _): cover(EightRows<Sum<V>>.self, from: column)
    case (false, 3): cover(FourRows<ThreeColumns<V>>.self, from: column)
    case (false, 2): cover(FourRows<TwoColumns<V>>.self, from: column)
    case (false, _): cover(FourRows<Sum<V>>.self, from: column)
    }
    column += count * V.scalarCount
  } while column < width
}

@inline(never)
private func addUp<Tile: RegisterTile>(
  _: Tile.Type, weights: UnsafePointer<Float>, depth: Int, columns: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>, result: UnsafeMutablePointer<Float>, rowStride: Int,
  accumulate: Bool
) {
  var tile = Tile()
  var weights = weights
  for k in 0..<depth {
    tile.addProducts(
      Repeated<Tile.V>(pointer: weights), Vectors<Tile.V>(pointer: columns + offsets[k]))
    weights += tileRows
  }
  tile.store(to: result, rowStride: rowStride, accumulate: accumulate)
}

/// Columns that `singleRowProduct` computes at a time.
let singleRowColumns = 4 * vectorWidth

/// result[j] = Σ_k weights[k][0] · columns[offsets[k] + j]: a block's first row, where it has no others.
/// Each multiply-add needs a load of its own, so at most one is done a cycle.
///
/// - Parameters:
///   - weights: [depth][8].
///   - count: Columns; as many as fill whole steps of 64 are read and written.
func singleRowProduct(
  weights: UnsafePointer<Float>, depth: Int, columns: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>, count: Int, result: UnsafeMutablePointer<Float>
) {
  for column in stride(from: 0, to: count, by: singleRowColumns) {
    var (a, b, c, d) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    for k in 0..<depth {
      let weight = Vector(repeating: weights[k * tileRows])
      let row = columns + offsets[k] + column
      a = a.addingProduct(weight, load(row))
      b = b.addingProduct(weight, load(row + vectorWidth))
      c = c.addingProduct(weight, load(row + 2 * vectorWidth))
      d = d.addingProduct(weight, load(row + 3 * vectorWidth))
    }
    store(a, to: result + column)
    store(b, to: result + column + vectorWidth)
    store(c, to: result + column + 2 * vectorWidth)
    store(d, to: result + column + 3 * vectorWidth)
  }
}
