import Foundation
import NumericKernels
import XCTest

final class ActivationTests: XCTestCase {
  private let points = stride(from: Float(-12), through: 12, by: 0.037).map { $0 }

  private func evaluate(_ activation: Activation) -> [Float] {
    var output = [Float](repeating: .nan, count: points.count)
    output.withUnsafeMutableBufferPointer {
      activate(activation, points, count: points.count, output: $0.baseAddress!)
    }
    return output
  }

  /// Against the C library in Float64; the bound is absolute for outputs near 1, relative beyond.
  private func assertClose(
    _ activation: Activation, _ bound: Double, _ exact: (Double) -> Double,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    for (x, y) in zip(points, evaluate(activation)) {
      let expected = exact(Double(x))
      XCTAssertEqual(
        Double(y), expected, accuracy: bound * max(1, abs(expected)), "at \(x)", file: file,
        line: line)
    }
  }

  func testValues() {
    assertClose(.gelu, 1e-6) { 0.5 * $0 * (1 + erf($0 / 2.0.squareRoot())) }
    assertClose(.silu, 1e-6) { $0 / (1 + exp(-$0)) }
    assertClose(.sigmoid, 1e-6) { 1 / (1 + exp(-$0)) }
    assertClose(.hyperbolicTangent, 1e-6) { tanh($0) }
    assertClose(.exponential, 1e-6) { exp($0) }
    assertClose(.relu, 0) { max($0, 0) }
  }

  /// Far from zero nothing overflows into NaN.
  func testExtremes() {
    let extremes: [Float] = [-1e30, -200, -88, 0, 88, 200, 1e30]
    for activation in [Activation.gelu, .silu, .sigmoid, .hyperbolicTangent] {
      var output = [Float](repeating: .nan, count: extremes.count)
      output.withUnsafeMutableBufferPointer {
        activate(activation, extremes, count: extremes.count, output: $0.baseAddress!)
      }
      XCTAssertFalse(output.contains { $0.isNaN }, "\(activation): \(output)")
    }
  }
}
