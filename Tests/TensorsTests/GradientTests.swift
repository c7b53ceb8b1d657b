import Tensors
import XCTest

/// Every operation's gradient against finite differences.
final class GradientTests: XCTestCase {
  /// Weights the elements differently, so that a misplaced gradient shows.
  private func weighted(_ tensor: Tensor) -> Tensor {
    (tensor * sample(tensor.shape, seed: 99)).sum() / Double(tensor.count)
  }

  func testArithmeticWithBroadcasting() {
    let a = sample([2, 3, 4])
    for shape in [[2, 3, 4], [4], [3, 1], [2, 1, 1], [1, 3, 4], []] {
      let b = sample(shape, seed: 2).squared() + 1
      assertGradientsMatch(of: [a, b]) { self.weighted($0[0] + $0[1]) }
      assertGradientsMatch(of: [a, b]) { self.weighted($0[0] - $0[1]) }
      assertGradientsMatch(of: [a, b]) { self.weighted($0[0] * $0[1]) }
      assertGradientsMatch(of: [a, b]) { self.weighted($0[0] / $0[1]) }
      assertGradientsMatch(of: [b, a]) { self.weighted($0[0] * $0[1]) }
    }
    assertGradientsMatch(of: [a]) { self.weighted(2 - $0[0] * 3 + 1) }
    assertGradientsMatch(of: [a.squared() + 1]) { self.weighted(2 / $0[0]) }
    assertGradientsMatch(of: [a, sample([2, 3, 4], seed: 5)]) {
      self.weighted($0[0].added(to: $0[1], scaledBy: 0.7))
    }
  }

