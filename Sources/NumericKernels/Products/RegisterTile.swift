// Sums that stay in registers while a loop adds products to them.
//
// A tile is put together from single vectors by `Above` and `Beside`: its size is in its type, so each
// size is compiled for itself, with no loop or branch inside, from one source. A tile, one row of the
// right-hand side and one vector of the left-hand side have to fit the registers.

/// tile[i][j], i in 0..<rows, j in 0..<columns: each a vector of sums.
protocol RegisterTile<V> {
  associatedtype V: KernelVector
  static var rows: Int { get }
  static var columns: Int { get }

  /// Zeros.
  init()

  /// tile[i][j] += left[i] · right[j].
  mutating func addProducts(_ left: some VectorList<V>, _ right: some VectorList<V>)

  /// result[i][j] (+)= tile[i][j], for rows `rowStride` apart.
  func store(to result: UnsafeMutablePointer<Float>, rowStride: Int, accumulate: Bool)

  /// Adds up neighbouring lanes, then neighbouring sums of them, down to one vector for the tile. With
  /// as many vectors as lanes, each lane is then the total of one vector, row by row.
  var folded: V { get }

  /// totals[i][j] += the sum of the lanes of tile[i][j], for tiles of as many vectors as lanes, or
  /// twice or four times as many.
  func addTotals(to totals: UnsafeMutablePointer<Float>)
}

extension RegisterTile {
  @inline(__always)
  func addTotals(to totals: UnsafeMutablePointer<Float>) {
    (V(from: totals) + folded).store(to: totals)
  }
}

/// Vectors that are read from memory as a tile asks for them.
protocol VectorList<V> {
  associatedtype V: KernelVector
  var first: V { get }
  func dropFirst(_ count: Int) -> Self
}

/// One vector of sums.
struct Sum<V: KernelVector>: RegisterTile {
  static var rows: Int { 1 }
  static var columns: Int { 1 }
  var sum = V()

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func addProducts(_ left: some VectorList<V>, _ right: some VectorList<V>) {
    sum = sum.addingProduct(left.first, right.first)
  }

  @inline(__always)
  func store(to result: UnsafeMutablePointer<Float>, rowStride: Int, accumulate: Bool) {
    (accumulate ? V(from: result) + sum : sum).store(to: result)
  }

  @inline(__always)
  var folded: V { sum }
}

/// Two tiles of the same rows, side by side.
struct Beside<A: RegisterTile, B: RegisterTile>: RegisterTile where A.V == B.V {
  typealias V = A.V
  static var rows: Int { A.rows }
  static var columns: Int { A.columns + B.columns }
  var a = A()
  var b = B()

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func addProducts(_ left: some VectorList<V>, _ right: some VectorList<V>) {
    a.addProducts(left, right)
    b.addProducts(left, right.dropFirst(A.columns))
  }

  @inline(__always)
  func store(to result: UnsafeMutablePointer<Float>, rowStride: Int, accumulate: Bool) {
    a.store(to: result, rowStride: rowStride, accumulate: accumulate)
    b.store(
      to: result + A.columns * V.scalarCount, rowStride: rowStride, accumulate: accumulate)
  }

  @inline(__always)
  var folded: V { V.neighbourSums(a.folded, b.folded) }
}

/// Two tiles of the same columns, one above the other.
struct Above<A: RegisterTile, B: RegisterTile>: RegisterTile where A.V == B.V {
  typealias V = A.V
  static var rows: Int { A.rows + B.rows }
  static var columns: Int { A.columns }
  var a = A()
  var b = B()

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func addProducts(_ left: some VectorList<V>, _ right: some VectorList<V>) {
    a.addProducts(left, right)
    b.addProducts(left.dropFirst(A.rows), right)
  }

  @inline(__always)
  func store(to result: UnsafeMutablePointer<Float>, rowStride: Int, accumulate: Bool) {
    a.store(to: result, rowStride: rowStride, accumulate: accumulate)
    b.store(to: result + A.rows * rowStride, rowStride: rowStride, accumulate: accumulate)
  }

  @inline(__always)
  var folded: V { V.neighbourSums(a.folded, b.folded) }

  @inline(__always)
  func addTotals(to totals: UnsafeMutablePointer<Float>) {
    if Self.rows * Self.columns > V.scalarCount {
      a.addTotals(to: totals)
      b.addTotals(to: totals + A.rows * A.columns)
    } else {
      (V(from: totals) + folded).store(to: totals)
    }
  }
}

typealias TwoColumns<V: KernelVector> = Beside<Sum<V>, Sum<V>>
typealias ThreeColumns<V: KernelVector> = Beside<TwoColumns<V>, Sum<V>>
typealias FourColumns<V: KernelVector> = Beside<TwoColumns<V>, TwoColumns<V>>
typealias TwoRows<Row: RegisterTile> = Above<Row, Row>
typealias FourRows<Row: RegisterTile> = TwoRows<TwoRows<Row>>
typealias EightRows<Row: RegisterTile> = TwoRows<FourRows<Row>>

/// Vectors in memory, `stride` floats apart.
struct Vectors<V: KernelVector>: VectorList {
  var pointer: UnsafePointer<Float>
  var stride = V.scalarCount

  @inline(__always)
  var first: V { V(from: pointer) }

  @inline(__always)
  func dropFirst(_ count: Int) -> Self { Self(pointer: pointer + count * stride, stride: stride) }
}

/// Numbers side by side in memory, each repeated in all lanes.
struct Repeated<V: KernelVector>: VectorList {
  var pointer: UnsafePointer<Float>

  @inline(__always)
  var first: V { V(repeating: pointer[0]) }

  @inline(__always)
  func dropFirst(_ count: Int) -> Self { Self(pointer: pointer + count) }
}

/// Vectors in memory, `offsets` floats from one place.
struct VectorsAtOffsets<V: KernelVector>: VectorList {
  var pointer: UnsafePointer<Float>
  var offsets: UnsafePointer<Int>

  @inline(__always)
  var first: V { V(from: pointer + offsets[0]) }

  @inline(__always)
  func dropFirst(_ count: Int) -> Self { Self(pointer: pointer, offsets: offsets + count) }
}
