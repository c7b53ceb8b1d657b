/// The solution with one small thing changed by rule: a mistake that nobody thought of. The suites
/// should notice every one that changes what the code does.
public struct Mutant: Equatable, Sendable {
  /// "HandsOn/Step1Alpha.swift".
  public let file: String
  /// The line as it was, without its indentation.
  public let line: String
  /// What was taken out of the line and put into it.
  public let original: String
  public let replacement: String
  /// Which of the equal changes of equal lines in the file this is, from 1.
  public let occurrence: Int
  /// The whole file after the change.
  public let text: String

  public init(
    file: String, line: String, original: String, replacement: String, occurrence: Int,
    text: String
  ) {
    self.file = file
    self.line = line
    self.original = original
    self.replacement = replacement
    self.occurrence = occurrence
    self.text = text
  }

  /// The same as long as its line stays as it is, whatever happens around it.
  public var id: String {
    "\(file) | \(line) | \(original) → \(replacement) | \(occurrence)"
  }
}

extension Mutant {
  /// All mutants of the solution, each once, in a fixed order.
  ///
  /// Changed is what stands between `// BEGIN SOLUTION` and `// END SOLUTION`. Some mutants do not
  /// compile; only a compiler can tell.
  ///
  /// - Parameter files: The solution's files, by name.
  public static func all(of files: [String: String]) -> [Mutant] {
    files.keys.sorted().filter { !untestedFiles.contains($0) }.flatMap { name in
      mutants(of: files[name] ?? "", named: name)
    }
  }

  /// The settings of the runs: they are judged by the runs that they make, not by tests.
  static let untestedFiles: Set<String> = ["ImageGeneration/Problem3Settings.swift"]

  private static func mutants(of text: String, named file: String) -> [Mutant] {
    var seen: Set<String> = [text]
    var occurrences: [String: Int] = [:]
    let source = SolutionSource(text)
    return source.lines.flatMap { line in
      line.edits(in: source).compactMap { edit -> Mutant? in
        let changed = source.replacing(edit.range, with: edit.replacement)
        guard seen.insert(changed).inserted else { return nil }
        let key = "\(line.trimmed)|\(edit.original)|\(edit.replacement)"
        occurrences[key, default: 0] += 1
        return Mutant(
          file: file, line: line.trimmed, original: edit.original,
          replacement: edit.replacement, occurrence: occurrences[key]!, text: changed)
      }
    }
  }
}
