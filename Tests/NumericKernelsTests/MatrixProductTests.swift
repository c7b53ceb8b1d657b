import NumericKernels
import XCTest

final class MatrixProductTests: XCTestCase {
  /// Against sums in Float64, over sizes around every block and tile border, straight and transposed.
  func testEverySizeAndStride() {
    let sizes = [
      (1, 1, 1), (8, 48, 16), (7, 47, 5), (9, 49, 257), (130, 3, 40), (3, 500, 7), (65, 97, 513),
      (256, 48, 1),
    ]
    for (rows, columns, depth) in sizes {
      let a = values(rows * depth, seed: 1)
      let b = values(depth * columns, seed: 2)
      for (leftTransposed, rightTransposed) in [
        (false, false), (true, false), (false, true), (true, true),
      ] {
        var result = [Float](repeating: .nan, count: rows * columns)
        a.withUnsafeBufferPointer { a in
          b.withUnsafeBufferPointer { b in
            let left = MatrixView(
              a.baseAddress!, rowStride: leftTransposed ? 1 : depth,
              columnStride: leftTransposed ? rows : 1)
            let right = MatrixView(
              b.baseAddress!, rowStride: rightTransposed ? 1 : columns,
              columnStride: rightTransposed ? depth : 1)
            result.withUnsafeMutableBufferPointer {
              matrixProduct(
                rows: rows, columns: columns, depth: depth, left: left, right: right,
                result: $0.baseAddress!)
            }
          }
        }
        var worst = 0.0
        for i in 0..<rows {
          for j in 0..<columns {
            var sum = 0.0
            for k in 0..<depth {
              sum +=
                Double(a[leftTransposed ? k * rows + i : i * depth + k])
                * Double(b[rightTransposed ? j * depth + k : k * columns + j])
            }
            worst = max(worst, abs(sum - Double(result[i * columns + j])))
          }
        }
        // Each product is at most 1; Float32 rounding grows with the number of summands.
        XCTAssertLessThan(worst, 1e-6 * Double(depth) + 1e-6, "\(rows) × \(columns) × \(depth)")
      }
    }
  }

  func testEmptyDepthGivesZeros() {
    var result: [Float] = [1, 2, 3, 4]
    let nothing: [Float] = [0]
    nothing.withUnsafeBufferPointer { pointer in
      let view = MatrixView(pointer.baseAddress!, rowStride: 0, columnStride: 1)
      result.withUnsafeMutableBufferPointer {
        matrixProduct(
          rows: 2, columns: 2, depth: 0, left: view, right: view, result: $0.baseAddress!)
      }
    }
    XCTAssertEqual(result, [0, 0, 0, 0])
  }
}

/// Repeatable numbers in −1…1.
func values(_ count: Int, seed: UInt64) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Float(state >> 40) / Float(1 << 23) - 1
  }
}
