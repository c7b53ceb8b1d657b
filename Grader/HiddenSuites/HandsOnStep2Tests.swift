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
        say(
          """
          sampleTimesteps(count: \(count), timesteps: 100) returned \
          \(counted(drawn.count, "timestep")); it should be \(count), one for each image
          """,
          korean: """
            sampleTimesteps(count: \(count), timesteps: 100): 타임스텝 \(drawn.count)개가 나왔습니다. 이미지마다 \
            하나씩, 모두 \(count)개여야 합니다
            """))
    }
  }

  func testStaysWithinOneToT() throws {
    for (last, seed) in [(2, 2), (10, 3), (1000, 4)] {
      let drawn = try timesteps(count: 5000, upTo: last, seed: UInt64(seed))
      let asked = both("sampleTimesteps(count: 5000, timesteps: \(last))")
      try require(
        !drawn.isEmpty,
        say(
          "\(asked): no timesteps came; there should be 5000",
          korean: "\(asked): 타임스텝이 하나도 나오지 않았습니다. 5000개여야 합니다"))
      let outside = drawn.filter { !(1...last).contains($0) }
      var lines: [Sentence] = []
      if let example = outside.first {
        lines.append(
          say(
            """
            \(asked): \(outside.count) of \(drawn.count) timesteps are out of range, for example \
            \(example); every t should be in 1…\(last)
            """,
            korean: """
              \(asked): 타임스텝 \(drawn.count)개 중 \(outside.count)개가 범위를 벗어났습니다 (예: \(example)). \
              모든 t는 1…\(last) 안에 있어야 합니다
              """))
      }
      if outside.contains(0) {
        lines.append(
          say(
            "t = 0 is the clean image: there is nothing to predict",
            korean: "t = 0은 원본 이미지이므로 예측할 노이즈가 없습니다"))
      }
      expect(outside.isEmpty, lines)
    }
  }

  /// P(an end is missed in 5000 draws) = 2 · 0.9⁵⁰⁰⁰ < 10⁻²²⁸.
  func testReachesBothEnds() throws {
    let drawn = try timesteps(count: 5000, upTo: 10, seed: 5)
    for end in [1, 10] {
      expect(
        drawn.contains(end),
        say(
          """
          sampleTimesteps(count: 5000, timesteps: 10): t = \(end) never came in 5000 draws; both ends \
          of 1…10 should come
          """,
          korean: """
            sampleTimesteps(count: 5000, timesteps: 10): 5000번 뽑는 동안 t = \(end)이 한 번도 나오지 \
            않았습니다. 1…10의 양 끝 값도 나와야 합니다
            """))
    }
  }

  /// χ² over neighbouring values, wherever they begin; at either end one value may be missing, or
  /// one be too many: the range is judged by other tests.
  func testIsUniform() throws {
    let last = 20
    let drawn = try timesteps(count: 20_000, upTo: last, seed: 6)
    try requireCount(drawn, 20_000, upTo: last)
    let first = drawn.min() ?? 1
    let (span, isTooLong) = (drawn.max() ?? last).subtractingReportingOverflow(first)
    let values = !isTooLong && abs(span + 1 - last) <= 1 ? span + 1 : last
    var counts = [Int](repeating: 0, count: values)
    for t in drawn {
      // Anything may come back, also what does not fit into an Int once subtracted.
      let (offset, overflow) = t.subtractingReportingOverflow(first)
      if !overflow && offset < values { counts[offset] += 1 }
    }
    let statistic = chiSquared(counts)
    expect(
      counts.reduce(0, +) == 20_000 && statistic < Bound.chiSquared(degrees: values - 1),
      say(
        """
        sampleTimesteps(count: 20000, timesteps: 20): each of \(values) values should come about \
        \(20_000 / values) times; they come between \(counts.min()!) and \(counts.max()!) times \
        (χ² = \(format(statistic)) at \(values - 1) degrees of freedom)
        """,
        korean: """
          sampleTimesteps(count: 20000, timesteps: 20): \(values)개의 값이 각각 \(20_000 / values)번 정도 \
          나와야 하는데, 적게는 \(counts.min()!)번, 많게는 \(counts.max()!)번 나왔습니다 (자유도 \(values - 1)에서 χ² = \(format(statistic)))
          """))
  }

  /// In pairs that do not overlap, the second draw should not depend on the first: χ² of the table
  /// of pairs, taken modulo 4, against the product of its margins.
  func testDrawsAreIndependentOfEachOther() throws {
    let drawn = try timesteps(count: 20_000, upTo: 4, seed: 7)
    try requireCount(drawn, 20_000, upTo: 4)
    try require(
      Set(drawn).count > 1,
      say(
        """
        sampleTimesteps(count: 20000, timesteps: 4): all timesteps are t = \(drawn[0]); each image \
        should have a draw of its own
        """,
        korean: """
          sampleTimesteps(count: 20000, timesteps: 4): 모든 타임스텝이 t = \(drawn[0])입니다. 이미지마다 따로 \
          뽑아야 합니다
          """))
    var pairs = [[Double]](repeating: [0, 0, 0, 0], count: 4)
    for index in stride(from: 0, to: drawn.count - 1, by: 2) {
      pairs[drawn[index] & 3][drawn[index + 1] & 3] += 1
    }
    // The table cannot tell a sequence whose every second number is the same.
    for parity in 0...1 {
      try require(
        Set(stride(from: parity, to: drawn.count, by: 2).map { drawn[$0] }).count > 1,
        say(
          """
          sampleTimesteps(count: 20000, timesteps: 4): every second timestep is t = \(drawn[parity]); \
          each image should have a draw of its own
          """,
          korean: """
            sampleTimesteps(count: 20000, timesteps: 4): 하나 걸러 모든 타임스텝이 t = \(drawn[parity])입니다. \
            이미지마다 따로 뽑아야 합니다
            """))
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
      say(
        """
        sampleTimesteps(count: 20000, timesteps: 4): a timestep depends on the one before it \
        (χ² = \(format(statistic)) at 9 degrees of freedom); each should be drawn by itself
        """,
        korean: """
          sampleTimesteps(count: 20000, timesteps: 4): 타임스텝이 바로 앞의 타임스텝에 따라 달라집니다 (자유도 \
          9에서 χ² = \(format(statistic))). 하나하나 독립적으로 뽑아야 합니다
          """))
    // 100 draws from 100 are all different with probability 100!/100¹⁰⁰ < 10⁻⁴².
    let few = try timesteps(count: 100, upTo: 100, seed: 8)
    expect(
      Set(few).count < few.count,
      say(
        """
        sampleTimesteps(count: 100, timesteps: 100): no timestep came twice; draws should be free to \
        repeat, a shuffle is not the same
        """,
        korean: """
          sampleTimesteps(count: 100, timesteps: 100): 같은 타임스텝이 한 번도 겹치지 않았습니다. 중복을 허용해 \
          뽑아야 하며, 순서를 섞는 것(shuffle)과는 다릅니다
          """))
  }

  func testWorksForASingleTimestep() throws {
    let drawn = try timesteps(count: 5, upTo: 1, seed: 9)
    expect(
      drawn == [1, 1, 1, 1, 1],
      say(
        """
        sampleTimesteps(count: 5, timesteps: 1) returned \(drawn.prefix(8)); with T = 1 every \
        timestep should be 1: [1, 1, 1, 1, 1]
        """,
        korean: """
          sampleTimesteps(count: 5, timesteps: 1): \(drawn.prefix(8))이 나왔습니다. T = 1이면 모든 타임스텝이 \
          1이어야 합니다: [1, 1, 1, 1, 1]
          """))
  }

  func testUsesTheGivenRandomSource() throws {
    let first = try timesteps(count: 64, upTo: 1000, seed: 10)
    let again = try timesteps(count: 64, upTo: 1000, seed: 10)
    let other = try timesteps(count: 64, upTo: 1000, seed: 11)
    expect(
      first == again,
      say(
        """
        sampleTimesteps(count: 64, timesteps: 1000), twice with the same seed: the timesteps differ; \
        they should be the same: draw from `random` alone, so that a training run can be repeated
        """,
        korean: """
          sampleTimesteps(count: 64, timesteps: 1000), 같은 시드로 두 번: 타임스텝이 서로 다릅니다. 같아야 합니다. \
          학습을 그대로 다시 해 볼 수 있도록 `random`에서만 뽑으십시오
          """))
    expect(
      first != other,
      say(
        """
        sampleTimesteps(count: 64, timesteps: 1000), with two different seeds: the same 64 timesteps \
        came; they should differ: draw from `random`
        """,
        korean: """
          sampleTimesteps(count: 64, timesteps: 1000), 서로 다른 두 시드: 타임스텝 64개가 똑같이 나왔습니다. 달라야 \
          합니다. `random`에서 뽑으십시오
          """))
  }

  private func timesteps(count: Int, upTo last: Int, seed: UInt64) throws -> [Int] {
    let call = AssignmentCall.sampleTimesteps(count: count, timesteps: last, seed: seed)
    guard case .timesteps(let drawn) = try ask(call).result else { throw unexpectedAnswer() }
    return drawn
  }

  private func requireCount(_ drawn: [Int], _ count: Int, upTo last: Int) throws {
    try require(
      drawn.count == count,
      say(
        """
        sampleTimesteps(count: \(count), timesteps: \(last)) returned \
        \(counted(drawn.count, "timestep")); it should be \(count)
        """,
        korean: """
          sampleTimesteps(count: \(count), timesteps: \(last)): 타임스텝 \(drawn.count)개가 나왔습니다. \
          \(count)개여야 합니다
          """))
  }
}
