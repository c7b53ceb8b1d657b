import Tensors
import XCTest

/// The gradients of what transformers are made of, against finite differences.
final class TransformerGradientTests: XCTestCase {
  /// Weights the elements differently, so that a misplaced gradient shows.
  private func weighted(_ tensor: Tensor) -> Tensor {
    (tensor * sample(tensor.shape, seed: 99)).sum() / Double(tensor.count)
  }

  func testAttention() {
    // Sizes that fill blocks of 8 rows and 16 columns, and sizes that do not.
    for (queries, keys, heads, width) in [
      (5, 3, 2, 4), (8, 16, 1, 16), (24, 24, 2, 16), (10, 70, 1, 24), (1, 1, 3, 1), (33, 65, 2, 33),
    ] {
      assertGradientsMatch(
        of: [
          sample([2, queries, heads * width]), sample([2, keys, heads * width], seed: 2),
          sample([2, keys, heads * width], seed: 3),
        ]
      ) { self.weighted($0[0].attention(keys: $0[1], values: $0[2], heads: heads)) }
    }
  }

  func testSoftmax() {
    for shape in [[3, 5], [2, 3, 16], [4, 37], [6]] {
      assertGradientsMatch(of: [sample(shape)]) { self.weighted($0[0].softmax()) }
    }
  }

  func testLayerNormalization() {
    for shape in [[3, 5], [2, 3, 16], [4, 37], [300, 8]] {
      let width = shape.last!
      assertGradientsMatch(
        of: [sample(shape), sample([width], seed: 2), sample([width], seed: 3)], tolerance: 5e-3
      ) { self.weighted($0[0].layerNormalized(scale: $0[1], shift: $0[2])) }
    }
  }

  func testLinearOfAnyRank() {
    for shape in [[6], [4, 6], [2, 3, 6], [2, 1, 150, 6]] {
      assertGradientsMatch(of: [sample(shape), sample([3, 6], seed: 2), sample([3], seed: 3)]) {
        self.weighted($0[0].linear(weight: $0[1], bias: $0[2]))
      }
    }
  }

  func testEmbeddedIds() {
    // 2 comes three times, 0 not at all.
    assertGradientsMatch(of: [sample([5, 4])], probes: 20) {
      self.weighted($0[0].embedded(ids: [[1, 2, 2], [4, 3, 2]]))
    }
  }

  func testLayouts() {
    let x = sample([2, 3, 4, 5])
    assertGradientsMatch(of: [x]) { self.weighted($0[0].pixelsAsTokens()) }
    assertGradientsMatch(of: [x]) {
      self.weighted($0[0].reshaped(to: [2, 12, 5]).tokensAsPixels(height: 3, width: 4))
    }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].upsampledNearest(size: 2)) }
    assertGradientsMatch(of: [x]) { self.weighted($0[0].upsampledNearest(size: 3)) }
  }

  func testGroupNormalizationWithSilu() {
    assertGradientsMatch(
      of: [sample([3, 8, 5, 5]), sample([8], seed: 2), sample([8], seed: 3)], tolerance: 5e-3
    ) {
      self.weighted(
        $0[0].groupNormalized(groups: 4, scale: $0[1], shift: $0[2], activation: .silu))
    }
  }
}
