/// One change of a line.
struct MutationEdit: Equatable {
  let range: Range<Int>
  let original: String
  let replacement: String
}

/// What takes the place of what. Not everything compiles: that is found out.
private enum Rules {
  /// Operators with spaces around them.
  static let operators: [String: [String]] = [
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["/"],
    "<": ["<=", ">"], ">": [">=", "<"], "==": ["!="], "!=": ["=="],
  ]
  static let ranges: [String: [String]] = ["...": ["..<"], "..<": ["..."]]
  /// Functions.
  static let functions: [String: [String]] = [
    "cos": ["sin"], "min": ["max"], "first": ["last"], "last": ["first"],
    "dropFirst": ["dropLast"], "normal": ["uniform"], "through": ["to"],
    "meanSquaredError": ["meanAbsoluteError", "huberLoss"],
    "meanAbsoluteError": ["meanSquaredError"], "huberLoss": ["meanSquaredError"],
    "sqrtAlphaBar": ["alphaBar", "sqrtOneMinusAlphaBar"],
    "sqrtOneMinusAlphaBar": ["sqrtAlphaBar", "sqrtBeta"],
    "sample": ["epsilon"], "true": ["false"], "false": ["true"],
  ]
  /// Names of values of one type: each becomes the next that is at hand.
  static let values: [[String]] = [
    ["alphaBar", "previousAlphaBar", "beta"], ["alpha", "alphaBar", "betas", "alphaBars"],
    ["beta1", "beta2"], ["signalScale", "noiseScale"], ["cleanShare", "noisyShare"],
    ["noiseShare", "beta"], ["images", "noise", "noisyImages", "predicted", "predictedNoise"],
    ["predictedImages", "noisyImages", "predicted", "images", "mean"], ["sigma", "eta"],
    ["variance", "beta"], ["timesteps", "count"], ["labels", "timesteps"],
  ]
  /// What can be left out.
  static let calls = [
    ".squareRoot()", ".dropFirst()", ".clamped(to: -1...1)", ".map { $0.squareRoot() }",
  ]
  static let declarations: Set<String> = ["let", "var", "func", "case", "for"]
  /// Lines that begin so are no statements of their own, or are needed by others.
  static let kept: Set<String> = [
    "let", "var", "func", "case", "for", "return", "switch", "if", "else", "withoutGradients",
  ]
}

extension SolutionSource.Line {
  /// All changes of this line.
  func edits(in source: SolutionSource) -> [MutationEdit] {
    tokens.indices.flatMap { tokenEdits($0) } + indexEdits() + omissions(in: source)
      + swappedArguments(in: source) + conditions(in: source) + removal(in: source)
  }

  private func edit(_ token: SolutionSource.Token, _ replacement: String) -> MutationEdit {
    MutationEdit(range: token.range, original: token.text, replacement: replacement)
  }

  private func tokenEdits(_ index: Int) -> [MutationEdit] {
    let token = tokens[index]
    switch token.kind {
    case .number:
      return numbers(token.text).map { edit(token, $0) }
    case .symbol:
      let spaced = token.isSpaced ? Rules.operators[token.text] : nil
      return (spaced ?? Rules.ranges[token.text] ?? []).map { edit(token, $0) }
    case .word:
      if isDeclared(index) || isLabel(index) && token.text != "through" { return [] }
      let others = Rules.values.compactMap { names -> String? in
        guard let place = names.firstIndex(of: token.text) else { return nil }
        return (names[(place + 1)...] + names[..<place]).first(where: scope.contains)
      }
      return ((Rules.functions[token.text] ?? []) + others).map { edit(token, $0) }
    }
  }

  private func numbers(_ text: String) -> [String] {
    if let whole = Int(text) { return whole == 0 ? ["1"] : ["\(whole + 1)", "\(whole - 1)"] }
    guard let number = Double(text) else { return [] }
    return ["\(2 * number)", "0.0"]
  }

