import Foundation
import Pictures
import XCTest

final class GIFTests: XCTestCase {
  private struct Entry: Decodable {
    let name: String
    let file: Data
    let frames: [Data]
  }

  /// The tests' own reader reads what Pillow writes: what it says about our files counts.
  func testReaderOfTheTestsReadsPillowsFiles() throws {
    for entry in try fixtures("gif", as: Entry.self) {
      let animation = try XCTUnwrap(GIFReader([UInt8](entry.file)), entry.name)
      XCTAssertEqual(animation.frames.map(\.pixels), entry.frames.map(rgb), entry.name)
      XCTAssertEqual(animation.frames.map(\.delay), [7, 7])
      XCTAssertEqual(animation.loops, 0)
    }
  }

  /// Noise fills the table of codes several times a frame; flat pictures make the longest codes.
  func testKeepsGreyFrames() throws {
    var random = TestRandom(seed: 5)
    for (width, height) in [(1, 1), (2, 1), (28, 28), (150, 100)] {
      for greys in [1, 2, 3, 16, 17, 255, 256] {
        let frames = (0..<3).map { _ in
          Image(
            width: width, height: height, channels: 1,
            pixels: (0..<width * height).map { _ in UInt8(random.below(greys)) })
        }
        let animation = try XCTUnwrap(GIFReader(GIF.encode(frames: frames)), "\(width) \(greys)")
        XCTAssertEqual([animation.width, animation.height], [width, height])
        XCTAssertEqual(
          animation.frames.map(\.pixels), frames.map { rgb(Data($0.pixels)) }, "\(width) \(greys)")
      }
    }
  }

  /// Every length of a frame ends its codes somewhere else: at a change of width too.
  func testEndsTheCodesOfEveryLength() throws {
    var random = TestRandom(seed: 6)
    let noise = random.bytes(4200)
    for count in Array(1...300) + Array(3700...4200) {
      let frame = Image(width: count, height: 1, channels: 1, pixels: [UInt8](noise[..<count]))
      let animation = try XCTUnwrap(GIFReader(GIF.encode(frames: [frame])), "\(count)")
      XCTAssertEqual(animation.frames[0].pixels, rgb(Data(frame.pixels)), "\(count)")
    }
  }

  func testKeepsUpTo256Colours() throws {
    var random = TestRandom(seed: 7)
    let colours = (0..<256).map { _ in random.bytes(3) }
    let pixels = (0..<40 * 40).flatMap { _ in colours[random.below(256)] }
    let frame = Image(width: 40, height: 40, channels: 3, pixels: pixels)
    let animation = try XCTUnwrap(GIFReader(GIF.encode(frames: [frame])))
    XCTAssertEqual(animation.frames[0].pixels, pixels)
  }

  /// The cube's steps are 51 and 42.5 apart, so nothing moves by more than 26.
  func testMovesMoreColoursALittle() throws {
    var random = TestRandom(seed: 8)
    let pixels = random.bytes(3 * 50 * 50)
    let frame = Image(width: 50, height: 50, channels: 3, pixels: pixels)
    let animation = try XCTUnwrap(GIFReader(GIF.encode(frames: [frame])))
    let distance = zip(animation.frames[0].pixels, pixels).map { abs(Int($0) - Int($1)) }.max()
    XCTAssertLessThanOrEqual(try XCTUnwrap(distance), 26)
  }

  func testDelaysAndLoops() throws {
    let frames = [Image](repeating: Image(width: 2, height: 2, channels: 1), count: 3)
    let looping = try XCTUnwrap(
      GIFReader(GIF.encode(frames: frames, delay: 0.05, finalDelay: 2, loops: true)))
    XCTAssertEqual(looping.frames.map(\.delay), [5, 5, 200])
    XCTAssertEqual(looping.loops, 0)
    let once = try XCTUnwrap(GIFReader(GIF.encode(frames: frames, delay: 1e9, loops: false)))
    XCTAssertEqual(once.frames.map(\.delay), [65_535, 65_535, 65_535])
    XCTAssertNil(once.loops)
    XCTAssertEqual(
      GIFReader(GIF.encode(frames: frames, delay: .nan))?.frames.map(\.delay), [0, 0, 0])
  }

  private func rgb(_ greys: Data) -> [UInt8] { greys.flatMap { [$0, $0, $0] } }
}
