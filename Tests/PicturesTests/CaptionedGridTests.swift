import Pictures
import XCTest

final class CaptionedGridTests: XCTestCase {
  func testPicturesKeepTheirPixelsAndCaptionsStandUnderThem() {
    let red = Image(
      width: 60, height: 40, channels: 3,
      pixels: (0..<60 * 40).flatMap { _ in [255, 0, 0] as [UInt8] })
    let grey = Image(width: 60, height: 40, channels: 1, filledWith: 90)
    let captions = ["one", "a very long caption of words and averyveryverylongwordofmany"]
    let grid = captionedGrid([red, grey, red], captions: captions + [""], marked: [1], columns: 2)
    XCTAssertEqual([grid.channels, grid.width], [3, 2 * 80 + 20])
    func pixel(_ y: Int, _ x: Int) -> [UInt8] { (0..<3).map { grid[y, x, $0] } }
    XCTAssertEqual(pixel(20, 20), [255, 0, 0])
    XCTAssertEqual(pixel(59, 79), [255, 0, 0])
    XCTAssertEqual(pixel(20, 100), [90, 90, 90])
    XCTAssertEqual(pixel(10, 10), [255, 255, 255])
    // Ink under the first, redder ink under the second, which takes more lines.
    let lineRows = 60..<grid.height / 2 + 10
    func ink(_ columns: Range<Int>) -> [[UInt8]] {
      lineRows.flatMap { y in columns.map { pixel(y, $0) } }.filter { $0[1] < 160 }
    }
    XCTAssertFalse(ink(20..<80).isEmpty)
    XCTAssertGreaterThan(ink(100..<160).count, 2 * ink(20..<80).count)
    XCTAssertTrue(ink(100..<160).allSatisfy { $0[0] > $0[1] })
  }
}
