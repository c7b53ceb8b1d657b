import Pictures
import XCTest

final class ImageGridTests: XCTestCase {
  /// A washed-out image stays washed out: nothing is stretched to its own range.
  func testMapsValuesWithoutStretching() {
    let values: [Float] = [-1, -0.5, 0, 0.5, 1, -7, 7, .nan, .infinity, -.infinity, 0.2, 0.1]
    let grid = imageGrid(values, count: 1, height: 2, width: 6, padding: 0)
    XCTAssertEqual(grid.pixels, [0, 64, 128, 191, 255, 0, 255, 0, 255, 0, 153, 140])
  }

  /// Every 8-bit value comes back from its place in −1…1.
  func testMapsEightBitValuesExactly() {
    let values = (0...255).map { Float($0) / 127.5 - 1 }
    let grid = imageGrid(values, count: 1, height: 16, width: 16, padding: 0)
    XCTAssertEqual(grid.pixels, [UInt8](0...255))
  }

  func testLaysOutRowsAndPadding() {
    let values = (0..<5).flatMap { [Float](repeating: Float($0) / 2 - 1, count: 4) }
    let grid = imageGrid(values, count: 5, height: 2, width: 2, columns: 3, padding: 1)
    XCTAssertEqual([grid.width, grid.height, grid.channels], [10, 7, 1])
    XCTAssertEqual(grid[1, 1, 0], 0)
    XCTAssertEqual(grid[1, 4, 0], 64)
    XCTAssertEqual(grid[2, 8, 0], 128)
    XCTAssertEqual(grid[4, 1, 0], 191)
    XCTAssertEqual(grid[5, 5, 0], 255)
    // Between them, around them, and where the last row has no image: the grid's own grey.
    for (y, x) in [(0, 0), (1, 3), (3, 1), (6, 9), (4, 8)] { XCTAssertEqual(grid[y, x, 0], 48) }
  }

  func testFewImagesMakeANarrowGrid() {
    let grid = imageGrid([0, 0], count: 2, height: 1, width: 1, columns: 10, padding: 0)
    XCTAssertEqual([grid.width, grid.height], [2, 1])
  }

  func testColoursAndScale() {
    // Channels are planes: red 1, green 0, blue −1.
    let grid = imageGrid(
      [1, 1, 0, 0, -1, -1], count: 1, channels: 3, height: 1, width: 2, padding: 0, scale: 3)
    XCTAssertEqual([grid.width, grid.height, grid.channels], [6, 3, 3])
    XCTAssertEqual(grid.pixels, [UInt8]([[UInt8]](repeating: [255, 128, 0], count: 18).joined()))
  }
}
