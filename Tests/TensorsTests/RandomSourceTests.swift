import Foundation
import Tensors
import XCTest

/// Statistical bounds are five standard errors wide unless said otherwise: a false-alarm rate of
/// 6e-7 a comparison, and the seeds are fixed.
final class RandomSourceTests: XCTestCase {
  /// The generator's published algorithm, computed apart in Python
  /// (SplitMix64 from the seed, then xoshiro256**).
  func testBitsFollowThePublishedGenerator() {
    let source = RandomSource(seed: 42)
    XCTAssertEqual(
      (0..<4).map { _ in source.next() },
      [
        1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
        17_057_574_109_182_124_193,
      ])
  }

  func testNormalMoments() {
    let values = RandomSource(seed: 7).normal(shape: [200_000]).scalars.map(Double.init)
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + $1 * $1 } / n
    let skew = values.reduce(0) { $0 + $1 * $1 * $1 } / n
    let kurtosis = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / n
    XCTAssertEqual(mean, 0, accuracy: 5 / n.squareRoot())
    XCTAssertEqual(variance, 1, accuracy: 5 * (2 / n).squareRoot())
    XCTAssertEqual(skew, 0, accuracy: 5 * (15 / n).squareRoot())
    XCTAssertEqual(kurtosis, 3, accuracy: 5 * (96 / n).squareRoot())
    // Distribution function at a few points.
    for x in [-2.0, -1, -0.5, 0, 0.5, 1, 2] {
      let expected = 0.5 * (1 + erf(x / 2.0.squareRoot()))
      let found = Double(values.count { $0 < x }) / n
      XCTAssertEqual(found, expected, accuracy: 5 * (expected * (1 - expected) / n).squareRoot())
    }
  }

  func testIntegersAreUniformAndReachBothEnds() {
    let values = RandomSource(seed: 3).integers(in: 1...7, count: 70_000)
    for face in 1...7 {
      XCTAssertEqual(
        Double(values.count { $0 == face }), 10_000, accuracy: 5 * (70_000.0 * 6 / 49).squareRoot())
    }
    XCTAssertEqual(Set(values), Set(1...7))
    XCTAssertEqual(RandomSource(seed: 3).integer(in: 5...5), 5)
    _ = RandomSource(seed: 3).integer(in: Int.min...Int.max)
  }

  func testShuffleIsAPermutation() {
    let source = RandomSource(seed: 9)
    let values = source.shuffled(1000)
    XCTAssertEqual(values.sorted(), Array(0..<1000))
    XCTAssertNotEqual(values, Array(0..<1000))
    XCTAssertNotEqual(values, source.shuffled(1000))
    XCTAssertEqual(source.shuffled(0), [])
  }

  func testStateRestoresTheSequence() throws {
    let source = RandomSource(seed: 5)
    _ = source.normal()  // Leaves the second of a pair behind.
    let saved = try JSONDecoder().decode(
      RandomSource.State.self, from: JSONEncoder().encode(source.state))
    let expected = (0..<5).map { _ in source.normal() }
    let restored = RandomSource(seed: 0)
    restored.state = saved
    XCTAssertEqual((0..<5).map { _ in restored.normal() }, expected)
    XCTAssertFalse(RandomSource.isValid(.init(words: [0, 0, 0, 0], spare: nil)))
    XCTAssertFalse(RandomSource.isValid(.init(words: [1, 2], spare: nil)))
  }

  func testRecordingListsEveryDraw() {
    let source = RandomSource(seed: 1)
    _ = source.normal()
    source.startRecording()
    let image = source.normal(shape: [2, 3])
    let steps = source.integers(in: 1...10, count: 2)
    XCTAssertEqual(
      source.draws,
      [.normal(shape: [2, 3], values: image.scalars), .integers(steps, range: 1...10)])
  }
}
