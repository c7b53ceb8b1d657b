import SubmissionProtocol
import XCTest

/// Problem 1a of assignment 2-1: β_t, linear and cosine.
final class Problem1aBetaScheduleTests: SubmissionTestCase {
  override class var assignment: Assignment { .imageGeneration }

  /// Float32 inside a submission is right to 1e-7 for β itself; the cosine's 1 − ratio loses digits
  /// where β is small (β₁ ≈ 4e-5 at T = 1000), see there.
  private let tolerance = 1e-5

  func testHasAnEntryForEveryTimestepAndZeroFirst() throws {
    for schedule in ScheduleChoice.allCases {
      for timesteps in [2, 50, 400] {
        let asked = "\(schedule), T = \(timesteps)"
        let betas = try answer(timesteps: timesteps, schedule)
        expect(
          betas.count == timesteps + 1,
          "\(asked): \(betas.count) entries; it should be T + 1 = \(timesteps + 1), t = 0…T")
        expect(
          betas.first == 0,
          "\(asked): β[0] is \(betas.first.map(format) ?? "missing"); t = 0 is the clean image, so "
            + "it should be 0")
      }
    }
  }

  func testLinearStartsAtBeta1AndEndsAtBeta2() throws {
    for (beta1, beta2, timesteps) in [(1e-4, 0.02, 1000), (0.01, 0.3, 7), (0.1, 0.2, 2)] {
      let asked = "linear, β₁ = \(beta1), β₂ = \(beta2), T = \(timesteps)"
      let betas = try betas(timesteps: timesteps, .linear, beta1: beta1, beta2: beta2)
      try require(
        betas.count == timesteps + 1,
        "\(asked): \(betas.count) entries; it should be \(timesteps + 1)")
      expectNumber(
        betas[1], equals: beta1, name: "β[1]", formula: "β₁", asked: asked, relative: tolerance)
      expectNumber(
        betas[timesteps], equals: beta2, name: "β[T]", formula: "β₂", asked: asked,
        relative: tolerance)
    }
  }

  func testLinearRisesInEqualSteps() throws {
    let (beta1, beta2, timesteps) = (1e-4, 0.02, 300)
    let expected = Schedule.linear(beta1: beta1, beta2: beta2, timesteps: timesteps).betas
    // Known slips: T steps instead of T − 1, the roots spaced equally, the logarithms.
    let fromZero = (0...timesteps).map { beta1 + (beta2 - beta1) * Double($0) / Double(timesteps) }
    let early = (0...timesteps).map {
      beta1 + (beta2 - beta1) * Double($0 - 1) / Double(timesteps)
    }
    let roots = (0...timesteps).map { t in
      let root =
        beta1.squareRoot() + (beta2.squareRoot() - beta1.squareRoot()) * Double(t - 1)
        / Double(timesteps - 1)
      return root * root
    }
    expectTable(
      try betas(timesteps: timesteps, .linear, beta1: beta1, beta2: beta2), equals: expected,
      over: 1...timesteps, name: "β", formula: "β₁ + (β₂ − β₁)(t − 1)/(T − 1)",
      asked: "linear, β₁ = 1e-4, β₂ = 0.02, T = 300", relative: tolerance,
      guesses: [
        Guess(fromZero, "this rises from β₁ at t = 0; it should be β₁ at t = 1"),
        Guess(early, "this divides by T; from t = 1 to t = T there are T − 1 steps"),
        Guess(roots, "this spaces √β equally (“scaled linear”); β itself should rise equally"),
      ])
  }

