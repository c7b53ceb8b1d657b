import Tensors
import XCTest

/// Results small enough to work out by hand.
final class ValueTests: XCTestCase {
  private let matrix = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

  func testBroadcastingFollowsNumPy() {
    XCTAssertEqual((matrix + Tensor([10, 20, 30], shape: [3])).scalars, [11, 22, 33, 14, 25, 36])
    XCTAssertEqual(
      (matrix * Tensor([10, 100], shape: [2, 1])).scalars, [10, 20, 30, 400, 500, 600])
    let outer = Tensor([1, 2], shape: [2, 1]) - Tensor([1, 2, 3], shape: [1, 3])
    XCTAssertEqual(outer.shape, [2, 3])
    XCTAssertEqual(outer.scalars, [0, -1, -2, 1, 0, -1])
    XCTAssertEqual((Tensor(6) / Tensor([1, 2, 3], shape: [3])).scalars, [6, 3, 2])
    XCTAssertEqual((Tensor.zeros([0, 3]) + Tensor([1, 2, 3], shape: [3])).shape, [0, 3])
    XCTAssertEqual((1 - 2 * matrix / 2 + 3).scalars, [3, 2, 1, 0, -1, -2])
  }

  func testReductions() {
    XCTAssertEqual(matrix.sum().scalar, 21)
    XCTAssertEqual(matrix.mean().scalar, 3.5)
    XCTAssertEqual(matrix.sum(axes: [0]).scalars, [5, 7, 9])
    XCTAssertEqual(matrix.mean(axes: [1]).scalars, [2, 5])
    XCTAssertEqual(matrix.sum(axes: [0, 1]).shape, [])
    XCTAssertEqual(matrix.sum(axes: [1], keepingDimensions: true).shape, [2, 1])
    // A million times 0.1: a running sum in Float32 would be off by 958.
    XCTAssertEqual(Tensor.filled(0.1, shape: [1_000_000]).sum().scalar, 100_000, accuracy: 1)
  }

  func testShapes() {
    XCTAssertEqual(matrix.transposed().scalars, [1, 4, 2, 5, 3, 6])
    XCTAssertEqual(matrix[1].scalars, [4, 5, 6])
    XCTAssertEqual(matrix[1..<2].shape, [1, 3])
    XCTAssertEqual(
      Tensor.concatenating([matrix, Tensor([7, 8], shape: [2, 1])], axis: 1).scalars,
      [1, 2, 3, 7, 4, 5, 6, 8])
    XCTAssertEqual(matrix.matrixProduct(matrix.transposed()).scalars, [14, 32, 32, 77])
  }

  func testPoolingAndTransposedConvolution() {
    let image = Tensor((0..<16).map(Float.init), shape: [1, 1, 4, 4])
    XCTAssertEqual(image.maxPooled(size: 2).scalars, [5, 7, 13, 15])
    XCTAssertEqual(image.averagePooled(size: 2).scalars, [2.5, 4.5, 10.5, 12.5])
    let weight = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
    let spread = Tensor([1, 10], shape: [1, 1, 1, 2])
      .transposeConvolved(with: weight, bias: Tensor([0.5], shape: [1]))
    XCTAssertEqual(spread.shape, [1, 1, 2, 4])
    XCTAssertEqual(spread.scalars, [1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5])
  }

  func testNormalization() {
    let x = Tensor([1, 3, 5, 7], shape: [2, 1, 1, 2])  // mean 4, variance 5
    let (output, mean, variance) = x.batchNormalized(
      scale: Tensor([2], shape: [1]), shift: Tensor([1], shape: [1]), epsilon: 0)
    XCTAssertEqual(mean.scalars, [4])
    XCTAssertEqual(variance.scalars, [5])
    for (found, value) in zip(output.scalars, x.scalars) {
      XCTAssertEqual(found, (value - 4) / Float(5).squareRoot() * 2 + 1, accuracy: 1e-6)
    }
  }

