/// Cuts what a student is given from what solves it.
///
/// In a solution,
///
///     // BEGIN SOLUTION TODO 3: Mix image and noise.
///     // | Gather ᾱ_t first.
///     …lines…
///     // END SOLUTION
///
/// becomes, at the same indentation,
///
///     // TODO 3: Mix image and noise.
///     // Gather ᾱ_t first.
///     fatalError("TODO 3: \(#function)")
///
/// and everything from `// BEGIN SOLUTION ONLY` to `// END SOLUTION` vanishes.
public enum StubCutter {
  /// The stub of a solution.
  ///
  /// - Parameters:
  ///   - solution: The text of a solution file.
  ///   - file: Its name, for the messages.
  /// - Throws: `StubFailure.malformed`.
  public static func stub(
    from solution: String, file: String = "solution"
  ) throws(StubFailure) -> String {
    var cut = Cut(file: file)
    for line in solution.split(separator: "\n", omittingEmptySubsequences: false) {
      try cut.take(line)
    }
    if let part = cut.part { throw cut.malformed(.missingEnd, line: part.line) }
    return cut.output.joined(separator: "\n")
  }
}

/// The state after some lines of a solution.
private struct Cut {
  /// An open part of the solution.
  struct Part {
    var line: Int
    var indentation: Substring
    /// The step's name; `nil` for a part that vanishes.
    var step: Substring?
    /// No line of the solution itself has come yet.
    var mayHint = true
  }

  let file: String
  var line = 0
  var output: [String] = []
  var part: Part?
  /// The line before this one was the end of a part that vanished.
  private var afterVanished = false

  init(file: String) { self.file = file }

  func malformed(_ problem: StubFailure.Problem, line: Int? = nil) -> StubFailure {
    .malformed(file: file, line: line ?? self.line, problem: problem)
  }

  mutating func take(_ text: Substring) throws(StubFailure) {
    line += 1
    let indentation = text.prefix { $0 == " " || $0 == "\t" }
    let content = text.dropFirst(indentation.count).trimmingSuffix { $0.isWhitespace }
    if let words = content.after("// BEGIN SOLUTION") {
      try begin(words, indentation: indentation)
    } else if content == "// END SOLUTION" {
      try end(indentation: indentation)
    } else if content.contains("BEGIN SOLUTION") || content.contains("END SOLUTION") {
      throw malformed(.strayMarker)
    } else if let part {
      try takeInside(content, of: part)
    } else {
      keep(text, content: content)
    }
  }

  private mutating func begin(_ words: Substring, indentation: Substring) throws(StubFailure) {
    if let part { throw malformed(.nestedBegin(opened: part.line)) }
    part = Part(line: line, indentation: indentation, step: nil)
    if words == " ONLY" { return }
    guard let task = words.after(" TODO "), let colon = task.firstIndex(of: ":") else {
      throw malformed(.malformedBegin)
    }
    let step = task[..<colon]
    let text = task[task.index(after: colon)...].drop { $0 == " " }
    let isName = step.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
    guard !step.isEmpty, isName, !text.isEmpty else { throw malformed(.malformedBegin) }
    part?.step = step
    output.append("\(indentation)// TODO \(step): \(text)")
  }

  private mutating func takeInside(_ content: Substring, of part: Part) throws(StubFailure) {
    guard let hint = content.after("// |") else {
      self.part?.mayHint = false
      return
    }
    guard part.mayHint, part.step != nil else { throw malformed(.lateHint) }
    output.append("\(part.indentation)//\(hint)")
  }

  private mutating func end(indentation: Substring) throws(StubFailure) {
    guard let part else { throw malformed(.endWithoutBegin) }
    guard part.indentation == indentation else {
      throw malformed(.unevenIndentation(opened: part.line))
    }
    if let step = part.step {
      output.append("\(indentation)fatalError(\"TODO \(step): \\(#function)\")")
    } else {
      afterVanished = true
    }
    self.part = nil
  }

  /// Keeps a line; where a part vanished, one of the two blank lines around it goes too.
  private mutating func keep(_ text: Substring, content: Substring) {
    defer { afterVanished = false }
    if afterVanished {
      let previous = (output.last ?? "").trimmingSuffix { $0.isWhitespace }
      if content.isEmpty, previous.isEmpty || previous.hasSuffix("{") { return }
      if content.hasPrefix("}"), previous.isEmpty, !output.isEmpty { output.removeLast() }
    }
    output.append(String(text))
  }
}

extension StringProtocol {
  /// What follows `prefix`, `nil` if the text does not begin with it.
  fileprivate func after(_ prefix: String) -> SubSequence? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }

  fileprivate func trimmingSuffix(_ isSuffix: (Character) -> Bool) -> SubSequence {
    var end = endIndex
    while end > startIndex, isSuffix(self[index(before: end)]) { end = index(before: end) }
    return self[..<end]
  }
}