  func testCosineFollowsTheFormula() throws {
    for timesteps in [10, 400] {
      let expected = Schedule.cosine(timesteps: timesteps).betas
      let noOffset = Schedule.cosine(timesteps: timesteps, offset: 0).betas
      let alphaBars = [1.0] + cosineAlphaBars(timesteps)
      let shifted =
        [0] + expected.dropFirst().dropLast().reduce(into: [expected[1]]) { $0.append($1) }
      expectTable(
        try betas(timesteps: timesteps, .cosine), equals: expected, over: 1...timesteps - 1,
        name: "β",
        formula: "1 − f(t)/f(t − 1), at most 0.999; f(t) = cos²((t/T + s)/(1 + s) · π/2)",
        // 1 − ratio in Float32 is right to 1e-7, which is 1e-3 of β₁ ≈ 1e-4 (T = 400); a forgotten
        // s makes β₁ ten times smaller.
        asked: "cosine, T = \(timesteps)", relative: 3e-3,
        guesses: [
          Guess(noOffset, "this has s = 0; s = 0.008 keeps β from being too small near t = 0"),
          Guess(alphaBars, "this is ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}"),
          Guess(alphaBars.map { 1 - $0 }, "this is 1 − ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}"),
          Guess(shifted, "this is β_{t−1}: entry t is one timestep late"),
        ])
    }
  }

  func testCosineIsCutOffAt0999() throws {
    for timesteps in [10, 1000] {
      let asked = "cosine, T = \(timesteps)"
      let betas = try betas(timesteps: timesteps, .cosine)
      try require(
        betas.count == timesteps + 1,
        "\(asked): \(betas.count) entries; it should be \(timesteps + 1)")
      expectNumber(
        betas[timesteps], equals: 0.999, name: "β[T]", formula: "min(1 − ᾱ_T/ᾱ_{T−1}, 0.999)",
        asked: asked, relative: 1e-6,
        guesses: [
          Guess(1, "without the cut-off nothing is left of the image and α_T = 0 is divided by"),
          Guess(0.02, "cosine uses neither β₁ nor β₂"),
        ])
      let outside = betas.dropFirst().filter { !($0 > 0 && $0 <= 0.999 + 1e-6) }
      expect(
        outside.isEmpty,
        "\(asked): \(outside.count) of \(timesteps) β are outside 0…0.999, for example "
          + "\(outside.first.map(format) ?? "")")
    }
  }

  /// T = 1000 against NumPy in double precision.
  func testBothAgreeWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables")
    for (schedule, tables) in [
      (ScheduleChoice.linear, fixture.linear), (ScheduleChoice.cosine, fixture.cosine),
    ] {
      let asked = "\(schedule), T = 1000"
      let betas = try betas(timesteps: tables.timesteps, schedule)
      try require(betas.count == 1001, "\(asked): \(betas.count) entries; it should be 1001")
      for (index, t) in tables.at.enumerated() {
        expectNumber(
          betas[t], equals: tables.beta[index], name: "β[\(t)]",
          formula: "the \(schedule) schedule",
          // The absolute part is what 1 − ratio in Float32 costs.
          asked: asked, relative: 1e-6, absolute: 2e-7)
      }
    }
  }

  private func cosineAlphaBars(_ timesteps: Int) -> [Double] {
    Array(Schedule.cosine(timesteps: timesteps, maximum: 1).alphaBars.dropFirst())
  }

  /// The answer, with β₀ = 0 put before it if it has T entries only: that is judged once.
  private func betas(
    timesteps: Int, _ schedule: ScheduleChoice, beta1: Double = 1e-4, beta2: Double = 0.02
  ) throws -> [Double] {
    let betas = try answer(timesteps: timesteps, schedule, beta1: beta1, beta2: beta2)
    return betas.count == timesteps ? [0] + betas : betas
  }

  private func answer(
    timesteps: Int, _ schedule: ScheduleChoice, beta1: Double = 1e-4, beta2: Double = 0.02
  ) throws -> [Double] {
    let call = AssignmentCall.betaSchedule(
      beta1: beta1, beta2: beta2, timesteps: timesteps, schedule: schedule)
    guard case .table(let table) = try ask(call).result else { throw unexpectedAnswer() }
    return table.values
  }
}
