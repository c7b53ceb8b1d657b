import Foundation
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
        let asked = both("betaSchedule, .\(schedule.rawValue), T = \(timesteps)")
        let betas = try answer(timesteps: timesteps, schedule)
        expect(
          betas.count == timesteps + 1, wrongLength(asked, "β", betas.count, timesteps + 1))
        guard let first = betas.first else { continue }
        expect(
          first == 0,
          say(
            "\(asked): β[0] is \(format(first)); it should be 0, since t = 0 is the clean image",
            korean: """
              \(asked): β[0]의 값이 \(format(first))입니다. t = 0은 노이즈가 없는 원본 이미지이므로 0이어야 합니다
              """))
      }
    }
  }

  func testLinearStartsAtBeta1AndEndsAtBeta2() throws {
    for (beta1, beta2, timesteps) in [(1e-4, 0.02, 1000), (0.01, 0.3, 7), (0.1, 0.2, 2)] {
      let asked = both(
        "betaSchedule, .linear, β₁ = \(beta1), β₂ = \(beta2), T = \(timesteps)")
      let betas = try betas(timesteps: timesteps, .linear, beta1: beta1, beta2: beta2)
      try require(
        betas.count == timesteps + 1, wrongLength(asked, "β", betas.count, timesteps + 1))
      expectNumber(
        betas[1], equals: beta1, name: both("β[1]"), formula: both("β₁"), asked: asked,
        relative: tolerance)
      expectNumber(
        betas[timesteps], equals: beta2, name: both("β[T]"), formula: both("β₂"), asked: asked,
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
    let share = (0...timesteps).map { Double($0 - 1) / Double(timesteps - 1) }
    let roots = (0...timesteps).map { t in
      let root =
        beta1.squareRoot() + (beta2.squareRoot() - beta1.squareRoot()) * Double(t - 1)
        / Double(timesteps - 1)
      return root * root
    }
    let answer = try betas(timesteps: timesteps, .linear, beta1: beta1, beta2: beta2)
    show("β, linear", answer, expected: expected)
    expectTable(
      answer, equals: expected,
      over: 1...timesteps, name: "β", formula: both("β₁ + (β₂ − β₁)(t − 1)/(T − 1)"),
      asked: both("betaSchedule, .linear, β₁ = 1e-4, β₂ = 0.02, T = 300"), relative: tolerance,
      guesses: [
        Guess(
          fromZero,
          say(
            "this rises from β₁ at t = 0; it should be β₁ at t = 1",
            korean: "t = 0에서 β₁로 시작합니다. t = 1에서 β₁이어야 합니다")),
        Guess(
          early,
          say(
            "this divides by T; from t = 1 to t = T there are T − 1 steps",
            korean: "T로 나누었습니다. t = 1에서 t = T까지는 T − 1개의 간격이 있습니다")),
        Guess(
          roots,
          say(
            "this spaces √β equally (“scaled linear”); β itself should rise equally",
            korean: "√β의 간격이 일정합니다 (“scaled linear”). β 자체가 일정한 간격으로 커져야 합니다")),
        Guess(
          share.map { beta1 * pow(beta2 / beta1, $0) },
          say(
            "this rises by equal factors; β should rise in equal steps",
            korean: "일정한 비율로 커집니다. β는 일정한 간격으로 커져야 합니다")),
        Guess(
          share.map { beta2 + (beta1 - beta2) * $0 },
          say(
            "this falls from β₂ to β₁: β₁ and β₂ are swapped",
            korean: "β₂에서 β₁로 작아집니다. β₁과 β₂가 서로 바뀌었습니다")),
        Guess(
          share.map { beta2 * $0 },
          say(
            "this rises from 0; it should rise from β₁", korean: "0에서 시작합니다. β₁에서 시작해야 합니다")),
        Guess(
          Schedule.cosine(timesteps: timesteps).betas,
          say("this is the cosine schedule", korean: "이 값은 cosine 스케줄입니다")),
      ])
  }

  func testCosineFollowsTheFormula() throws {
    for timesteps in [10, 400] {
      let expected = Schedule.cosine(timesteps: timesteps).betas
      let noOffset = Schedule.cosine(timesteps: timesteps, offset: 0).betas
      let alphaBars = [1.0] + cosineAlphaBars(timesteps)
      let shifted =
        [0] + expected.dropFirst().dropLast().reduce(into: [expected[1]]) { $0.append($1) }
      let answer = try betas(timesteps: timesteps, .cosine)
      if timesteps == 400 { show("β, cosine", answer, expected: expected) }
      expectTable(
        answer, equals: expected, over: 1...timesteps - 1,
        name: "β",
        formula: both(
          "min(1 − f(t)/f(t − 1), 0.999), f(t) = cos²((t/T + s)/(1 + s) · π/2), s = 0.008"),
        // 1 − ratio in Float32 is right to 1e-7, which is 1e-3 of β₁ ≈ 1e-4 (T = 400); a forgotten
        // s makes β₁ ten times smaller.
        asked: both("betaSchedule, .cosine, T = \(timesteps)"), relative: 3e-3,
        guesses: [
          Guess(
            noOffset,
            say(
              "this has s = 0; s = 0.008 keeps β from being too small near t = 0",
              korean: "s = 0으로 계산한 값입니다. t = 0 근처에서 β가 너무 작아지지 않도록 s = 0.008을 씁니다")),
          Guess(
            alphaBars,
            say(
              "this is ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}",
              korean: "이 값은 ᾱ_t입니다. β_t = 1 − ᾱ_t/ᾱ_{t−1}입니다")),
          Guess(
            alphaBars.map { 1 - $0 },
            say(
              "this is 1 − ᾱ_t; β_t is 1 − ᾱ_t/ᾱ_{t−1}",
              korean: "이 값은 1 − ᾱ_t입니다. β_t = 1 − ᾱ_t/ᾱ_{t−1}입니다")),
          Guess(
            shifted,
            say(
              "this is β_{t−1}: entry t is one timestep late",
              korean: "이 값은 β_{t−1}입니다. t번째 값이 한 타임스텝 늦습니다")),
        ] + cosineSlips(timesteps))
    }
  }

  /// Known slips in f, in the ratio and in the cut-off.
  private func cosineSlips(_ timesteps: Int) -> [Guess<[Double]>] {
    /// The share of the way from f(0) to f(T), 0…1.
    func share(_ t: Int) -> Double { (Double(t) / Double(timesteps) + 0.008) / 1.008 }
    func f(_ t: Int) -> Double { squared(cos(share(t) * .pi / 2)) }
    func squared(_ value: Double) -> Double { value * value }
    func table(_ entry: (Int) -> Double) -> [Double] { [0] + (1...timesteps).map(entry) }
    func ofAngle(_ angle: (Int) -> Double) -> [Double] {
      table { t in min(1 - squared(cos(angle(t))) / squared(cos(angle(t - 1))), 0.999) }
    }
    return [
      Guess(
        table { t in min(1 - cos(share(t) * .pi / 2) / cos(share(t - 1) * .pi / 2), 0.999) },
        say("the square of the cosine is missing", korean: "코사인의 제곱이 빠졌습니다")),
      Guess(
        ofAngle { share($0) * 90 },
        say(
          "this is the cosine of an angle in degrees; Swift's cos wants radians",
          korean: "각도를 도(degree)로 넣은 코사인입니다. Swift의 cos에는 라디안을 넣습니다")),
      Guess(
        ofAngle { share($0) * .pi },
        say("this has π where π/2 is needed", korean: "π/2가 있어야 할 곳에 π가 있습니다")),
      Guess(
        ofAngle { (Double($0) / Double(timesteps) + 0.008) * .pi / 2 },
        say(
          "t/T + s is not divided by 1 + s in this", korean: "t/T + s를 1 + s로 나누지 않았습니다")),
      Guess(
        table { t in
          min(1 - squared(sin(share(t) * .pi / 2)) / squared(sin(share(t - 1) * .pi / 2)), 0.999)
        },
        say("this has sin² where cos² is needed", korean: "cos²이 있어야 할 곳에 sin²이 있습니다")),
      Guess(
        table { t in min(1 - f(t) / (t == 1 ? 1 : f(t - 1)), 0.999) },
        say(
          "in this f(0) is not divided out: ᾱ_1 is f(1)/f(0)",
          korean: "f(0)으로 나누지 않은 값입니다. ᾱ_1 = f(1)/f(0)입니다")),
      Guess(
        table { t in min(f(t) / f(t - 1), 0.999) },
        say("this is α_t; β_t is 1 − α_t", korean: "이 값은 α_t입니다. β_t = 1 − α_t입니다")),
      Guess(
        table { t in min(1 - f(t - 1) / f(t), 0.999) },
        say("the ratio is upside down", korean: "비의 분자와 분모가 뒤바뀌었습니다")),
      Guess(
        table { t in t < timesteps ? min(1 - f(t + 1) / f(t), 0.999) : 0.999 },
        say(
          "this is β_{t+1}: entry t is one timestep early",
          korean: "이 값은 β_{t+1}입니다. t번째 값이 한 타임스텝 빠릅니다")),
      Guess(
        table { t in max(1 - f(t) / f(t - 1), 0.999) },
        say(
          "this is max(…, 0.999) where min(…, 0.999) is needed",
          korean: "min(…, 0.999)가 있어야 할 곳에 max(…, 0.999)가 있습니다")),
      Guess(
        table { t in 1 - min(f(t) / f(t - 1), 0.999) },
        say(
          "the cut-off stands at the wrong side: it is β that is at most 0.999, not the ratio",
          korean: "자르는 자리가 잘못되었습니다. 비가 아니라 β를 0.999 이하로 자릅니다")),
      Guess(
        Schedule.linear(timesteps: timesteps).betas,
        say("this is the linear schedule", korean: "이 값은 linear 스케줄입니다")),
    ]
  }

  func testCosineIsCutOffAt0999() throws {
    for timesteps in [10, 1000] {
      let asked = both("betaSchedule, .cosine, T = \(timesteps)")
      let betas = try betas(timesteps: timesteps, .cosine)
      try require(
        betas.count == timesteps + 1, wrongLength(asked, "β", betas.count, timesteps + 1))
      expectNumber(
        betas[timesteps], equals: 0.999, name: both("β[T]"),
        formula: both("min(1 − ᾱ_T/ᾱ_{T−1}, 0.999)"), asked: asked, relative: 1e-6,
        guesses: [
          Guess(
            1,
            say(
              """
              the cut-off at 0.999 is missing: with β_T = 1 nothing is left of the image, and sampling \
              divides by α_T = 0
              """,
              korean: """
                0.999로 자르는 것이 빠졌습니다. β_T = 1이면 이미지가 전혀 남지 않고, 샘플링할 때 α_T = 0으로 나누게 됩니다
                """)),
          Guess(
            0.02,
            say("cosine uses neither β₁ nor β₂", korean: "cosine 스케줄에는 β₁과 β₂를 쓰지 않습니다")),
        ])
      let outside = betas.dropFirst().filter { !($0 > 0 && $0 <= 0.999 + 1e-6) }
      expect(
        outside.isEmpty,
        say(
          """
          \(asked): \(outside.count) of \(timesteps) β are outside 0…0.999, for example \
          \(format(outside.first ?? 0)); all should be above 0 and at most 0.999
          """,
          korean: """
            \(asked): β \(timesteps)개 중 \(outside.count)개가 0…0.999를 벗어났습니다 (예: \
            \(format(outside.first ?? 0))). 모두 0보다 크고 0.999 이하여야 합니다
            """))
    }
  }

  /// T = 1000 against NumPy in double precision.
  func testBothAgreeWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables")
    for (schedule, tables) in [
      (ScheduleChoice.linear, fixture.linear), (ScheduleChoice.cosine, fixture.cosine),
    ] {
      let asked = both("betaSchedule, .\(schedule.rawValue), β₁ = 1e-4, β₂ = 0.02, T = 1000")
      let betas = try betas(timesteps: tables.timesteps, schedule)
      try require(betas.count == 1001, wrongLength(asked, "β", betas.count, 1001))
      for (index, t) in tables.at.enumerated() {
        expectNumber(
          betas[t], equals: tables.beta[index], name: both("β[\(t)]"),
          formula: say(
            "the \(schedule.rawValue) schedule by NumPy",
            korean: "NumPy로 계산한 \(schedule.rawValue) 스케줄"),
          // 1 − ratio in Float32 costs 2e-7 where β is small. Towards T the cosine goes to 0, and what
          // its angle is off by, 2e-7 at most, is off by up to 2.4e-4 of β.
          asked: asked, relative: schedule == .linear ? 1e-6 : 3e-4, absolute: 2e-7)
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
