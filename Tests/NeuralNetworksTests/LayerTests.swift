import NeuralNetworks
import Tensors
import XCTest

final class LayerTests: XCTestCase {
  /// Compares gradients of a layer's parameters with central differences.
  private func assertGradients(
    _ network: any Network, file: StaticString = #filePath, line: UInt = #line,
    _ output: () -> Tensor
  ) {
    let weights = withoutGradients { RandomSource(seed: 9).normal(shape: output().shape) }
    func loss() -> Tensor { (output() * weights).sum() }
    loss().backward()
    let step: Float = 1e-2
    for (name, parameter) in network.parameters {
      guard let gradient = parameter.gradient?.scalars else {
        XCTFail("\(name) got no gradient", file: file, line: line)
        continue
      }
      let scale = max(gradient.map(abs).max()!, 0.05)
      for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 6)) {
        func value(_ offset: Float) -> Double {
          let old = parameter.value
          var scalars = old.scalars
          scalars[index] += offset
          parameter.assign(Tensor(scalars, shape: old.shape))
          defer { parameter.assign(old) }
          return withoutGradients { Double(loss().scalar) }
        }
        let numeric = Float((value(step) - value(-step)) / Double(2 * step))
        XCTAssertEqual(
          gradient[index], numeric, accuracy: 5e-3 * scale, "\(name)[\(index)]", file: file,
          line: line)
      }
    }
  }

  private func images(_ shape: [Int]) -> Tensor { RandomSource(seed: 4).normal(shape: shape) }

  func testGradientsOfLayers() {
    let random = RandomSource(seed: 5)
    let linear = Linear(inputs: 5, outputs: 3, using: random)
    assertGradients(linear) { linear(images([4, 5])) }
    let convolution = Convolution(inChannels: 2, outChannels: 3, using: random)
    assertGradients(convolution) { convolution(images([2, 2, 6, 5])) }
    let transposed = TransposedConvolution(
      inChannels: 3, outChannels: 2, kernelSize: 2, using: random)
    assertGradients(transposed) { transposed(images([2, 3, 4, 4])) }
    let group = GroupNormalization(groups: 2, channels: 4)
    assertGradients(group) { group(images([2, 4, 3, 3])) }
    let embedding = Embedding(inputs: 3, outputs: 8, using: random)
    assertGradients(embedding) { embedding(images([4, 3])) }
    for activation in [FusedActivation.none, .gelu] {
      let batch = BatchNormalization(channels: 3, activation: activation)
      assertGradients(batch) { batch(images([4, 3, 3, 3])) }
      batch.isTraining = false
      for (_, parameter) in batch.parameters { parameter.clearGradient() }
      assertGradients(batch) { batch(images([4, 3, 3, 3])) }
    }
    for (inChannels, isResidual) in [(2, false), (2, true), (3, true)] {
      let block = ConvolutionBlock(
        inChannels: inChannels, outChannels: 3, isResidual: isResidual, using: random)
      assertGradients(block) { block(images([3, inChannels, 6, 6])) }
    }
  }

  func testBatchStatisticsAreAveraged() {
    let layer = BatchNormalization(channels: 1)
    // Mean 2, unbiased variance 8/3.
    let x = Tensor([0, 2, 2, 4], shape: [4, 1])
    XCTAssertEqual(layer(x).scalars[3], 2 / Float(2.00001).squareRoot(), accuracy: 1e-6)
    XCTAssertEqual(layer.runningMean.value.scalars[0], 0.2, accuracy: 1e-6)
    XCTAssertEqual(layer.runningVariance.value.scalars[0], 0.9 + 0.8 / 3, accuracy: 1e-6)
    XCTAssertEqual(layer.batchCount.value.scalar, 1)
    layer.isTraining = false
    let variance = layer.runningVariance.value.scalars[0]
    XCTAssertEqual(
      layer(x).scalars[3], (4 - 0.2) / (variance + 1e-5).squareRoot(), accuracy: 1e-5)
  }
}
