import NeuralNetworks
import Tensors
import XCTest

final class LoadedWeightsTests: XCTestCase {
  private let network = BatchNormalization(channels: 2)
  private lazy var path = temporaryPath(self, "weights.safetensors")

  private func assertRefused(
    _ words: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let before = network.stateDictionary.tensors.map(\.values)
    XCTAssertThrowsError(try network.load(weightsAt: path), file: file, line: line) {
      XCTAssertTrue("\($0)".hasPrefix("\(path): \(words)"), "\($0)", file: file, line: line)
    }
    XCTAssertEqual(
      network.stateDictionary.tensors.map(\.values), before, "half loaded", file: file, line: line)
    XCTAssertTrue(network.isTraining, file: file, line: line)
  }

  func testANetworkIsReadyToBeUsed() throws {
    var state = network.stateDictionary
    state.tensors[0].values = [0.25, -3]
    try SafeTensors.write(state, to: path, metadata: ["gain": "2.5", "made by": "a test"])
    let weights = try network.load(weightsAt: path)
    XCTAssertEqual(network.stateDictionary.tensors[0].values, [0.25, -3])
    XCTAssertFalse(network.isTraining)
    XCTAssertEqual(weights.metadata["made by"], "a test")
    XCTAssertEqual(try weights.number("gain", in: 1...3), 2.5)
    for key in ["gain", "made by", "loss"] {
      XCTAssertThrowsError(try weights.number(key, in: 0...1)) {
        XCTAssertEqual(
          "\($0)",
          "\(path): its metadata lack a usable \(key); put the right file there, or make it anew")
      }
    }
  }

  func testWhatCannotBeUsedLeavesTheNetworkAsItWas() throws {
    assertRefused("no such file")
    var state = network.stateDictionary
    state.tensors[1].values[0] = .nan
    try SafeTensors.write(state, to: path)
    assertRefused("some weights are infinite or undefined")
    state.tensors.remove(at: 1)
    try SafeTensors.write(state, to: path)
    assertRefused("the weights do not fit the network: missing")
    XCTAssertThrowsError(try network.load(weightsAt: path, maximumBytes: 8)) {
      XCTAssertEqual("\($0)", "\(path): larger than the 8 bytes that are read")
    }
  }
}
