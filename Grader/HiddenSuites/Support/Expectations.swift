import SubmissionProtocol

/// A known wrong answer, and the sentence that names it.
struct Guess<Value> {
  let value: Value
  let sentence: Sentence

  init(_ value: Value, _ sentence: Sentence) {
    self.value = value
    self.sentence = sentence
  }
}

extension SubmissionTestCase {
  /// |actual − expected| ≤ relative · |expected| + absolute; false for not-a-number.
  func isClose(
    _ actual: Double, _ expected: Double, relative: Double, absolute: Double = 0
  ) -> Bool {
    abs(actual - expected) <= relative * abs(expected) + absolute
  }

  /// Requires finite values in the expected shape, so that comparisons make sense.
  func requireTensor(
    _ tensor: TensorValue, shape: [Int], name: Sentence, asked: Sentence
  ) throws {
    try require(
      tensor.shape == shape,
      say(
        "\(asked): \(name) has shape \(tensor.shape); it should have \(shape)",
        korean: "\(asked): \(name)의 shape이 \(tensor.shape)입니다. \(shape)이어야 합니다"))
    let broken = tensor.values.count { !$0.isFinite }
    try require(
      broken == 0,
      say(
        """
        \(asked): \(broken) of the \(tensor.values.count) values of \(name) are nan or infinite; all \
        should be finite: look for a division by 0 or the root of a negative number
        """,
        korean: """
          \(asked): \(name)의 값 \(tensor.values.count)개 중 \(broken)개가 nan 또는 무한대입니다. 모두 유한한 \
          수여야 합니다. 0으로 나누거나 음수의 제곱근을 구하는 곳이 있는지 살펴보십시오
          """))
  }

  /// Compares a table entry by entry over `range`; the first wrong entry is shown.
  ///
  /// - Parameters:
  ///   - formula: What an entry should be, in symbols or words.
  ///   - relative: The tolerance, in shares of the expected entry. With it goes an absolute one of
  ///     1e-12, for entries near 0.
  ///   - guesses: Known wrong tables. The one that fits the answer is named.
  func expectTable(
    _ actual: [Double], equals expected: [Double], over range: ClosedRange<Int>, name: String,
    formula: Sentence, asked: Sentence, relative: Double, guesses: [Guess<[Double]>] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) {
    guard
      expect(
        actual.count == expected.count, wrongLength(asked, name, actual.count, expected.count),
        file: file, line: line)
    else { return }
    func matches(_ a: Double, _ b: Double) -> Bool {
      isClose(a, b, relative: relative, absolute: 1e-12)
    }
    guard let wrong = range.first(where: { !matches(actual[$0], expected[$0]) }) else {
      held()
      return
    }
    var lines = [
      say(
        """
        \(asked): \(name)[\(wrong)] is \(format(actual[wrong])); it should be \
        \(format(expected[wrong])) (\(formula))
        """,
        korean: """
          \(asked): \(name)[\(wrong)]의 값이 \(format(actual[wrong]))입니다. \
          \(format(expected[wrong]))이어야 합니다 (\(formula))
          """)
    ]
    if let guess = guesses.first(where: { guess in
      guess.value.count == actual.count && range.allSatisfy { matches(actual[$0], guess.value[$0]) }
    }) {
      lines.append(guess.sentence)
    }
    expect(false, lines, file: file, line: line)
  }

  /// What is said of a table of the wrong length.
  func wrongLength(_ asked: Sentence, _ name: String, _ count: Int, _ wanted: Int) -> Sentence {
    say(
      """
      \(asked): \(name) has \(counted(count, "entry")); it should have T + 1 = \(wanted), so that entry t belongs \
      to timestep t
      """,
      korean: """
        \(asked): \(name)의 길이가 \(count)입니다. t번째 값이 타임스텝 t의 값이 되도록 길이가 T + 1 = \
        \(wanted)이어야 합니다
        """)
  }

  /// Compares one number; names the guess that it equals.
  func expectNumber(
    _ actual: Double, equals expected: Double, name: Sentence, formula: Sentence, asked: Sentence,
    relative: Double, absolute: Double = 0, guesses: [Guess<Double>] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) {
    func matches(_ value: Double) -> Bool {
      isClose(actual, value, relative: relative, absolute: absolute)
    }
    if matches(expected) {
      held()
      return
    }
    var lines = [
      say(
        "\(asked): \(name) is \(format(actual)); it should be \(format(expected)) (\(formula))",
        korean: """
          \(asked): \(name)의 값이 \(format(actual))입니다. \(format(expected))이어야 합니다 (\(formula))
          """)
    ]
    if let guess = guesses.first(where: { matches($0.value) }) { lines.append(guess.sentence) }
    expect(false, lines, file: file, line: line)
  }

  /// Compares tensors value by value; shows how many are wrong and the worst.
  func expectValues(
    _ actual: [Double], equal expected: [Double], name: Sentence, formula: Sentence,
    asked: Sentence, tolerance: Double, guesses: [Guess<[Double]>] = [],
    file: StaticString = #filePath,
    line: UInt = #line
  ) {
    func differences(_ other: [Double]) -> [Double] {
      zip(actual, other).map { abs($0 - $1) }
    }
    let errors = differences(expected)
    let wrong = errors.count { !($0 <= tolerance) }
    guard actual.count != expected.count || wrong > 0 else {
      held()
      return
    }
    var lines = [
      say(
        "\(asked): \(wrong) of \(actual.count) values of \(name) are wrong; it should be \(formula)",
        korean: """
          \(asked): \(name)의 값 \(actual.count)개 중 \(wrong)개가 맞지 않습니다. 다음과 같아야 합니다: \
          \(formula)
          """)
    ]
    if let worst = errors.indices.max(by: { errors[$0] < errors[$1] }) {
      lines.append(
        say(
          """
          the farthest off is value \(worst) (row-major), \(format(actual[worst])); it should be \
          \(format(expected[worst]))
          """,
          korean: """
            가장 크게 벗어난 값은 (행 우선 순서로) \(worst)번이며 \(format(actual[worst]))입니다. \
            \(format(expected[worst]))이어야 합니다
            """))
    }
    if let guess = guesses.first(where: { guess in
      guess.value.count == actual.count && differences(guess.value).allSatisfy { $0 <= tolerance }
    }) {
      lines.append(guess.sentence)
    }
    expect(false, lines, file: file, line: line)
  }

  /// Requires independent standard normal numbers.
  func expectStandardNormal(
    _ values: [Double], shape: [Int], name: Sentence, asked: Sentence,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let problems = normalityProblems(values, shape: shape, name: name)
    expect(
      problems.isEmpty, problems.map { say("\(asked): \($0)", korean: "\(asked): \($0)") },
      file: file, line: line)
  }
}
