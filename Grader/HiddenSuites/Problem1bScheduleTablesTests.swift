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
  private let asked = "β = 0.3, 0.05, 0.6, …"

  func testEveryTableReachesFromZeroToT() throws {
    for timesteps in [2, 50] {
      let tables = try tables(Schedule.linear(timesteps: timesteps))
      for (name, values) in named(tables) {
        expect(
          values.count == timesteps + 1,
          "T = \(timesteps): \(name) has \(values.count) entries; it should have T + 1 = "
            + "\(timesteps + 1), so that entry t belongs to timestep t")
      }
      for (name, table) in [("α", tables.alpha), ("ᾱ", tables.alphaBar)] {
        expect(
          table.values.first.map { isClose($0, 1, relative: 1e-6) } ?? false,
          "T = \(timesteps): \(name)[0] should be 1: t = 0 is the clean image")
      }
    }
  }

  func testBetaAndItsRoot() throws {
    let tables = try tables(uneven)
    check(tables.beta, uneven.betas, "β", "the β that was given")
    check(
      tables.sqrtBeta, uneven.betas.map { $0.squareRoot() }, "√β", "√β_t",
      guesses: [Guess(uneven.betas, "this is β_t without the root")])
  }

  func testAlphaAndOneOverItsRoot() throws {
    let tables = try tables(uneven)
    check(
      tables.alpha, uneven.alphas, "α", "1 − β_t",
      guesses: [Guess(uneven.alphaBars, "this is ᾱ_t, the product up to t")])
    check(
      tables.oneOverSqrtAlpha, uneven.alphas.map { 1 / $0.squareRoot() }, "1/√α", "1/√α_t",
      guesses: [
        Guess(uneven.alphaBars.map { 1 / $0.squareRoot() }, "this is 1/√ᾱ_t; here α has no bar"),
        Guess(uneven.alphas.map { $0.squareRoot() }, "this is √α_t, not one over it"),
        Guess(uneven.alphas.map { 1 / $0 }, "this is 1/α_t, without the root"),
      ])
  }

  func testAlphaBarIsTheRunningProduct() throws {
    let tables = try tables(uneven)
    check(
      tables.alphaBar, uneven.alphaBars, "ᾱ", "α_1 · α_2 · … · α_t",
      guesses: [
        Guess(uneven.alphas, "this is α_t of one step, not the product of all steps so far"),
        Guess([1] + uneven.alphaBars.dropLast(), "this is ᾱ_{t−1}: entry t must include α_t"),
        Guess(
          uneven.betas.indices.map { uneven.betas[1...].prefix($0).reduce(1, *) },
          "this is a product of β; it should be one of α = 1 − β"),
      ])
  }

  func testRootsOfAlphaBarAndOfItsRest() throws {
    let tables = try tables(uneven)
    check(
      tables.sqrtAlphaBar, uneven.alphaBars.map { $0.squareRoot() }, "√ᾱ", "√ᾱ_t",
      guesses: [
        Guess(uneven.alphas.map { $0.squareRoot() }, "this is √α_t; here α has a bar"),
        Guess(uneven.alphaBars, "this is ᾱ_t without the root"),
      ])
    check(
      tables.sqrtOneMinusAlphaBar, uneven.alphaBars.map { (1 - $0).squareRoot() }, "√(1 − ᾱ)",
      "√(1 − ᾱ_t)",
      guesses: [
        Guess(
          uneven.alphaBars.map { 1 - $0.squareRoot() },
          "this is 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
        Guess(uneven.alphaBars.map { 1 - $0 }, "this is 1 − ᾱ_t without the root"),
        Guess(uneven.betas.map { $0.squareRoot() }, "this is √(1 − α_t); here α has a bar"),
      ])
  }

  func testBetaOverTheRootOfOneMinusAlphaBar() throws {
    let tables = try tables(uneven)
    let expected = uneven.tables.betaOverSqrtOneMinusAlphaBar.values
    check(
      tables.betaOverSqrtOneMinusAlphaBar, expected, "β/√(1 − ᾱ)", "β_t/√(1 − ᾱ_t)",
      guesses: [
        Guess(uneven.betas.map { $0.squareRoot() }, "this is β_t/√(1 − α_t); here α has a bar"),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 / (1 - $1) },
          "this is β_t/(1 − ᾱ_t), without the root"),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 / (1 - $1.squareRoot()) },
          "this divides by 1 − √ᾱ_t where √(1 − ᾱ_t) is needed"),
        Guess(
          zip(uneven.betas, uneven.alphaBars).map { $0 * (1 - $1).squareRoot() },
          "this multiplies by √(1 − ᾱ_t) where it should divide"),
      ])
  }

  /// T = 1000, linear and cosine, against NumPy in double precision.
  func testAllAgreeWithNumPyOverAThousandSteps() throws {
    let fixture = try fixture(TablesFixture.self, "tables")
    for (name, schedule, expected) in [
      ("linear", Schedule.linear(timesteps: 1000), fixture.linear),
      ("cosine", Schedule.cosine(timesteps: 1000), fixture.cosine),
    ] {
      let actual = named(try tables(schedule)).map(\.values)
      try require(
        actual.allSatisfy { $0.count == 1001 }, "\(name), T = 1000: tables should have 1001 entries"
      )
      let wanted = [
        expected.beta, expected.sqrtBeta, expected.alpha, expected.alphaBar, expected.sqrtAlphaBar,
        expected.oneOverSqrtAlpha, expected.sqrtOneMinusAlphaBar,
        expected.betaOverSqrtOneMinusAlphaBar,
      ]
      for (table, label) in TableName.all.enumerated() {
        for (index, t) in expected.at.enumerated() {
          expectNumber(
            actual[table][t], equals: wanted[table][index], name: "\(label)[\(t)]",
            formula: "NumPy in double precision", asked: "\(name), T = 1000",
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
    _ actual: DoubleTable, _ expected: [Double], _ name: String, _ formula: String,
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
