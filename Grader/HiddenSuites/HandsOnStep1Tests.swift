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

  private static let runningSum = say(
    "this is the running sum; it should be the running product",
    korean: "이 값은 누적 합입니다. 누적 곱이어야 합니다")

  func testAlphaIsOneMinusBeta() throws {
    for (schedule, name) in [
      (uneven, "β = 0.3, 0.05, 0.6, …"), (.linear(timesteps: 1000), "linear, T = 1000"),
    ] {
      let alphas = try table(.alphas(betas: DoubleTable(schedule.betas)))
      expectTable(
        alphas, equals: schedule.alphas, over: 1...schedule.timesteps, name: "α",
        formula: both("1 − β_t"), asked: both("alphas, \(name)"), relative: tableTolerance,
        guesses: [
          Guess(
            schedule.alphaBars,
            say(
              "this is ᾱ_t, the product up to t, not α_t",
              korean: "이 값은 t까지의 곱인 ᾱ_t이며, α_t가 아닙니다")),
          Guess(schedule.betas, say("this is β_t itself", korean: "이 값은 β_t 자체입니다")),
          Guess(
            schedule.betas.map { 1 + $0 },
            say("this is 1 + β_t: the sign is wrong", korean: "이 값은 1 + β_t입니다. 부호가 반대입니다")),
          Guess(
            schedule.alphas.map { $0.squareRoot() },
            say("this is √(1 − β_t): no root here", korean: "이 값은 √(1 − β_t)입니다. 여기에는 제곱근이 없습니다")),
        ])
    }
  }

  func testTablesReachFromZeroToT() throws {
    for timesteps in [2, 50] {
      let schedule = Schedule.linear(timesteps: timesteps)
      let alphas = try table(.alphas(betas: DoubleTable(schedule.betas)))
      let alphaBars = try table(.alphaBars(alphas: DoubleTable(schedule.alphas)))
      for (values, function, name) in [(alphas, "alphas", "α"), (alphaBars, "alphaBars", "ᾱ")] {
        let asked = both("\(function), linear, T = \(timesteps)")
        expect(
          values.count == timesteps + 1,
          wrongLength(asked, name, values.count, timesteps + 1))
        guard let first = values.first else { continue }
        expect(
          isClose(first, 1, relative: 1e-6),
          say(
            """
            \(asked): \(name)[0] is \(format(first)); it should be 1, since t = 0 is the clean image
            """,
            korean: """
              \(asked): \(name)[0]의 값이 \(format(first))입니다. t = 0은 노이즈가 없는 원본 이미지이므로 1이어야 \
              합니다
              """))
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
      formula: both("α_1 · α_2 · … · α_t"), asked: both("alphaBars, α = 0.7, 0.95, 0.4, …"),
      relative: tableTolerance,
      guesses: [
        Guess(
          alphas,
          say(
            "this is α_t of one step, not the product of all steps so far",
            korean: "이 값은 한 스텝의 α_t입니다. 지금까지의 모든 스텝을 곱한 값이어야 합니다")),
        Guess(sums, Self.runningSum),
        Guess(sums.map { 1 + $0 }, Self.runningSum),
        Guess(
          late,
          say(
            "this is ᾱ_{t−1}: entry t must include α_t",
            korean: "이 값은 ᾱ_{t−1}입니다. t번째 값에는 α_t까지 곱해져 있어야 합니다")),
        Guess(
          betaProducts,
          say(
            "this is a product of β; it should be one of α = 1 − β",
            korean: "이 값은 β의 곱입니다. α = 1 − β의 곱이어야 합니다")),
        Guess(
          uneven.alphaBars.map { $0.squareRoot() },
          say(
            "this is √ᾱ_t; the root is taken where ᾱ is used",
            korean: "이 값은 √ᾱ_t입니다. 제곱근은 ᾱ를 사용하는 곳에서 구합니다")),
      ])
  }

  /// Against NumPy's cumulative product in double precision.
  func testAlphaBarAgreesWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables").linear
    let schedule = Schedule.linear(timesteps: fixture.timesteps)
    let alphaBars = try table(.alphaBars(alphas: DoubleTable(schedule.alphas)))
    let asked = both("alphaBars, T = 1000, linear")
    try require(alphaBars.count == 1001, wrongLength(asked, "ᾱ", alphaBars.count, 1001))
    for (index, t) in fixture.at.enumerated() {
      expectNumber(
        alphaBars[t], equals: fixture.alphaBar[index], name: both("ᾱ[\(t)]"),
        formula: both("α_1 · α_2 · … · α_t"), asked: asked,
        // A thousand Float32 products would be right to 6e-5 at worst; doubles to 1e-13.
        relative: 1e-4, absolute: 1e-9)
    }
  }

  private func table(_ call: AssignmentCall) throws -> [Double] {
    guard case .table(let table) = try ask(call).result else { throw unexpectedAnswer() }
    return table.values
  }
}
