import SubmissionProtocol
import XCTest

/// Step 1: α_t = 1 − β_t and ᾱ_t = α_1 · … · α_t.
final class HandsOnStep1Tests: SubmissionTestCase {
  override class var assignment: Assignment { .handsOn }

  /// Tables may be computed in Float32 (1 part in 10⁷) and a product of 1000 factors adds up their
  /// rounding; every wrong formula is off by more than 10⁻⁴ somewhere.
  private let tableTolerance = 2e-6

  /// β that neither rises nor falls, so that no rule but the right one fits.
  private let uneven = Schedule(betas: [0, 0.3, 0.05, 0.6, 0.2, 0.01, 0.45])

  func testAlphaIsOneMinusBeta() throws {
    for (schedule, name) in [
      (uneven, "β = 0.3, 0.05, 0.6, …"), (.linear(timesteps: 1000), "T = 1000"),
    ] {
      let alphas = try table(.alphas(betas: DoubleTable(schedule.betas)))
      expectTable(
        alphas, equals: schedule.alphas, over: 1...schedule.timesteps, name: "α",
        formula: "1 − β_t", asked: "alphas, \(name)", relative: tableTolerance,
        guesses: [
          Guess(schedule.alphaBars, "this is ᾱ_t, the product up to t, not α_t"),
          Guess(schedule.betas, "this is β_t itself"),
          Guess(schedule.alphas.map { $0.squareRoot() }, "this is √(1 − β_t): no root here"),
        ])
    }
  }

  func testTablesReachFromZeroToT() throws {
    for timesteps in [2, 50] {
      let schedule = Schedule.linear(timesteps: timesteps)
      let asked = "T = \(timesteps)"
      let alphas = try table(.alphas(betas: DoubleTable(schedule.betas)))
      let alphaBars = try table(.alphaBars(alphas: DoubleTable(schedule.alphas)))
      for (values, name) in [(alphas, "alphas"), (alphaBars, "alphaBars")] {
        expect(
          values.count == timesteps + 1,
          "\(asked): \(name) returned \(values.count) entries; tables have T + 1 = "
            + "\(timesteps + 1), one for each t = 0…T")
        expect(
          values.first.map { isClose($0, 1, relative: 1e-6) } ?? false,
          "\(asked): \(name)[0] is \(values.first.map(format) ?? "missing"); t = 0 is the clean "
            + "image, so it should be 1")
      }
    }
  }

  func testAlphaBarIsTheRunningProduct() throws {
    let alphas = uneven.alphas
    let sums = alphas.indices.map { alphas[1...].prefix($0).reduce(0, +) }
    let late = [1.0] + uneven.alphaBars.dropLast()
    let betaProducts = uneven.betas.indices.map { uneven.betas[1...].prefix($0).reduce(1, *) }
    let alphaBars = try table(.alphaBars(alphas: DoubleTable(alphas)))
    expectTable(
      alphaBars, equals: uneven.alphaBars, over: 1...uneven.timesteps, name: "ᾱ",
      formula: "α_1 · α_2 · … · α_t", asked: "alphaBars, α = 0.7, 0.95, 0.4, …",
      relative: tableTolerance,
      guesses: [
        Guess(alphas, "this is α_t of one step, not the product of all steps so far"),
        Guess(sums, "this is the running sum; it should be the running product"),
        Guess(late, "this is ᾱ_{t−1}: entry t must include α_t"),
        Guess(betaProducts, "this is a product of β; it should be one of α = 1 − β"),
        Guess(
          uneven.alphaBars.map { $0.squareRoot() },
          "this is √ᾱ_t; the root is taken where ᾱ is used"
        ),
      ])
  }

  /// Against NumPy's cumulative product in double precision.
  func testAlphaBarAgreesWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables").linear
    let schedule = Schedule.linear(timesteps: fixture.timesteps)
    let alphaBars = try table(.alphaBars(alphas: DoubleTable(schedule.alphas)))
    try require(
      alphaBars.count == fixture.timesteps + 1,
      "alphaBars, T = 1000: \(alphaBars.count) entries; it should be 1001")
    for (index, t) in fixture.at.enumerated() {
      expectNumber(
        alphaBars[t], equals: fixture.alphaBar[index], name: "ᾱ[\(t)]",
        formula: "the product of the first \(t) α", asked: "alphaBars, T = 1000, linear",
        // A thousand Float32 products would be right to 6e-5 at worst; doubles to 1e-13.
        relative: 1e-4, absolute: 1e-9)
    }
  }

  private func table(_ call: AssignmentCall) throws -> [Double] {
    guard case .table(let table) = try ask(call).result else { throw unexpectedAnswer() }
    return table.values
  }
}
