import NeuralNetworks
import Tensors
import XCTest

final class StateDictionaryTests: XCTestCase {
  private let network = Linear(inputs: 2, outputs: 1, using: RandomSource(seed: 1))

  private func assertRefused(
    _ state: StateDictionary, _ words: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let before = network.stateDictionary.tensors.map(\.values)
    XCTAssertThrowsError(try network.load(state), file: file, line: line) {
      XCTAssertEqual(
        "\($0)", "the weights do not fit the network: \(words)", file: file, line: line)
    }
    XCTAssertEqual(
      network.stateDictionary.tensors.map(\.values), before, "half loaded", file: file, line: line)
  }

  func testLoadsItsOwn() throws {
    let other = Linear(inputs: 2, outputs: 1, using: RandomSource(seed: 2))
    try network.load(other.stateDictionary)
    XCTAssertEqual(network.weight.value.scalars, other.weight.value.scalars)
  }

  func testNamesWhatDoesNotFit() {
    let weight = (name: "weight", shape: [1, 2], values: [Float](repeating: 1, count: 2))
    let bias = (name: "bias", shape: [1], values: [Float](repeating: 1, count: 1))
    assertRefused(StateDictionary([weight]), "missing bias")
    assertRefused(
      StateDictionary([weight, bias, (name: "gain\u{7}", shape: [], values: [1])]),
      "unexpected gain?")
    assertRefused(
      StateDictionary([(name: "weight", shape: [2, 1], values: weight.values), bias]),
      "wrong shape weight [2, 1], expected [1, 2]")
    assertRefused(StateDictionary([weight, bias, bias]), "unexpected bias")
    assertRefused(StateDictionary(), "missing weight, bias")
  }

  func testCountersMayBeMissing() throws {
    let layer = BatchNormalization(channels: 1)
    var state = layer.stateDictionary
    state.tensors.removeAll { $0.name == "num_batches_tracked" }
    try layer.load(state)
  }

  func testPrefixes() {
    let state = network.stateDictionary.prefixed(by: "model.")
    XCTAssertEqual(state.tensors.map(\.name), ["model.weight", "model.bias"])
    XCTAssertEqual(state.withPrefix("model.").tensors.map(\.name), ["weight", "bias"])
    XCTAssertEqual(state["model.bias"]?.shape, [1])
    XCTAssertNil(state["bias"])
  }
}
