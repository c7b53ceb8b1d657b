import SubmissionProtocol
import XCTest

/// Problem 1b of assignment 2-1: the eight tables, from β.
final class Problem1bScheduleTablesTests: SubmissionTestCase {
  override class var assignment: Assignment { .imageGeneration }

  /// Tables may be computed in Float32 inside (1 part in 10⁷, and more after a product of T
  /// factors); every wrong formula is off by more than 10⁻⁴ somewhere.
  private let tolerance = 1e-5
  /// Large β, so that ᾱ, α and their roots are far apart, and in no order.
  private let uneven = Schedule(betas: [0, 0.3, 0.05, 0.6, 0.2, 0.01, 0.45])
  private let asked = both("scheduleTables, β = 0.3, 0.05, 0.6, …")

  func testEveryTableReachesFromZeroToT() throws {
    for timesteps in [2, 50] {
      let tables = try tables(Schedule.linear(timesteps: timesteps))
      let asked = both("scheduleTables, linear, T = \(timesteps)")
      for (name, values) in named(tables) {
        expect(
          values.count == timesteps + 1,
          wrongLength(asked, name, values.count, timesteps + 1))
      }
      for (name, table) in [("α", tables.alpha), ("ᾱ", tables.alphaBar)] {
        guard let first = table.values.first else { continue }
        expect(
          isClose(first, 1, relative: 1e-6),
          say(
            "\(asked): \(name)[0] is \(format(first)); it should be 1, since t = 0 is the clean image",
            korean: """
              \(asked): \(name)[0]의 값이 \(format(first))입니다. t = 0은 노이즈가 없는 원본 이미지이므로 1이어야 \
              합니다
              """))
      }
    }
  }

  func testBetaAndItsRoot() throws {
    let tables = try tables(uneven)
    check(
      tables.beta, uneven.betas, "β", say("the β that was given", korean: "인자로 받은 β 그대로"),
      guesses: [
        Guess(uneven.alphas, say("this is α_t = 1 − β_t", korean: "이 값은 α_t = 1 − β_t입니다"))
      ])
    check(
      tables.sqrtBeta, uneven.betas.map { $0.squareRoot() }, "√β", both("√β_t"),
      guesses: [
        Guess(
          uneven.betas,
          say("this is β_t without the root", korean: "이 값은 β_t입니다. 제곱근이 빠졌습니다"))
      ])
  }

  func testAlphaAndOneOverItsRoot() throws {
    let tables = try tables(uneven)
    check(
      tables.alpha, uneven.alphas, "α", both("1 − β_t"),
      guesses: [
        Guess(
          uneven.alphaBars,
          say("this is ᾱ_t, the product up to t", korean: "이 값은 t까지의 곱인 ᾱ_t입니다"))
      ])
    check(
      tables.oneOverSqrtAlpha, uneven.alphas.map { 1 / $0.squareRoot() }, "1/√α", both("1/√α_t"),
      guesses: [
        Guess(
          uneven.alphaBars.map { 1 / $0.squareRoot() },
          say(
            "this is 1/√ᾱ_t; here α has no bar", korean: "이 값은 1/√ᾱ_t입니다. 여기서는 ᾱ가 아니라 α를 씁니다")),
        Guess(
          uneven.alphas.map { $0.squareRoot() },
          say("this is √α_t, not one over it", korean: "이 값은 √α_t입니다. 그 역수여야 합니다")),
        Guess(
          uneven.alphas.map { 1 / $0 },
          say("this is 1/α_t, without the root", korean: "이 값은 1/α_t입니다. 제곱근이 빠졌습니다")),
      ])
  }

  private static let runningSum = say(
    "this is the running sum; it should be the running product",
    korean: "이 값은 누적 합입니다. 누적 곱이어야 합니다")

  func testAlphaBarIsTheRunningProduct() throws {
    let tables = try tables(uneven)
    check(
      tables.alphaBar, uneven.alphaBars, "ᾱ", both("α_1 · α_2 · … · α_t"),
      guesses: [
        Guess(
          uneven.alphas,
          say(
            "this is α_t of one step, not the product of all steps so far",
            korean: "이 값은 한 스텝의 α_t입니다. 지금까지의 모든 스텝을 곱한 값이어야 합니다")),
        Guess(
          uneven.alphas.indices.map { uneven.alphas[0...$0].reduce(0, +) }, Self.runningSum),
        Guess(
          uneven.alphas.indices.map { uneven.alphas[1...].prefix($0).reduce(0, +) },
          Self.runningSum),
        Guess(
          [1] + uneven.alphaBars.dropLast(),
          say(
            "this is ᾱ_{t−1}: entry t must include α_t",
            korean: "이 값은 ᾱ_{t−1}입니다. t번째 값에는 α_t까지 곱해져 있어야 합니다")),
        Guess(
          uneven.betas.indices.map { uneven.betas[1...].prefix($0).reduce(1, *) },
          say(
            "this is a product of β; it should be one of α = 1 − β",
            korean: "이 값은 β의 곱입니다. α = 1 − β의 곱이어야 합니다")),
      ])
  }