  func testFunctions() {
    let x = sample([5, 7])
    assertGradientsMatch(of: [x]) { self.weighted($0[0].gelu()) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].silu()) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].sigmoid()) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].hyperbolicTangent()) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].exponential()) }
    assertGradientsMatch(of: [x.squared() + 0.5]) { self.weighted($0[0].squareRoot()) }
    assertGradientsMatch(of: [x.squared() + 0.5]) { self.weighted($0[0].logarithm()) }
    // Away from their corners.
    let cornerless = x + Tensor(x.scalars.map { $0 < 0 ? -0.1 : 0.1 }, shape: x.shape)
    assertGradientsMatch(of: [cornerless]) { self.weighted($0[0].relu()) }
    assertGradientsMatch(of: [cornerless]) { self.weighted($0[0].magnitude()) }
    assertGradientsMatch(of: [cornerless]) { self.weighted($0[0].clamped(to: 0...100)) }
  }

  func testReductionsAndShapes() {
    let x = sample([3, 4, 5])
    assertGradientsMatch(of: [x]) { $0[0].squared().sum() }
    assertGradientsMatch(of: [x]) { $0[0].squared().mean() }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].sum(axes: [1])) }
    assertGradientsMatch(of: [x]) {
      self.weighted($0[0].mean(axes: [0, 2], keepingDimensions: true))
    }
    assertGradientsMatch(of: [x]) { self.weighted($0[0][1]) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0][1..<3]) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].reshaped(to: [12, 5]).transposed()) }
    for axis in 0..<3 {
      assertGradientsMatch(of: [x, sample([3, 4, 5], seed: 3)]) {
        self.weighted(Tensor.concatenating([$0[0], $0[1], $0[0]], axis: axis))
      }
    }
  }

  func testMatrixProducts() {
    assertGradientsMatch(of: [sample([9, 50]), sample([50, 61], seed: 2)]) {
      self.weighted($0[0].matrixProduct($0[1]))
    }
    assertGradientsMatch(of: [sample([4, 6]), sample([3, 6], seed: 2), sample([3], seed: 3)]) {
      self.weighted($0[0].linear(weight: $0[1], bias: $0[2]))
    }
  }

  func testConvolutions() {
    for (channels, size, kernel, padding) in [
      (1, 9, 3, 1), (5, 6, 3, 0), (3, 7, 1, 0), (2, 8, 5, 2),
    ] {
      assertGradientsMatch(
        of: [
          sample([3, channels, size, size]), sample([6, channels, kernel, kernel], seed: 2),
          sample([6], seed: 3),
        ]
      ) { self.weighted($0[0].convolved(with: $0[1], bias: $0[2], padding: padding)) }
    }
    // Not relu: its kink lies within the differences' step of some outputs.
    assertGradientsMatch(
      of: [sample([2, 3, 5, 5]), sample([4, 3, 3, 3], seed: 2), sample([4], seed: 3)]
    ) {
      self.weighted($0[0].convolved(with: $0[1], bias: $0[2], padding: 1, activation: .gelu))
    }
    for (size, kernel) in [(1, 7), (4, 2), (7, 2), (3, 3)] {
      assertGradientsMatch(
        of: [
          sample([3, 5, size, size]), sample([5, 4, kernel, kernel], seed: 2), sample([4], seed: 3),
        ]
      ) { self.weighted($0[0].transposeConvolved(with: $0[1], bias: $0[2])) }
    }
  }

  /// Channels of two inputs, as if concatenated; 9 and 8 for Winograd's way.
  func testConvolutionsOfJoinedInputs() {
    for (first, second, outputs, size) in [(2, 1, 3, 5), (9, 8, 8, 7), (3, 9, 8, 14)] {
      let batch = size == 5 ? 2 : 8
      assertGradientsMatch(
        of: [
          sample([batch, first, size, size]), sample([batch, second, size, size], seed: 2),
          sample([outputs, first + second, 3, 3], seed: 3), sample([outputs], seed: 4),
        ]
      ) {
        self.weighted(
          $0[0].convolved(joinedWith: $0[1], with: $0[2], bias: $0[3], padding: 1))
      }
      assertGradientsMatch(
        of: [
          sample([3, first, size, size]), sample([3, second, size, size], seed: 2),
          sample([first + second, 3, 2, 2], seed: 3), sample([3], seed: 4),
        ]
      ) { self.weighted($0[0].transposeConvolved(joinedWith: $0[1], with: $0[2], bias: $0[3])) }
    }
  }

  func testScaledChannels() {
    assertGradientsMatch(
      of: [
        sample([3, 4, 5, 7]), sample([3, 4, 1, 1], seed: 2), sample([3, 4, 1, 1], seed: 3),
      ]
    ) { self.weighted($0[0].channelsScaled(by: $0[1], plus: $0[2])) }
  }

  func testPooling() {
    // Distinct values, further apart than the step.
    let x = Tensor(
      RandomSource(seed: 4).shuffled(2 * 3 * 64).map { Float($0) / 16 }, shape: [2, 3, 8, 8])
    assertGradientsMatch(of: [x]) { self.weighted($0[0].maxPooled(size: 2)) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].maxPooled(size: 4)) }
    // More than one vector in a row, the last of them not full.
    let wide = Tensor(
      RandomSource(seed: 5).shuffled(2 * 4 * 38).map { Float($0) / 16 }, shape: [1, 2, 4, 38])
    assertGradientsMatch(of: [wide]) { self.weighted($0[0].maxPooled(size: 2)) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].averagePooled(size: 4)) }
  }

  func testNormalization() {
    for activation in [FusedActivation.none, .gelu] {
      let arguments = [sample([4, 3, 5, 5]), sample([3], seed: 2), sample([3], seed: 3)]
      assertGradientsMatch(of: arguments, tolerance: 5e-3) {
        self.weighted(
          $0[0].batchNormalized(scale: $0[1], shift: $0[2], activation: activation).output)
      }
      assertGradientsMatch(of: arguments) {
        self.weighted(
          $0[0].batchNormalized(
            scale: $0[1], shift: $0[2], mean: sample([3], seed: 4),
            variance: sample([3], seed: 5).squared() + 0.5, activation: activation))
      }
    }
    assertGradientsMatch(
      of: [sample([3, 16, 3, 3]), sample([16], seed: 2), sample([16], seed: 3)], tolerance: 5e-3
    ) { self.weighted($0[0].groupNormalized(groups: 8, scale: $0[1], shift: $0[2])) }
    assertGradientsMatch(
      of: [sample([3, 8, 5, 5]), sample([8], seed: 2), sample([8], seed: 3)], tolerance: 5e-3
    ) {
      self.weighted(
        $0[0].groupNormalized(groups: 4, scale: $0[1], shift: $0[2], activation: .gelu))
    }
  }

  func testLosses() {
    let (a, b) = (sample([4, 5]), sample([4, 5], seed: 2))
    assertGradientsMatch(of: [a, b]) { meanSquaredError($0[0], $0[1]) }
    assertGradientsMatch(of: [a, b]) { meanAbsoluteError($0[0], $0[1]) }
    assertGradientsMatch(of: [a * 2, b]) { huberLoss($0[0], $0[1]) }
    assertGradientsMatch(of: [a]) { softmaxCrossEntropy($0[0], labels: [0, 4, 2, 2]) }
    let targets = b.softmax().detached()
    assertGradientsMatch(of: [a]) { softmaxCrossEntropy($0[0], targets: targets) }
    assertGradientsMatch(of: [a]) {
      self.weighted(oneHot([1, 0, 3], classes: 4).matrixProduct($0[0]))
    }
  }

  func testGradientsAddUpAndConstantsGetNone() {
    let x = Tensor([2, 3], shape: [2]).trackingGradient()
    let constant = Tensor([5, 7], shape: [2])
    (x * x + x * constant).sum().backward()
    XCTAssertEqual(x.gradient?.scalars, [9, 13])  // 2x + c
    (x * 10).sum().backward()
    XCTAssertEqual(x.gradient?.scalars, [19, 23])
    XCTAssertNil(constant.gradient)
    XCTAssertFalse(withoutGradients { x * x }.tracksGradient)
    XCTAssertFalse((x.detached() * 2).tracksGradient)
  }

  func testStartsFromAGivenGradient() {
    let (a, b, gradient) = (sample([2, 3]), sample([2, 3], seed: 2), sample([2, 3], seed: 3))
    let x = a.trackingGradient()
    (x * b).backward(from: gradient)
    XCTAssertEqual(x.gradient?.scalars, (b * gradient).scalars)
  }

  func testLongChainsAreReleasedWithoutRecursion() {
    var x = Tensor(1).trackingGradient()
    for _ in 0..<200_000 { x = x + 0.001 }
    XCTAssertEqual(x.scalar, 201, accuracy: 1)
  }
}
