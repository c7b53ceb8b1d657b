import XCTest

@testable import NumericKernels

/// The kernels that count registers, with the vectors of every processor: the build's own as it is
/// used, the others as generic code.
final class MicroKernelTests: XCTestCase {
  private let depths = [1, 2, 3, 7, 8, 33, 257]

  func testPanelProductOfThisBuild() {
    checkPanels("this build") {
      panelProduct(
        weights: $0, depth: $1, columns: $2, offsets: $3, vectors: $4, result: $5, rowStride: $6,
        accumulate: $7)
    }
  }

  func testPanelProductOfOtherBuilds() {
    checkPanels(SIMD4<Float>.self, registers: 16)
    checkPanels(SIMD4<Float>.self, registers: 32)
    checkPanels(SIMD8<Float>.self, registers: 16)
    checkPanels(SIMD16<Float>.self, registers: 32)
  }

  func testInnerProductsOfThisBuild() {
    checkInnerProducts("this build") {
      innerProducts(left: $0, leftStride: $1, right: $2, offsets: $3, length: $4, block: $5)
    }
  }

  func testInnerProductsOfOtherBuilds() {
    checkInnerProducts(SIMD4<Float>.self, registers: 16)
    checkInnerProducts(SIMD4<Float>.self, registers: 32)
    checkInnerProducts(SIMD8<Float>.self, registers: 16)
    checkInnerProducts(SIMD16<Float>.self, registers: 32)
  }

  func testTotal() {
    for count in [0, 1, 15, 16, 17, 63, 64, 65, 100, 300] {
      let summands = values(count + 1, seed: 5)
      let exact = summands.prefix(count).reduce(0) { $0 + Double($1) }
      XCTAssertEqual(Double(total(summands, count: count)), exact, accuracy: 1e-5, "\(count)")
    }
  }

  // MARK: 8 × 16, 32 and 48

  private typealias Panel = (
    UnsafePointer<Float>, Int, UnsafePointer<Float>, UnsafePointer<Int>, Int,
    UnsafeMutablePointer<Float>, Int, Bool
  ) -> Void

  private func checkPanels<V: KernelVector>(_: V.Type, registers: Int) {
    checkPanels("\(V.self), \(registers) registers") {
      panelProduct(
        V.self, registers: registers, weights: $0, depth: $1, columns: $2, offsets: $3,
        vectors: $4, result: $5, rowStride: $6, accumulate: $7)
    }
  }

  /// Against sums in Float64. Rows of columns overlap and come in no order; what lies beside the
  /// block stays as it was.
  private func checkPanels(_ name: String, _ product: Panel) {
    for depth in depths {
      let weights = values(depth * 8, seed: 1)
      let offsets = (0..<depth).map { $0 * 29 % 101 }
      let columns = values(101 + 48, seed: 2)
      for vectors in 1...3 {
        for accumulate in [false, true] {
          let width = 16 * vectors
          let stride = width + 5
          let before =
            accumulate ? values(8 * stride, seed: 3) : [Float](repeating: .nan, count: 8 * stride)
          var result = before
          result.withUnsafeMutableBufferPointer {
            product(weights, depth, columns, offsets, vectors, $0.baseAddress!, stride, accumulate)
          }
          var worst = 0.0
          for i in 0..<8 {
            for j in 0..<stride {
              let at = i * stride + j
              if j >= width {
                XCTAssertEqual(result[at].bitPattern, before[at].bitPattern, name)
                continue
              }
              var sum = accumulate ? Double(before[at]) : 0
              for k in 0..<depth {
                sum += Double(weights[8 * k + i]) * Double(columns[offsets[k] + j])
              }
              let error = abs(sum - Double(result[at]))
              if !(error <= worst) { worst = error.isNaN ? .infinity : error }
            }
          }
          // Each product is at most 1; Float32 rounding grows with the number of summands.
          XCTAssertLessThan(
            worst, 1e-6 * Double(depth) + 1e-6,
            "\(name), depth \(depth), \(vectors) vectors, accumulate \(accumulate)")
        }
      }
    }
  }

  // MARK: 4 × 4

  private typealias Products = (
    UnsafePointer<Float>, Int, UnsafePointer<Float>, UnsafePointer<Int>, Int,
    UnsafeMutablePointer<Float>
  ) -> Void

  private func checkInnerProducts<V: KernelVector>(_: V.Type, registers: Int) {
    checkInnerProducts("\(V.self), \(registers) registers") {
      innerProducts(
        V.self, registers: registers, left: $0, leftStride: $1, right: $2, offsets: $3, length: $4,
        block: $5)
    }
  }

  private func checkInnerProducts(_ name: String, _ products: Products) {
    let offsets = [3, 40, 0, 17]
    for length in [16, 32, 48, 336, 2048] {
      let stride = length + 7
      let left = values(4 * stride, seed: 1)
      let right = values(length + 40, seed: 2)
      let before = values(16, seed: 3)
      var block = before
      block.withUnsafeMutableBufferPointer {
        products(left, stride, right, offsets, length, $0.baseAddress!)
      }
      for i in 0..<4 {
        for j in 0..<4 {
          var sum = Double(before[4 * i + j])
          for p in 0..<length {
            sum += Double(left[i * stride + p]) * Double(right[offsets[j] + p])
          }
          XCTAssertEqual(
            Double(block[4 * i + j]), sum, accuracy: 1e-7 * Double(length) + 1e-6,
            "\(name), length \(length), element \(i), \(j)")
        }
      }
    }
  }
}