  /// A name that is being made: `let mean =`, `for alpha in`, `(let eta)`.
  private func isDeclared(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    if Rules.declarations.contains(tokens[index - 1].text) { return true }
    // let (a, b) = …
    guard tokens[0].text == "let", let equals = tokens.firstIndex(where: { $0.text == "=" }) else {
      return false
    }
    return index < equals
  }

  private func isLabel(_ index: Int) -> Bool {
    index + 1 < tokens.count && tokens[index + 1].text == ":"
      && tokens[index + 1].range.lowerBound == tokens[index].range.upperBound
  }

  /// `[t]` becomes `[t - 1]` and `[t + 1]`.
  private func indexEdits() -> [MutationEdit] {
    tokens.indices.dropFirst(2).dropLast().filter { index in
      tokens[index].kind == .word && tokens[index - 1].text == "[" && tokens[index + 1].text == "]"
        && tokens[index - 2].kind == .word
        && tokens[index - 2].range.upperBound == tokens[index - 1].range.lowerBound
    }.flatMap { index in
      ["\(tokens[index].text) - 1", "\(tokens[index].text) + 1"].map { edit(tokens[index], $0) }
    }
  }

  private func omissions(in source: SolutionSource) -> [MutationEdit] {
    Rules.calls.flatMap { call in
      places(of: call, in: source).map {
        MutationEdit(range: $0, original: call, replacement: "")
      }
    }
  }

  private func places(of text: String, in source: SolutionSource) -> [Range<Int>] {
    let wanted = Array(text)
    guard range.count >= wanted.count else { return [] }
    return (range.lowerBound...range.upperBound - wanted.count).compactMap { start in
      let place = start..<start + wanted.count
      return Array(source.characters[place]) == wanted ? place : nil
    }
  }

  /// `f(a, b)` becomes `f(b, a)`, where neither has a label.
  private func swappedArguments(in source: SolutionSource) -> [MutationEdit] {
    tokens.indices.compactMap { open -> MutationEdit? in
      guard open > 0, tokens[open].text == "(", tokens[open - 1].kind == .word,
        tokens[open - 1].range.upperBound == tokens[open].range.lowerBound
      else { return nil }
      var depth = 0
      var commas: [Int] = []
      for index in tokens[open...].indices {
        let token = tokens[index]
        if "([{".contains(token.text) { depth += 1 }
        if ")]}".contains(token.text) { depth -= 1 }
        if depth == 1, token.text == ":" { return nil }
        if depth == 1, token.text == "," { commas.append(index) }
        guard depth == 0 else { continue }
        guard commas.count == 1, let comma = commas.first else { return nil }
        let whole = tokens[open].range.upperBound..<token.range.lowerBound
        let first = source.text(whole.lowerBound..<tokens[comma].range.lowerBound)
        let second = source.text(tokens[comma].range.upperBound + 1..<whole.upperBound)
        return MutationEdit(
          range: whole, original: source.text(whole), replacement: "\(second), \(first)")
      }
      return nil
    }
  }

  /// The conditions of `if` and `guard` become true and false.
  private func conditions(in source: SolutionSource) -> [MutationEdit] {
    guard let first = tokens.first, first.text == "if" || first.text == "guard" else { return [] }
    let end = tokens.first { $0.text == (first.text == "if" ? "{" : "else") }
    guard let end else { return [] }
    let whole = first.range.upperBound + 1..<end.range.lowerBound - 1
    // A guard that is always left would leave its variable's other uses unreachable, and compile.
    return ["true", "false"].map {
      MutationEdit(range: whole, original: source.text(whole), replacement: $0)
    }
  }

  /// A statement in a line of its own is left out.
  private func removal(in source: SolutionSource) -> [MutationEdit] {
    guard let first = tokens.first, first.kind == .word, !Rules.kept.contains(first.text) else {
      return []
    }
    let isCall = trimmed.contains(".append(") || trimmed.contains(" = ")
    let isWhole =
      tokens.count { "([{".contains($0.text) } == tokens.count { ")]}".contains($0.text) }
    guard isWhole, isCall || first.text == "guard" else { return [] }
    return [MutationEdit(range: range, original: trimmed, replacement: "")]
  }
}
