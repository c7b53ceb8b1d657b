import NeuralNetworks
import Tensors
import XCTest

final class WeightAverageTests: XCTestCase {
  private let network = BatchNormalization(channels: 1)

  private func set(_ value: Float) {
    network.weight.assign(Tensor([value], shape: [1]))
    network.runningMean.value = Tensor([value], shape: [1])
    network.batchCount.value = Tensor(value)
  }

  func testAveragesWeightsAndStatisticsWithWarmUp() throws {
    set(0)
    let average = WeightAverage(of: network, decay: 0.15)
    set(10)
    average.update()  // d = 1/10
    set(20)
    average.update()  // d = min(0.15, 2/11)
    XCTAssertEqual(average.updates, 2)
    let state = average.stateDictionary
    let expected: Float = 0.15 * 9 + 0.85 * 20
    XCTAssertEqual(try state.required("weight").scalars[0], expected, accuracy: 1e-5)
    XCTAssertEqual(try state.required("running_mean").scalars[0], expected, accuracy: 1e-5)
    XCTAssertEqual(try state.required("num_batches_tracked").scalar, 20)
    XCTAssertEqual(network.weight.value.scalars, [20], "the network itself is left alone")
  }

  func testGoesOnExactlyFromItsState() throws {
    set(1)
    let whole = WeightAverage(of: network, decay: 0.9)
    let second = WeightAverage(of: network, decay: 0.9)
    set(5)
    whole.update()
    try second.restore(whole.stateDictionary, updates: whole.updates)
    set(7)
    whole.update()
    second.update()
    XCTAssertEqual(
      whole.stateDictionary.tensors.map(\.values), second.stateDictionary.tensors.map(\.values))
    XCTAssertThrowsError(try second.restore(StateDictionary(), updates: 1)) {
      XCTAssertEqual(
        "\($0)",
        "the weights do not fit the network: missing weight, bias, running_mean and 1 more")
    }
  }
}
