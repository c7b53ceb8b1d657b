import NumericKernels
import XCTest

@testable import DiffusionTool

/// The table of `bench --layers`: what is counted, and how it is shown. What it times is not tested.
final class LayerTableTests: XCTestCase {
  private func figures(
    cost: LayerCost, milliseconds: Double, layer: String = "conv 3×3 16→16 28×28"
  ) -> LayerFigures {
    LayerFigures(
      layer: layer, pass: "forward", occurrences: 7, cost: cost, seconds: milliseconds / 1000,
      peakOperationsPerSecond: 500e9, peakBytesPerSecond: 40e9)
  }

  private func table(_ layers: [LayerFigures]) -> LayerTable {
    LayerTable(
      features: 256, batch: 4096, runs: 1000, threads: 256, peakGigaflops: 12_345,
      memoryGigabytesPerSecond: 1234, trainingStepMilliseconds: 123_456.7, layers: layers,
      version: "1")
  }

  func testSharesFollowFromTimeAndPeaks() {
    // 1 GFLOP and 20 MB in 4 ms: 2 ms of arithmetic, 0.5 ms of memory.
    let plain = figures(cost: LayerCost(operations: 1e9, bytes: 20e6), milliseconds: 4)
    XCTAssertEqual(plain.gigaflops!, 250, accuracy: 1e-9)
    XCTAssertEqual(plain.shareOfPeak!, 0.5, accuracy: 1e-9)
    XCTAssertEqual(plain.gigabytesPerSecond, 5, accuracy: 1e-9)
    XCTAssertEqual(plain.limit, .arithmetic)
    XCTAssertEqual(plain.shareOfLimit, 0.5, accuracy: 1e-9)

    let moved = figures(cost: LayerCost(bytes: 80e6), milliseconds: 4)
    XCTAssertNil(moved.gigaflops)
    XCTAssertEqual(moved.limit, .memory)
    XCTAssertEqual(moved.shareOfLimit, 0.5, accuracy: 1e-9)

    // Half the operations: the share of the peak stays by the definition, that of the limit does not.
    var fewer = LayerCost(operations: 1e9, bytes: 20e6)
    fewer.operationsMade = 0.5e9
    let filtered = figures(cost: fewer, milliseconds: 1.25)
    XCTAssertEqual(filtered.shareOfPeak!, 1.6, accuracy: 1e-9)
    XCTAssertEqual(filtered.shareOfLimit, 0.8, accuracy: 1e-9)

    // A clock that says zero leaves finite numbers, which JSON can hold.
    XCTAssertTrue(figures(cost: fewer, milliseconds: 0).gigaflops!.isFinite)
  }

  func testTheLargestNumbersFit80Columns() {
    var cost = LayerCost(operations: 1e12, bytes: 9e9)
    cost.isFilteredMinimally = true
    let layers = [
      figures(cost: cost, milliseconds: 123_456.7, layer: "transp. 2×2 1024→256 7×7"),
      figures(cost: LayerCost(bytes: 9e9), milliseconds: 0.01, layer: "batch norm 512 14×14"),
    ]
    let lines = table(layers).lines
    for line in lines { XCTAssertLessThanOrEqual(line.count, 80, line) }
    XCTAssertEqual(lines.filter { $0.hasPrefix(" 7 ") }.count, 2)
  }

  func testALine() {
    let lines = table([figures(cost: LayerCost(operations: 1e9, bytes: 20e6), milliseconds: 4)])
      .lines
    XCTAssertEqual(
      lines[4],
      " 7 conv 3×3 16→16 28×28     forward     4.00     250  50%    5.0  50% arithmetic")
  }

  /// The operations of all forward passes are the network's, by DESIGN's table for PyTorch's form: 43.3
  /// and 172.3 MFLOP an image (convolutions; what else there is comes to less than 1 %).
  func testTheOperationsAreTheNetworks() {
    for (features, expected) in [(16, 43.3e6), (32, 172.3e6)] {
      let bench = LayerBench(batch: 2, runs: 1, peak: MachinePeak())
      bench.contextUnet(features: features)
      let forward = bench.figures.filter { $0.pass == "forward" }.reduce(0) {
        $0 + ($1.operations ?? 0) * Double($1.occurrences)
      }
      XCTAssertEqual(forward / 2, expected, accuracy: 0.01 * expected)
      XCTAssertTrue(bench.figures.allSatisfy { $0.milliseconds > 0 && $0.bytes > 0 })
    }
  }
}
