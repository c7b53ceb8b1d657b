import NumericKernels
import XCTest

/// What the measure of all speeds counts. How long it takes is not tested.
final class ProcessorPeakTests: XCTestCase {
  func testTheTriadIsComputedAndItsBytesCounted() {
    for count in [1, 5, 1000, 4099] {
      let first = (0..<count).map { Float($0) }
      let second = (0..<count).map { Float($0 % 17) }
      var result = [Float](repeating: -1, count: count)
      let bytes = runTriad(count: count, first: first, second: second, result: &result)
      XCTAssertEqual(result, zip(first, second).map { $0 + 2 * $1 })
      XCTAssertEqual(bytes, Double(12 * count))
    }
  }

  func testMultiplyAddsAreCountedInProportion() {
    let one = runMultiplyAdds(rounds: 1)
    // Sums of 16 lanes, two operations each, on every thread.
    XCTAssertEqual(one.truncatingRemainder(dividingBy: Double(32 * threadCount)), 0)
    XCTAssertGreaterThan(one, 0)
    XCTAssertEqual(runMultiplyAdds(rounds: 50), 50 * one)
  }

  /// Counted one by one.
  func testOperationsOfAConvolution() {
    let shape = ConvolutionShape(
      batch: 2, inChannels: 3, outChannels: 4, height: 5, width: 6, kernelHeight: 3,
      kernelWidth: 3, padding: 1)
    var count = 0
    for _ in 0..<2 * 4 * 5 * 6 { for _ in 0..<3 * 3 * 3 { count += 2 } }
    XCTAssertEqual(shape.operations, Double(count))
    XCTAssertFalse(shape.isFilteredMinimally, "three channels are too few")
    XCTAssertEqual(shape.operationsMade, Double(count))
  }

  /// With many channels the transforms vanish beside the products, 36 for 144 where tiles fit the image.
  func testMinimalFilteringMakesAQuarterOfTheProducts() {
    let shape = ConvolutionShape(
      batch: 16, inChannels: 4096, outChannels: 4096, height: 28, width: 28, kernelHeight: 3,
      kernelWidth: 3, padding: 1)
    XCTAssertTrue(shape.isFilteredMinimally)
    XCTAssertEqual(shape.operationsMade / shape.operations, 0.25, accuracy: 0.01)
    var edge = shape
    (edge.height, edge.width) = (14, 14)
    // Four tiles of 4 cover 14.
    XCTAssertEqual(edge.operationsMade / edge.operations, 0.25 * 256 / 196, accuracy: 0.01)
  }
}
