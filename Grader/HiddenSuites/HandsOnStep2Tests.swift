import SubmissionProtocol
import XCTest

/// Step 2: timesteps, independent and uniform on 1…T.
final class HandsOnStep2Tests: SubmissionTestCase {
  override class var assignment: Assignment { .handsOn }

  func testReturnsAsManyAsAsked() throws {
    for count in [1, 7, 256] {
      let drawn = try timesteps(count: count, upTo: 100, seed: 1)
      expect(
        drawn.count == count,
        "sampleTimesteps(count: \(count), timesteps: 100) returned \(drawn.count) timesteps")
    }
  }

  func testStaysWithinOneToT() throws {
    for (last, seed) in [(2, 2), (10, 3), (1000, 4)] {
      let drawn = try timesteps(count: 5000, upTo: last, seed: UInt64(seed))
      let outside = drawn.filter { !(1...last).contains($0) }
      expect(
        outside.isEmpty && !drawn.isEmpty,
        ["T = \(last): \(describe(outside, of: drawn)); every t should be in 1…\(last)"]
          + (outside.contains(0) ? ["t = 0 is the clean image: there is nothing to predict"] : []))
    }
  }

  /// P(an end is missed in 5000 draws) = 2 · 0.9⁵⁰⁰⁰ < 10⁻²²⁸.
  func testReachesBothEnds() throws {
    let drawn = try timesteps(count: 5000, upTo: 10, seed: 5)
    expect(drawn.contains(1), "T = 10: t = 1 never came in 5000 draws; the range includes 1")
    expect(drawn.contains(10), "T = 10: t = 10 never came in 5000 draws; the range includes T")
  }

  /// χ² over T neighbouring values, wherever they begin: the range is judged by other tests.
  func testIsUniform() throws {
    let last = 20
    let drawn = try timesteps(count: 20_000, upTo: last, seed: 6)
    try require(drawn.count == 20_000, "20,000 timesteps asked, \(drawn.count) returned")
    var counts = [Int](repeating: 0, count: last)
    let first = drawn.min() ?? 1
    for t in drawn {
      // Anything may come back, also what does not fit into an Int once subtracted.
      let (offset, overflow) = t.subtractingReportingOverflow(first)
      if !overflow && offset < last { counts[offset] += 1 }
    }
    let statistic = chiSquared(counts)
    expect(
      counts.reduce(0, +) == 20_000 && statistic < Bound.chiSquared(degrees: last - 1),
      "T = 20, 20,000 draws: 20 values should come about 1000 times each; they come between "
        + "\(counts.min()!) and \(counts.max()!) times (χ² = \(format(statistic)) at 19 degrees of "
        + "freedom)")
  }

  /// In pairs that do not overlap, the second draw should not depend on the first: χ² of the table
  /// of pairs, taken modulo 4, against the product of its margins.
  func testDrawsAreIndependentOfEachOther() throws {
    let drawn = try timesteps(count: 20_000, upTo: 4, seed: 7)
    try require(drawn.count == 20_000, "20,000 timesteps asked, \(drawn.count) returned")
    try require(
      Set(drawn).count > 1,
      "T = 4: all 20,000 timesteps are t = \(drawn[0]); each image needs a draw of its own")
    var pairs = [[Double]](repeating: [0, 0, 0, 0], count: 4)
    for index in stride(from: 0, to: drawn.count - 1, by: 2) {
      pairs[drawn[index] & 3][drawn[index + 1] & 3] += 1
    }
    var statistic = 0.0
    for first in 0..<4 {
      for second in 0..<4 {
        let expected =
          pairs[first].reduce(0, +) * pairs.reduce(0) { $0 + $1[second] } / 10_000
        let difference = pairs[first][second] - expected
        if expected > 0 { statistic += difference * difference / expected }
      }
    }
    expect(
      statistic < Bound.chiSquared(degrees: 9),
      "T = 4, 20,000 draws: a timestep depends on the one before it (χ² = \(format(statistic)) at 9 "
        + "degrees of freedom); draw each by itself")
    // 100 draws from 100 are all different with probability 100!/100¹⁰⁰ < 10⁻⁴².
    let few = try timesteps(count: 100, upTo: 100, seed: 8)
    expect(
      Set(few).count < few.count,
      "T = 100, 100 draws: no timestep came twice; draws may repeat, a shuffle is not the same")
  }

  func testWorksForASingleTimestep() throws {
    let drawn = try timesteps(count: 5, upTo: 1, seed: 9)
    expect(
      drawn == [1, 1, 1, 1, 1],
      "count 5, T = 1: \(drawn.prefix(8)) came; with T = 1 every timestep is 1")
  }

  func testUsesTheGivenRandomSource() throws {
    let first = try timesteps(count: 64, upTo: 1000, seed: 10)
    let again = try timesteps(count: 64, upTo: 1000, seed: 10)
    let other = try timesteps(count: 64, upTo: 1000, seed: 11)
    expect(
      first == again,
      "two sources with the same seed gave different timesteps: draw from `random`, so that a "
        + "training run can be repeated")
    expect(
      first != other,
      "two sources with different seeds gave the same 64 timesteps: draw from `random`")
  }

  private func timesteps(count: Int, upTo last: Int, seed: UInt64) throws -> [Int] {
    let call = AssignmentCall.sampleTimesteps(count: count, timesteps: last, seed: seed)
    guard case .timesteps(let drawn) = try ask(call).result else { throw unexpectedAnswer() }
    return drawn
  }

  private func describe(_ outside: [Int], of drawn: [Int]) -> String {
    guard let example = outside.first else { return "\(drawn.count) timesteps came" }
    return "\(outside.count) of \(drawn.count) timesteps are out of range, for example \(example)"
  }
}
