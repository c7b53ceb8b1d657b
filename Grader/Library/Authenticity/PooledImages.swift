import NumericKernels

/// Images of 28 × 28 as 14 × 14 means, centred and of length 1, so that the product of two rows is
/// their correlation. Contrast and brightness fall out of that, and most of any noise.
struct PooledImages: Sendable {
  static let side = 14
  static let size = side * side

  let count: Int
  /// [count, 196], row by row. An image of one grey is all zeros.
  private(set) var rows: [Float]

  /// - Parameters:
  ///   - images: [count, 1, 28, 28], row by row.
  ///   - shift: Pixels down and right that each is moved first; what comes in is −1.
  init(_ images: [Float], shiftedBy shift: (y: Int, x: Int) = (0, 0)) {
    count = images.count / 784
    rows = Array(repeating: 0, count: count * PooledImages.size)
    for image in 0..<count {
      let first = image * PooledImages.size
      for y in 0..<28 where (0..<28).contains(y - shift.y) {
        for x in 0..<28 where (0..<28).contains(x - shift.x) {
          // Black adds nothing, so that what comes in is black.
          let value = images[image * 784 + (y - shift.y) * 28 + x - shift.x]
          rows[first + y / 2 * PooledImages.side + x / 2] += min(max(value, -1), 1) + 1
        }
      }
      normalize(first..<first + PooledImages.size)
    }
  }

  init(count: Int, rows: [Float]) {
    self.count = count
    self.rows = rows
  }

  /// Rows from what `bytes` gave.
  init?(bytes: some Collection<UInt8>) {
    guard bytes.count.isMultiple(of: PooledImages.size) else { return nil }
    self.init(
      count: bytes.count / PooledImages.size,
      rows: bytes.map { Float(Int8(bitPattern: $0)) })
    for image in 0..<count {
      normalize(image * PooledImages.size..<(image + 1) * PooledImages.size)
    }
  }

  /// A byte for each number, in proportion to it: enough to know an image again.
  var bytes: [UInt8] {
    (0..<count).flatMap { image -> [UInt8] in
      let row = rows[image * PooledImages.size..<(image + 1) * PooledImages.size]
      let most = row.reduce(1e-9) { max($0, abs($1)) }
      return row.map { UInt8(bitPattern: Int8(($0 / most * 127).rounded())) }
    }
  }

  /// The images at `indices`.
  func picked(_ indices: [Int]) -> PooledImages {
    PooledImages(
      count: indices.count,
      rows: indices.flatMap { rows[$0 * PooledImages.size..<($0 + 1) * PooledImages.size] })
  }

  private mutating func normalize(_ row: Range<Int>) {
    let mean = rows[row].reduce(0, +) / Float(row.count)
    var square: Float = 0
    for index in row {
      rows[index] -= mean
      square += rows[index] * rows[index]
    }
    let factor = square > 1e-6 ? 1 / square.squareRoot() : 0
    for index in row { rows[index] *= factor }
  }

  /// Calls `body` with stretches of the correlations of all these images with all of `others`: the
  /// first of the others in the stretch, their number, and [count][their number] correlations.
  func correlations(
    with others: PooledImages, _ body: (Int, Int, UnsafeBufferPointer<Float>) -> Void
  ) {
    let stretch = 4096
    if count == 0 { return }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count * stretch) { results in
      rows.withUnsafeBufferPointer { left in
        others.rows.withUnsafeBufferPointer { right in
          for first in stride(from: 0, to: others.count, by: stretch) {
            let width = min(stretch, others.count - first)
            matrixProduct(
              rows: count, columns: width, depth: PooledImages.size,
              left: MatrixView(
                left.baseAddress!, rowStride: PooledImages.size, columnStride: 1),
              right: MatrixView(
                right.baseAddress! + first * PooledImages.size, rowStride: PooledImages.size,
                columnStride: 1
              ).transposed,
              result: results.baseAddress!)
            body(first, width, UnsafeBufferPointer(rebasing: results[..<(count * width)]))
          }
        }
      }
    }
  }
}