  func testRootsOfAlphaBarAndOfItsRest() throws {
    let tables = try tables(uneven)
    check(
      tables.sqrtAlphaBar, uneven.alphaBars.map { $0.squareRoot() }, "√ᾱ", both("√ᾱ_t"),
      guesses: [
        Guess(
          uneven.alphas.map { $0.squareRoot() },
          say(
            "this is √α_t; here α has a bar", korean: "이 값은 √α_t입니다. 여기서는 α가 아니라 ᾱ를 씁니다")),
        Guess(
          uneven.alphaBars,
          say("this is ᾱ_t without the root", korean: "이 값은 ᾱ_t입니다. 제곱근이 빠졌습니다")),
      ])
    check(
      tables.sqrtOneMinusAlphaBar, uneven.alphaBars.map { (1 - $0).squareRoot() }, "√(1 − ᾱ)",
      both("√(1 − ᾱ_t)"),
      guesses: [
        Guess(
          uneven.alphaBars.map { 1 - $0.squareRoot() },
          say(
            "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
            korean: "이 값은 1 − √ᾱ_t입니다. √(1 − ᾱ_t)가 필요합니다")),
        Guess(
          uneven.alphaBars.map { 1 - $0 },
          say("this is 1 − ᾱ_t without the root", korean: "이 값은 1 − ᾱ_t입니다. 제곱근이 빠졌습니다")),
        Guess(
          uneven.betas.map { $0.squareRoot() },
          say(
            "this is √(1 − α_t); here α has a bar",
            korean: "이 값은 √(1 − α_t)입니다. 여기서는 α가 아니라 ᾱ를 씁니다")),
      ])
  }

  func testBetaOverTheRootOfOneMinusAlphaBar() throws {
    let tables = try tables(uneven)
    let expected = uneven.tables.betaOverSqrtOneMinusAlphaBar.values
    check(
      tables.betaOverSqrtOneMinusAlphaBar, expected, "β/√(1 − ᾱ)",
      both("β_t/√(1 − ᾱ_t)"),
      guesses: [
        Guess(
          uneven.betas.map { $0.squareRoot() },
          say(
            "this is β_t/√(1 − α_t); here α has a bar",
            korean: "이 값은 β_t/√(1 − α_t)입니다. 여기서는 α가 아니라 ᾱ를 씁니다")),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 / (1 - $1) },
          say(
            "this is β_t/(1 − ᾱ_t), without the root",
            korean: "이 값은 β_t/(1 − ᾱ_t)입니다. 제곱근이 빠졌습니다")),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 / (1 - $1.squareRoot()) },
          say(
            "this divides by 1 − √ᾱ_t where √(1 − ᾱ_t) is needed",
            korean: "√(1 − ᾱ_t)가 아니라 1 − √ᾱ_t로 나누었습니다")),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { ($0 / (1 - $1)).squareRoot() },
          say(
            "this is √β_t/√(1 − ᾱ_t): here β has no root",
            korean: "이 값은 √β_t/√(1 − ᾱ_t)입니다. 여기서는 β에 제곱근이 없습니다")),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 * (1 - $1).squareRoot() },
          say(
            "this multiplies by √(1 − ᾱ_t) where it should divide",
            korean: "√(1 − ᾱ_t)로 나누어야 할 곳에서 곱했습니다")),
      ])
  }

  /// T = 1000, linear and cosine, against NumPy in double precision.
  func testAllAgreeWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables")
    for (name, schedule, expected) in [
      ("linear", Schedule.linear(timesteps: 1000), fixture.linear),
      ("cosine", Schedule.cosine(timesteps: 1000), fixture.cosine),
    ] {
      let actual = named(try tables(schedule))
      let asked = both("scheduleTables, \(name), T = 1000")
      for (label, values) in actual {
        try require(values.count == 1001, wrongLength(asked, label, values.count, 1001))
      }
      let wanted = [
        expected.beta, expected.sqrtBeta, expected.alpha, expected.alphaBar, expected.sqrtAlphaBar,
        expected.oneOverSqrtAlpha, expected.sqrtOneMinusAlphaBar,
        expected.betaOverSqrtOneMinusAlphaBar,
      ]
      for (table, label) in TableName.all.enumerated() {
        for (index, t) in expected.at.enumerated() {
          expectNumber(
            actual[table].values[t], equals: wanted[table][index], name: both("\(label)[\(t)]"),
            formula: say("by NumPy in double precision", korean: "NumPy의 배정밀도 계산"), asked: asked,
            // Float32 products of 1000 factors, and 1 − ᾱ near t = 0: 6e-8 of √1e-4.
            relative: 3e-4, absolute: 1e-6)
        }
      }
    }
  }

  private enum TableName {
    static let all = ["β", "√β", "α", "ᾱ", "√ᾱ", "1/√α", "√(1 − ᾱ)", "β/√(1 − ᾱ)"]
  }

  private func named(_ tables: TableValues) -> [(name: String, values: [Double])] {
    let values = [
      tables.beta, tables.sqrtBeta, tables.alpha, tables.alphaBar, tables.sqrtAlphaBar,
      tables.oneOverSqrtAlpha, tables.sqrtOneMinusAlphaBar, tables.betaOverSqrtOneMinusAlphaBar,
    ]
    return zip(TableName.all, values).map { ($0, $1.values) }
  }

  private func check(
    _ actual: DoubleTable, _ expected: [Double], _ name: String, _ formula: Sentence,
    guesses: [Guess<[Double]>] = [], file: StaticString = #filePath, line: UInt = #line
  ) {
    expectTable(
      actual.values, equals: expected, over: 1...uneven.timesteps, name: name, formula: formula,
      asked: asked, relative: tolerance, guesses: guesses, file: file, line: line)
  }

  private func tables(_ schedule: Schedule) throws -> TableValues {
    let call = AssignmentCall.scheduleTables(betas: DoubleTable(schedule.betas))
    guard case .tables(let tables) = try ask(call).result else { throw unexpectedAnswer() }
    return tables
  }
}
