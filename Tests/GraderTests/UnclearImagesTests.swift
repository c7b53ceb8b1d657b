import Digits
import Tensors
import XCTest

@testable import GraderLibrary

/// What the pictures without a clear digit are by definition.
final class UnclearImagesTests: XCTestCase {
  private let source = DigitSource(DrawnDigits.generate(count: 200, seed: 31))

  private func images(_ kind: UnclearImages.Kind, count: Int = 60) -> [InkImage] {
    (0..<count).map {
      UnclearImages.image(kind, from: source, using: RandomSource(seed: 32, item: $0))
    }
  }

  func testEveryKindIsAPictureAndRepeats() {
    for kind in UnclearImages.Kind.allCases {
      let (first, again) = (images(kind, count: 3), images(kind, count: 3))
      XCTAssertEqual(first.map(\.values), again.map(\.values), "\(kind)")
      XCTAssertTrue(first.allSatisfy { $0.values.allSatisfy { (-1...1).contains($0) } }, "\(kind)")
      XCTAssertNotEqual(first[0].values, first[1].values, "\(kind)")
    }
  }

  func testStrokesAreBroken() {
    for image in images(.brokenStrokes) where image.pieces(of: 4) < 3 {
      // An opened 0 or 8: of its loops at most one is left.
      XCTAssertLessThan(image.loops().pieces(of: 1), 2)
    }
    for image in images(.cut) { XCTAssertGreaterThanOrEqual(image.pieces(of: 5), 2) }
  }

  /// Strokes that are made thicker by two pixels on each side close smaller gaps.
  func testLoopsAreOpened() {
    for (label, loops) in [(0, 0), (8, 1)] {
      let indices = source.digits.labels.indices.filter { source.digits.labels[$0] == label }
      let digits = DigitSource(
        DigitSet(
          pixels: indices.flatMap { source.digits.pixels[$0 * 784..<($0 + 1) * 784] },
          labels: indices.map { source.digits.labels[$0] }, source: "drawn digits, \(label) alone"))
      for item in 0..<30 {
        let image = UnclearImages.opened(from: digits, using: RandomSource(seed: 38, item: item))
        let thicker = image.spread(thicker: true).spread(thicker: true)
        XCTAssertEqual(thicker.loops().pieces(of: 1), loops, "\(label)")
        XCTAssertEqual(image.pieces(of: 2), 1, "\(label)")
      }
    }
  }

  func testLoopsAreFilled() {
    for image in images(.filled) { XCTAssertEqual(image.holes(), []) }
  }

  /// An affine map folds nothing; shifts as large as their nodes are apart fold a good part.
  func testFolds() {
    let digit = source.digit(using: RandomSource(seed: 36)).image
    XCTAssertEqual(
      Distortion.crumpled(digit, strength: 0, using: RandomSource(seed: 37)).folded, 0)
    let shares = (0..<40).map {
      Distortion.crumpled(digit, strength: 7, using: RandomSource(seed: 37, item: $0)).folded
    }
    XCTAssertTrue(shares.allSatisfy { (0...1).contains($0) })
    XCTAssertGreaterThan(shares.reduce(0, +) / 40, 0.15)
  }

  func testDigitsThatStayDigitsAreNotTurned() throws {
    // A 0 is one however it is turned, an 8 lies down only, a 3 upside down is a 3.
    let all = DrawnDigits.generate(count: 60, seed: 33)
    let indices = (0..<60).filter { [0, 3, 4, 8].contains(all.labels[$0]) }
    let some = DigitSet(
      pixels: indices.flatMap { all.pixels[$0 * 784..<($0 + 1) * 784] },
      labels: indices.map { all.labels[$0] }, source: "some")
    var found: Set<String> = []
    for item in 0..<200 {
      let picture = UnclearImages.image(
        .turned, from: DigitSource(some), using: RandomSource(seed: 34, item: item))
      let ways = some.labels.indices.flatMap { index in
        UnclearImages.turns.map(\.turn).filter {
          InkImage(values: some.images([index])).turned($0).values == picture.values
        }.map { "\(some.labels[index]) \($0)" }
      }
      found.insert(try XCTUnwrap(ways.first, "no digit, turned"))
    }
    XCTAssertEqual(
      found,
      [
        "3 leftToRight", "3 half", "3 quarter", "3 threeQuarters", "4 leftToRight",
        "4 topToBottom", "4 quarter", "4 threeQuarters", "8 quarter", "8 threeQuarters",
      ])
  }

  func testTurns() {
    var image = InkImage()
    image.ink[3 * 28 + 5] = 1
    func place(_ turn: InkImage.Turn) -> Int { image.turned(turn).ink.firstIndex(of: 1)! }
    XCTAssertEqual(place(.leftToRight), 3 * 28 + 22)
    XCTAssertEqual(place(.topToBottom), 24 * 28 + 5)
    XCTAssertEqual(place(.half), 24 * 28 + 22)
    // Clockwise: the top goes to the right.
    XCTAssertEqual(place(.quarter), 5 * 28 + 24)
    XCTAssertEqual(place(.threeQuarters), 22 * 28 + 3)
  }

  func testPieces() {
    var image = InkImage()
    for index in [0, 1, 29, 100, 101, 700] { image.ink[index] = 1 }
    XCTAssertEqual(image.pieces(of: 1), 3)
    XCTAssertEqual(image.pieces(of: 2), 2)
    XCTAssertEqual(image.pieces(of: 3), 1, "corners connect")
    XCTAssertEqual(InkImage().pieces(of: 1), 0)
  }

  func testHoles() {
    // A ring of 5 × 5 around 3 × 3, and a corner that ink cuts off from nothing.
    var image = InkImage()
    for index in 0..<25 where !(1...3).contains(index / 5) || !(1...3).contains(index % 5) {
      image.ink[(4 + index / 5) * 28 + 6 + index % 5] = 1
    }
    XCTAssertEqual(image.holes().count, 9)
    XCTAssertTrue(image.holes().contains(6 * 28 + 8))
    image.ink[6 * 28 + 6] = 0
    XCTAssertEqual(image.holes(), [], "open to the left")
    XCTAssertEqual(InkImage().holes(), [])
  }

  /// x_t has the mean √ᾱ x₀ and the variance 1 − ᾱ: over 50 pictures of 784 pixels the mean square is
  /// known to 0.5 % of one deviation of chance, 2 % is four.
  func testNoiseOfTheForwardProcess() {
    let digit = InkImage([Float](repeating: 1, count: 784))
    for alphaBar: Float in [0.1, 0.5, 0.9] {
      var sum = 0.0
      for item in 0..<50 {
        let noisy = digit.noised(
          keeping: alphaBar, using: RandomSource(seed: 35, item: item))
        for ink in noisy.ink {
          let rest = Double(2 * ink - 1 - alphaBar.squareRoot())
          sum += rest * rest
        }
      }
      let variance = sum / (50 * 784)
      XCTAssertEqual(variance / Double(1 - alphaBar), 1, accuracy: 0.03, "\(alphaBar)")
    }
  }
}
