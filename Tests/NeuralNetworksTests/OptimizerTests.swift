import NeuralNetworks
import Tensors
import XCTest

/// Against PyTorch: `Fixtures/make_fixtures.py`, function `optimizers`.
final class OptimizerTests: XCTestCase {
  private typealias Make = ([Parameter]) -> any Optimizer

  private let kinds: [(name: String, make: Make)] = [
    ("adam", { Adam($0, learningRate: 0.05) }),
    ("adam_decay", { Adam($0, learningRate: 0.05, beta1: 0.8, beta2: 0.95, weightDecay: 0.1) }),
    ("adamw", { AdamW($0, learningRate: 0.05, weightDecay: 0.1) }),
    ("sgd", { SGD($0, learningRate: 0.05) }),
    ("sgd_momentum", { SGD($0, learningRate: 0.05, momentum: 0.9, weightDecay: 0.1) }),
  ]

  /// One step with the fixture's gradients: those of Σ p · gradient.
  private func step(
    _ optimizer: any Optimizer, _ number: Int, _ fixture: StateDictionary
  ) throws {
    for (index, parameter) in optimizer.parameters.enumerated() {
      (parameter.value * (try fixture.required("gradient.\(number).\(index)"))).sum().backward()
    }
    optimizer.step()
    optimizer.clearGradients()
  }

  private func start(_ fixture: StateDictionary) throws -> [Parameter] {
    try (0..<2).map { Parameter(try fixture.required("start.\($0)")) }
  }

  func testStepsArePyTorchs() throws {
    let fixture = try fixture("optimizers.safetensors")
    for (name, make) in kinds {
      let optimizer = make(try start(fixture))
      for number in 0..<5 {
        try step(optimizer, number, fixture)
        for (index, parameter) in optimizer.parameters.enumerated() {
          try assertClose(
            parameter.value, fixture.required("\(name).\(number).\(index)"),
            absoluteTolerance: 1e-6, "\(name), step \(number)")
        }
      }
    }
  }

  func testGoesOnExactlyFromItsState() throws {
    let fixture = try fixture("optimizers.safetensors")
    for (name, make) in kinds {
      let whole = make(try start(fixture))
      for number in 0..<5 { try step(whole, number, fixture) }

      let first = make(try start(fixture))
      for number in 0..<2 { try step(first, number, fixture) }
      let json = try JSONEncoder().encode(first.state)
      let second = make(first.parameters.map { Parameter($0.value) })
      try second.restore(JSONDecoder().decode(OptimizerState.self, from: json))
      for number in 2..<5 { try step(second, number, fixture) }
      for (a, b) in zip(whole.parameters, second.parameters) {
        XCTAssertEqual(a.value.scalars, b.value.scalars, name)
      }
      XCTAssertEqual(whole.state, second.state, name)
    }
  }

  func testParametersWithoutGradientStay() throws {
    for (name, make) in kinds {
      let parameter = Parameter(Tensor([1, 2], shape: [2]))
      make([parameter]).step()
      XCTAssertEqual(parameter.value.scalars, [1, 2], name)
    }
  }

  func testStateOfOtherParametersIsRefused() throws {
    let adam = Adam([Parameter(.zeros([3]))], learningRate: 1)
    let sgd = SGD([Parameter(.zeros([3]))], learningRate: 1)
    func assertRefused(_ state: OptimizerState, _ words: String, line: UInt = #line) {
      XCTAssertThrowsError(try adam.restore(state), line: line) {
        XCTAssertEqual("\($0)", words, line: line)
      }
    }
    assertRefused(
      sgd.state,
      "the optimizer's state holds [momentum] where [first_moment, second_moment] is expected")
    var state = adam.state
    state.step = -1
    assertRefused(state, "the optimizer's state counts -1 steps")
    state = adam.state
    state.slots[1].values[0] = [1]
    assertRefused(
      state, "the optimizer's second_moment of parameter 0 has 1 numbers, 3 are expected")
    state.slots[0].values = []
    assertRefused(state, "the optimizer's first_moment is for 0 parameters, the network has 1")
  }

  func testLearningRates() {
    let cosine = LearningRateDecay(.cosine, peak: 2, steps: 110, warmUp: 10)
    XCTAssertEqual(cosine.rate(at: 0), 0.2, accuracy: 1e-12)
    XCTAssertEqual(cosine.rate(at: 9), 2, accuracy: 1e-12)
    XCTAssertEqual(cosine.rate(at: 10), 2, accuracy: 1e-12)
    XCTAssertEqual(cosine.rate(at: 60), 1, accuracy: 1e-12)
    XCTAssertEqual(cosine.rate(at: 110), 0, accuracy: 1e-12)
    XCTAssertEqual(cosine.rate(at: 500), 0, accuracy: 1e-12)
    let linear = LearningRateDecay(.linear, peak: 2, steps: 100)
    XCTAssertEqual(linear.rate(at: 25), 1.5, accuracy: 1e-12)
    XCTAssertEqual(linear.rate(at: 200), 0, accuracy: 1e-12)
    let step = LearningRateDecay(.step(every: 10, factor: 0.5), peak: 8, steps: 30)
    XCTAssertEqual([0, 9, 10, 29].map(step.rate), [8, 8, 4, 2])
    XCTAssertEqual(LearningRateDecay(.constant, peak: 3, steps: 5).rate(at: 4), 3)
  }
}
