import SubmissionProtocol

/// A known wrong answer, and the sentence that names it.
struct Guess<Value> {
  let value: Value
  let sentence: String

  init(_ value: Value, _ sentence: String) {
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
  func requireTensor(_ tensor: TensorValue, shape: [Int], name: String, asked: String) throws {
    try require(
      tensor.shape == shape,
      ["\(asked): \(name) has shape \(tensor.shape); it should have \(shape)"])
    let broken = tensor.values.count { !$0.isFinite }
    try require(
      broken == 0,
      [
        "\(asked): \(broken) of the \(tensor.values.count) values of \(name) are not finite "
          + "numbers (nan or infinity)"
      ])
  }

  /// Compares a table entry by entry over `range`; the first wrong entry is shown.
  ///
  /// - Parameters:
  ///   - formula: What an entry should be, in words or symbols.
  ///   - relative: The tolerance, in shares of the expected entry. With it goes an absolute one of
  ///     1e-12, for entries near 0.
  ///   - guesses: Known wrong tables. The one that fits the answer is named.
  func expectTable(
    _ actual: [Double], equals expected: [Double], over range: ClosedRange<Int>, name: String,
    formula: String, asked: String, relative: Double, guesses: [Guess<[Double]>] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) {
    guard
      expect(
        actual.count == expected.count,
        "\(asked): \(name) has \(actual.count) entries; it should have T + 1 = \(expected.count), "
          + "so that entry t belongs to timestep t",
        file: file, line: line)
    else { return }
    func matches(_ a: Double, _ b: Double) -> Bool {
      isClose(a, b, relative: relative, absolute: 1e-12)
    }
    guard let wrong = range.first(where: { !matches(actual[$0], expected[$0]) }) else {
      expect(true, "")
      return
    }
    var lines = [
      "\(asked): \(name)[\(wrong)] is \(format(actual[wrong])); it should be "
        + "\(format(expected[wrong])) (\(formula))"
    ]
    if let guess = guesses.first(where: { guess in
      guess.value.count == actual.count && range.allSatisfy { matches(actual[$0], guess.value[$0]) }
    }) {
      lines.append(guess.sentence)
    }
    expect(false, lines, file: file, line: line)
  }

  /// Compares one number; names the guess that it equals.
  func expectNumber(
    _ actual: Double, equals expected: Double, name: String, formula: String, asked: String,
    relative: Double, absolute: Double = 0, guesses: [Guess<Double>] = [],
    file: StaticString = #filePath, line: UInt = #line
  ) {
    func matches(_ value: Double) -> Bool {
      isClose(actual, value, relative: relative, absolute: absolute)
    }
    if matches(expected) {
      expect(true, "")
      return
    }
    var lines = [
      "\(asked): \(name) is \(format(actual)); it should be \(format(expected)) (\(formula))"
    ]
    if let guess = guesses.first(where: { matches($0.value) }) { lines.append(guess.sentence) }
    expect(false, lines, file: file, line: line)
  }

  /// Compares tensors value by value; shows how many are wrong and the worst.
  func expectValues(
    _ actual: [Double], equal expected: [Double], name: String, formula: String, asked: String,
    tolerance: Double, guesses: [Guess<[Double]>] = [], file: StaticString = #filePath,
    line: UInt = #line
  ) {
    func differences(_ other: [Double]) -> [Double] {
      zip(actual, other).map { abs($0 - $1) }
    }
    let errors = differences(expected)
    let wrong = errors.count { !($0 <= tolerance) }
    guard actual.count != expected.count || wrong > 0 else {
      expect(true, "")
      return
    }
    let worst = errors.indices.max { errors[$0] < errors[$1] } ?? 0
    var lines = [
      "\(asked): \(wrong) of \(actual.count) values of \(name) are off by more than "
        + "\(format(tolerance)), by \(format(errors.isEmpty ? 0 : errors[worst])) at most; it "
        + "should be \(formula)"
    ]
    if let guess = guesses.first(where: { guess in
      guess.value.count == actual.count && differences(guess.value).allSatisfy { $0 <= tolerance }
    }) {
      lines.append(guess.sentence)
    }
    expect(false, lines, file: file, line: line)
  }

  /// Requires independent standard normal numbers.
  func expectStandardNormal(
    _ values: [Double], shape: [Int], name: String, asked: String,
    file: StaticString = #filePath, line: UInt = #line
  ) {
    let problems = normalityProblems(values, shape: shape, name: name)
    expect(
      problems.isEmpty, problems.map { "\(asked): \($0)" }, file: file, line: line)
  }
}
