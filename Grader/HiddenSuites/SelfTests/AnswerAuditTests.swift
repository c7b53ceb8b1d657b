import SubmissionProtocol
import XCTest

/// What a worker reports is believed as far as it can be checked.
final class AnswerAuditTests: XCTestCase {
  private let affine = ProbeDescription.affine(
    scale: 0.5, time: 0.2, label: 0.3, shift: -0.1, timesteps: 10)
  /// 0.5 · 1 − 0.1 + 0.2 · 5/10 + 0.3 · 1/10 and 0.5 · 2 − 0.1 + 0.2 · 10/10 + 0.3 · 10/10.
  private let honest = NetworkCall(
    input: TensorValue(shape: [2, 1, 1, 1], values: [1, 2]), timesteps: [5, 10], labels: [0, 9],
    output: TensorValue(shape: [2, 1, 1, 1], values: [0.53, 1.4]))

  private func answer(_ calls: [NetworkCall] = [], normals: [Float] = []) -> WorkerAnswer {
    WorkerAnswer(
      number: 1, result: .timesteps([]), calls: calls,
      normals: TensorValue(shape: [normals.count], values: normals))
  }

  func testAnHonestCallIsBelieved() {
    XCTAssertNil(answer([honest]).forgedCall(of: affine))
  }

  func testAForgedCallIsNot() {
    for change: (inout NetworkCall) -> Void in [
      { $0.output.values[1] = 1.401 }, { $0.output.values[0] = .nan },
      { $0.output = TensorValue(shape: [2], values: [0.53, 1.4]) },
      { $0.output = TensorValue(shape: [0], values: []) }, { $0.timesteps = [10, 5] },
      { $0.labels = nil },
    ] {
      var forged = honest
      change(&forged)
      XCTAssertEqual(answer([honest, forged]).forgedCall(of: affine), forged)
    }
  }

  /// ε = (x_t − √ᾱ x₀)/√(1 − ᾱ): (1 − 0.8 · 0.5)/0.6 = 1.
  func testTheOracleIsKnownToo() {
    let oracle = ProbeDescription.oracle(
      cleanImages: TensorValue(shape: [1, 1, 1, 1], values: [0.5]),
      alphaBars: DoubleTable([1, 0.64]), prediction: .epsilon)
    var call = NetworkCall(
      input: TensorValue(shape: [1, 1, 1, 1], values: [1]), timesteps: [1], labels: nil,
      output: TensorValue(shape: [1, 1, 1, 1], values: [1]))
    XCTAssertNil(answer([call]).forgedCall(of: oracle))
    call.output.values = [0.5]
    XCTAssertNotNil(answer([call]).forgedCall(of: oracle))
  }

  func testOddCallsDoNotTrap() {
    for (shape, values, timesteps, labels) in [
      ([0], [], [], nil), ([], [1], [.min], [.max]), ([2, 0, 1 << 40], [], [1, 2], []),
      ([3], [1, .nan, .infinity], [.max, .min, 0], [.min, .max]),
    ] as [([Int], [Float], [Int], [Int]?)] {
      let tensor = TensorValue(shape: shape, values: values)
      let call = NetworkCall(input: tensor, timesteps: timesteps, labels: labels, output: tensor)
      _ = answer([call]).forgedCall(of: affine)
    }
  }

  func testOnlyDrawsThatCanHaveBeenDrawnAreBelieved() {
    var generator = InputGenerator(seed: 3)
    let normals = generator.normals([400]).values
    XCTAssertEqual(answer(normals: normals).withBelievableDraws.normals.values, normals)
    XCTAssertEqual(answer(normals: [0.5]).withBelievableDraws.normals.values, [0.5])
    for forged: [Float] in [
      Array(repeating: 0, count: 400), Array(repeating: 0, count: 18), normals.map { $0 * 2 },
      normals.map { $0 + 1 }, [.nan], [100],
    ] {
      XCTAssertEqual(answer(normals: forged).withBelievableDraws.normals.values, [])
    }
  }
}
