// The micro-kernel under weight gradients: sums over all positions of images.
//
// A block is 4 × 4 sums. With 32 registers it is one tile (16 sums, 4 vectors of the right, 1 of the
// left), which loads 8 vectors for 16 multiply-adds; with 16 two of 2 × 4, which load 6 for 8.
//
// Order of summation: as many partial sums along the positions as a vector has lanes, added pairwise.

/// Rows and columns of one block.
let blockSide = 4
let blockSize = blockSide * blockSide

/// How a matrix of sums lies in memory, in blocks: [rows / 4][columns / 4][4][4].
struct GradientBlocks {
  let rows: Int
  let columns: Int
  /// Floats of all blocks.
  var length: Int { rows * columns * blockSize }

  init(rows: Int, columns: Int) {
    self.rows = (rows + blockSide - 1) / blockSide
    self.columns = (columns + blockSide - 1) / blockSide
  }

  /// Where the sum of a row and a column is.
  @inline(__always)
  func index(_ row: Int, _ column: Int) -> Int {
    let block = row / blockSide * columns + column / blockSide
    return block * blockSize + row % blockSide * blockSide + column % blockSide
  }
}

/// block[i][j] += Σ_p left[i][p] · right[offsets[j] + p], for 4 × 4 sums.
///
/// - Parameters:
///   - left: 4 rows, `leftStride` apart.
///   - length: Positions, a multiple of 16.
///   - block: [4][4].
@inline(__always)
func innerProducts(
  left: UnsafePointer<Float>, leftStride: Int, right: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>, length: Int, block: UnsafeMutablePointer<Float>
) {
  innerProducts(
    MachineVector.self, registers: machineRegisters, left: left, leftStride: leftStride,
    right: right, offsets: offsets, length: length, block: block)
}

/// The same with any vectors: what the build for another processor does.
@inline(__always)
func innerProducts<V: KernelVector>(
  _: V.Type, registers: Int, left: UnsafePointer<Float>, leftStride: Int,
  right: UnsafePointer<Float>, offsets: UnsafePointer<Int>, length: Int,
  block: UnsafeMutablePointer<Float>
) {
  if registers >= 32 {
    addUp(
      FourRows<FourColumns<V>>.self, left: left, leftStride: leftStride, right: right,
      offsets: offsets, length: length, block: block)
  } else {
    for row in stride(from: 0, to: blockSide, by: 2) {
      addUp(
        TwoRows<FourColumns<V>>.self, left: left + row * leftStride, leftStride: leftStride,
        right: right, offsets: offsets, length: length, block: block + row * blockSide)
    }
  }
}

@inline(never)
private func addUp<Tile: RegisterTile>(
  _: Tile.Type, left: UnsafePointer<Float>, leftStride: Int, right: UnsafePointer<Float>,
  offsets: UnsafePointer<Int>, length: Int, block: UnsafeMutablePointer<Float>
) {
  typealias V = Tile.V
  var tile = Tile()
  for position in stride(from: 0, to: length, by: V.scalarCount) {
    tile.addProducts(
      Vectors<V>(pointer: left + position, stride: leftStride),
      VectorsAtOffsets<V>(pointer: right + position, offsets: offsets))
  }
  tile.addTotals(to: block)
}

/// The sum of `count` floats: 64 partial sums, so that no addition waits for the one before, added
/// pairwise; then what does not fill a vector.
func total(_ values: UnsafePointer<Float>, count: Int) -> Float {
  var (a, b, c, d) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var index = 0
  while index + 4 * vectorWidth <= count {
    a += load(values + index)
    b += load(values + index + vectorWidth)
    c += load(values + index + 2 * vectorWidth)
    d += load(values + index + 3 * vectorWidth)
    index += 4 * vectorWidth
  }
  while index + vectorWidth <= count {
    a += load(values + index)
    index += vectorWidth
  }
  var sum = ((a + b) + (c + d)).total
  while index < count {
    sum += values[index]
    index += 1
  }
  return sum
}
