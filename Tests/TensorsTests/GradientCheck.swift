import Tensors
import XCTest

/// Compares the gradient of `function` (to one number) with central differences, for each argument
/// at up to `probes` elements.
///
/// The differences have an error of their own: about h² · f‴ from the step and 1e-7 · |f| / h from
/// Float32. `tolerance` is relative to the largest element of the gradient.
func assertGradientsMatch(
  of arguments: [Tensor], probes: Int = 12, step: Float = 1e-2, tolerance: Float = 2e-3,
  file: StaticString = #filePath, line: UInt = #line, _ function: ([Tensor]) -> Tensor
) {
  let leaves = arguments.map { $0.trackingGradient() }
  function(leaves).backward()
  for (number, leaf) in leaves.enumerated() {
    guard let gradient = leaf.gradient else {
      XCTFail("argument \(number) got no gradient", file: file, line: line)
      continue
    }
    XCTAssertEqual(gradient.shape, leaf.shape, file: file, line: line)
    let analytic = gradient.scalars
    let scale = max(analytic.map(abs).max() ?? 0, 1e-3)
    let stride = max(1, leaf.count / probes)
    for index in Swift.stride(from: 0, to: leaf.count, by: stride) {
      func value(_ offset: Float) -> Double {
        var scalars = leaf.scalars
        scalars[index] += offset
        var changed = arguments
        changed[number] = Tensor(scalars, shape: leaf.shape)
        return Double(function(changed).scalar)
      }
      let numeric = Float((value(step) - value(-step)) / Double(2 * step))
      XCTAssertEqual(
        analytic[index], numeric, accuracy: tolerance * scale,
        "argument \(number), element \(index)", file: file, line: line)
    }
  }
}

/// A repeatable tensor of standard normal numbers.
func sample(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
  RandomSource(seed: seed).normal(shape: shape)
}