  func testLosses() {
    let prediction = Tensor([0, 0, 0, 0], shape: [4])
    let target = Tensor([0.5, -1, 2, -3], shape: [4])
    XCTAssertEqual(meanSquaredError(prediction, target).scalar, 14.25 / 4)
    XCTAssertEqual(meanAbsoluteError(prediction, target).scalar, 6.5 / 4)
    XCTAssertEqual(huberLoss(prediction, target).scalar, (0.125 + 0.5 + 1.5 + 2.5) / 4)
    // Two equal logits: the loss is ln 2, however large they are.
    let logits = Tensor([1000, 1000, -1000, -1000], shape: [2, 2])
    XCTAssertEqual(softmaxCrossEntropy(logits, labels: [0, 1]).scalar, 0.693_147, accuracy: 1e-5)
    // −(0.25 ln p₀ + 0.75 ln p₁) with p = (0.2, 0.8), and the same for certain targets as for labels.
    let doubtful = softmaxCrossEntropy(
      Tensor([0, Float(log(4.0))], shape: [1, 2]), targets: Tensor([0.25, 0.75], shape: [1, 2]))
    XCTAssertEqual(doubtful.scalar, 0.569_717, accuracy: 1e-5)
    let masked = Tensor([0, 0, -.infinity], shape: [1, 3])
    XCTAssertEqual(softmaxCrossEntropy(masked, labels: [1]).scalar, 0.693_147, accuracy: 1e-5)
    XCTAssertEqual(oneHot([2, 0], classes: 3).scalars, [0, 0, 1, 1, 0, 0])
  }

  func testTablesAreGatheredByTimestep() {
    let gathered = [0.0, 0.1, 0.2, 0.3].gathered(at: [3, 1, 1])
    XCTAssertEqual(gathered.shape, [3, 1, 1, 1])
    XCTAssertEqual(gathered.scalars, [0.3, 0.1, 0.1])
  }

  /// A NaN must reach the eye, not be hidden by an activation, a clamp or a pooling.
  func testNotANumberPassesThrough() {
    let x = Tensor([.nan, 1, 2, 3], shape: [1, 1, 2, 2])
    XCTAssertTrue(x.maxPooled(size: 2).scalar.isNaN)
    XCTAssertTrue(x.clamped(to: -1...1).scalars[0].isNaN)
    XCTAssertTrue(x.relu().scalars[0].isNaN)
    XCTAssertTrue(x.gelu().scalars[0].isNaN)
    XCTAssertTrue(x.exponential().scalars[0].isNaN)
    XCTAssertTrue(x.sum().scalar.isNaN)
  }

  /// What is done in one pass where no gradient is recorded equals what is done in several where one is.
  func testFusedPassesEqualSeparateOnes() {
    let random = RandomSource(seed: 8)
    for (channels, size) in [(3, 5), (8, 14), (12, 28)] {
      let x = random.normal(shape: [4, channels, size, size])
      let more = random.normal(shape: [4, channels, size, size])
      let weight = random.normal(shape: [8, 2 * channels, 3, 3]) * 0.1
      let bias = random.normal(shape: [8])
      let separate = Tensor.concatenating([x, more], axis: 1)
        .convolved(with: weight, bias: bias, padding: 1).gelu()
      let fused = x.convolved(
        joinedWith: more, with: weight, bias: bias, padding: 1, activation: .gelu)
      for (a, b) in zip(separate.scalars, fused.scalars) { XCTAssertEqual(a, b, accuracy: 1e-5) }

      let growth = random.normal(shape: [2 * channels, 3, 2, 2]) * 0.1
      let shift = random.normal(shape: [3])
      let joined = x.transposeConvolved(joinedWith: more, with: growth, bias: shift)
      let concatenated = Tensor.concatenating([x, more], axis: 1)
        .transposeConvolved(with: growth, bias: shift)
      XCTAssertEqual(joined.scalars, concatenated.scalars)

      let (scale, offset) = (
        random.normal(shape: [4, channels, 1, 1]), random.normal(shape: [4, channels, 1, 1])
      )
      for (a, b) in zip(
        x.channelsScaled(by: scale, plus: offset).scalars, (x * scale + offset).scalars)
      {
        XCTAssertEqual(a, b, accuracy: 1e-5)
      }
    }
  }

  /// A NaN is the largest, wherever it stands in its square.
  func testMaximumOfSquares() {
    var values = (0..<2 * 28).map { Float(($0 * 37) % 101) }
    for (square, place) in [(0, 0), (1, 1), (2, 28), (3, 29)] { values[2 * square + place] = .nan }
    let pooled = Tensor(values, shape: [1, 1, 2, 28]).maxPooled(size: 2).scalars
    XCTAssertTrue(pooled[..<4].allSatisfy(\.isNaN))
    for square in 4..<14 {
      let corners = [0, 1, 28, 29].map { values[2 * square + $0] }
      XCTAssertEqual(pooled[square], corners.max())
    }
  }
}
