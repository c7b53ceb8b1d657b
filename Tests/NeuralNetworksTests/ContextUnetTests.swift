import NeuralNetworks
import Tensors
import XCTest

/// Against PyTorch: `Fixtures/make_fixtures.py`, function `context_unet`.
final class ContextUnetTests: XCTestCase {
  private func network() throws -> (ContextUnet, StateDictionary) {
    let fixture = try fixture("context_unet.safetensors")
    let network = ContextUnet(
      inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: 1))
    try network.load(fixture.withPrefix("weights."))
    return (network, fixture)
  }

  private func output(_ network: ContextUnet, _ fixture: StateDictionary) throws -> Tensor {
    try network(
      fixture.required("x"), time: fixture.required("time").scalars,
      context: fixture.required("context"))
  }

  func testHasTheParametersOfTheDesign() {
    for (features, count) in [(16, 104_609), (32, 414_529)] {
      let network = ContextUnet(
        inChannels: 1, features: features, classes: 10, using: RandomSource(seed: 1))
      XCTAssertEqual(network.parameterCount, count)
    }
  }

  func testNamesAreThoseOfPyTorch() throws {
    let fixture = try fixture("context_unet.safetensors").withPrefix("weights.")
    let network = ContextUnet(
      inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: 1))
    XCTAssertEqual(
      network.stateDictionary.tensors.map(\.name).sorted(), fixture.tensors.map(\.name).sorted())
  }

  func testOutputInEvaluationIsPyTorchs() throws {
    let (network, fixture) = try network()
    network.isTraining = false
    let output = try withoutGradients { try self.output(network, fixture) }
    try assertClose(output, fixture.required("eval_output"), absoluteTolerance: 1e-4)
  }

  func testOutputLossAndGradientsInTrainingArePyTorchs() throws {
    let (network, fixture) = try network()
    let output = try output(network, fixture)
    try assertClose(output, fixture.required("train_output"), absoluteTolerance: 1e-4)
    let loss = meanSquaredError(output, try fixture.required("target"))
    XCTAssertEqual(loss.scalar, try fixture.required("loss").scalar, accuracy: 1e-5)
    loss.backward()
    let total = try network.parameters.reduce(0) {
      $0 + pow(norm(try fixture.required("gradients.\($1.name)")), 2)
    }.squareRoot()
    for (name, parameter) in network.parameters {
      let gradient = try XCTUnwrap(parameter.gradient, name)
      let expected = try fixture.required("gradients.\(name)")
      XCTAssertEqual(gradient.shape, expected.shape, name)
      // Biases before a batch normalisation have a gradient of zero but for rounding: for those the
      // whole gradient's norm is the measure.
      let allowed = max(1e-3 * norm(expected), 1e-6 * total)
      XCTAssertLessThan(norm(gradient - expected), allowed, name)
    }
    for (name, buffer) in network.buffers {
      if name.hasSuffix("num_batches_tracked") {
        XCTAssertEqual(buffer.value.scalar, 1, name)
      } else {
        try assertClose(
          buffer.value, fixture.required("after.\(name)"), absoluteTolerance: 1e-5, name)
      }
    }
  }

  func testModeReachesEveryPart() {
    let network = ContextUnet(
      inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: 1))
    XCTAssertTrue(network.isTraining)
    network.isTraining = false
    XCTAssertFalse(network.isTraining)
    let before = network.stateDictionary
    withoutGradients {
      _ = network(
        RandomSource(seed: 2).normal(shape: [2, 1, 28, 28]), time: [0.5, 1],
        context: oneHot([1, 2], classes: 10))
    }
    for (old, new) in zip(before.tensors, network.stateDictionary.tensors) {
      XCTAssertEqual(old.values, new.values, old.name)
    }
  }

  func testStartsAsPyTorchDoes() {
    let network = ContextUnet(
      inChannels: 1, features: 16, classes: 10, using: RandomSource(seed: 3))
    let state = network.stateDictionary
    // 1/√fanIn; transposed convolutions count their outputs.
    for (name, fanIn) in [
      ("init_conv.conv1.0.weight", 9.0), ("init_conv.conv2.0.bias", 144),
      ("up0.0.weight", 32 * 49), ("up1.model.0.bias", 16 * 4), ("contextembed1.model.0.weight", 10),
    ] {
      let values = state.tensors.first { $0.name == name }!.values.map(Double.init)
      let bound = 1 / fanIn.squareRoot()
      XCTAssertLessThanOrEqual(values.map(abs).max()!, bound * 1.000001, name)
      if values.count > 100 {
        // Uniform on ±bound: standard deviation bound/√3. Its estimate from n numbers is off by
        // about 0.45/√n of itself; five times that is allowed.
        let deviation = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
        XCTAssertEqual(
          deviation * 3.0.squareRoot() / bound, 1,
          accuracy: 5 * 0.45 / Double(values.count).squareRoot(), name)
      }
    }
  }
}
