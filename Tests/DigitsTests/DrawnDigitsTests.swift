import XCTest
import Zlib

@testable import Digits

final class DrawnDigitsTests: XCTestCase {
  /// The same on every platform: pinned from Linux on x86-64, swift 6.3.1. A change of drawing
  /// changes these, and what a training run on drawn digits gives.
  func testSameSeedSameBytes() {
    let digits = DrawnDigits.generate(count: 1000, seed: 1)
    XCTAssertEqual(Zlib.crc32(digits.pixels), 3_478_360_167)
    XCTAssertEqual(Zlib.crc32(digits.labels), 979_218_362)
    XCTAssertEqual(digits.source, "drawn digits, seed 1")
  }

  /// Steele, Lea and Flood's generator from seed 1234567 (the reference implementation's output).
  func testGenerator() {
    var random = SplitMix64(seed: 1_234_567)
    XCTAssertEqual(
      (0..<5).map { _ in random.next() },
      [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  func testLongerSetsBeginWithShorterOnes() {
    let short = DrawnDigits.generate(count: 123, seed: 9)
    let long = DrawnDigits.generate(count: 200, seed: 9)
    XCTAssertEqual(short.pixels, long.prefix(123).pixels)
    XCTAssertEqual(short.labels, long.prefix(123).labels)
    XCTAssertEqual(DrawnDigits.generate(count: 0, seed: 9).count, 0)
    XCTAssertNotEqual(DrawnDigits.generate(count: 123, seed: 10).pixels, short.pixels)
  }

  func testLabelsAreBalancedAndShuffled() {
    let labels = DrawnDigits.generate(count: 2000, seed: 2).labels
    for digit in UInt8(0)...9 {
      XCTAssertEqual(labels.filter { $0 == digit }.count, 200)
      // Each place among its ten is 20 times likely: 50 is over six standard deviations away.
      for place in 0..<10 {
        let count = stride(from: place, to: 2000, by: 10).filter { labels[$0] == digit }.count
        XCTAssertLessThan(count, 50, "digit \(digit) at place \(place)")
      }
    }
  }

  func testNoTwoAreTheSame() {
    let digits = DrawnDigits.generate(count: 20_000, seed: 1)
    let test = DrawnDigits.generate(count: 5_000, seed: 2)
    let all = (digits.pixels + test.pixels)
    XCTAssertEqual(Set((0..<25_000).map { all[$0 * 784..<($0 + 1) * 784] }).count, 25_000)
  }

  /// White on black, inside the image, strong enough to see, and centred.
  func testEachIsADrawingInTheMiddle() {
    let digits = DrawnDigits.generate(count: 5000, seed: 4)
    for index in 0..<digits.count {
      let image = [UInt8](digits.pixels[index * 784..<(index + 1) * 784])
      var (ink, x, y) = (0, 0, 0)
      for (place, value) in image.enumerated() {
        ink += Int(value)
        x += Int(value) * (place % 28)
        y += Int(value) * (place / 28)
      }
      XCTAssertGreaterThan(image.max()!, 200, "image \(index)")
      XCTAssertTrue(3000...80_000 ~= ink, "image \(index): ink \(ink)")
      XCTAssertEqual(Double(x) / Double(ink), 13.5, accuracy: 4.5, "image \(index)")
      XCTAssertEqual(Double(y) / Double(ink), 13.5, accuracy: 4.5, "image \(index)")
      let isEdgeEmpty = (0..<28).allSatisfy { place in
        [place, 756 + place, 28 * place, 28 * place + 27].allSatisfy { image[$0] == 0 }
      }
      XCTAssertTrue(isEdgeEmpty, "image \(index) touches the edge")
    }
  }

  /// Who knows some digits knows others: the nearest of 800 has the right label, seen through
  /// 7 × 7 coarse pixels. The 800 are MNIST's where it is at hand. (A small convolutional
  /// network trained on MNIST reads 97 % of drawn digits, as many as of MNIST's own.)
  func testDigitsAreReadable() throws {
    let drawn = DrawnDigits.generate(count: 200, seed: 6)
    let others = DrawnDigits.generate(count: 800, seed: 7)
    XCTAssertGreaterThan(accuracy(on: drawn, knowing: others), 0.95)
    guard let folder = folderOfRealDigits() else {
      print("testDigitsAreReadable: drawn digits only")
      return
    }
    let known = try MNIST.load(.train, from: folder).prefix(800)
    print("testDigitsAreReadable: \(known.source)")
    XCTAssertGreaterThan(accuracy(on: drawn, knowing: known), 0.7)
  }

  private func accuracy(on digits: DigitSet, knowing known: DigitSet) -> Double {
    let references = coarse(known)
    let right = zip(coarse(digits), digits.labels).filter { image, label in
      var best = (distance: Float.infinity, label: UInt8(255))
      for (reference, referenceLabel) in zip(references, known.labels) {
        let difference = image - reference
        let distance = (difference * difference).sum()
        if distance < best.distance { best = (distance, referenceLabel) }
      }
      return best.label == label
    }
    return Double(right.count) / Double(digits.count)
  }

  /// Each image as the sums of its 49 squares of 4 × 4 pixels.
  private func coarse(_ digits: DigitSet) -> [SIMD64<Float>] {
    (0..<digits.count).map { index in
      var sums = [Float](repeating: 0, count: 64)
      for place in 0..<784 {
        sums[place / 28 / 4 * 7 + place % 28 / 4] += Float(digits.pixels[index * 784 + place])
      }
      return SIMD64(sums)
    }
  }
}
