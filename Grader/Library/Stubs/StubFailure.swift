/// Why no stub could be cut or compared.
public enum StubFailure: Error, Equatable, Sendable {
  /// What is wrong with a marker.
  public enum Problem: Equatable, Sendable {
    /// `// BEGIN SOLUTION` must be followed by `TODO <id>: <text>` or by `ONLY`.
    case malformedBegin
    /// A part begins inside another, which began on that line.
    case nestedBegin(opened: Int)
    case endWithoutBegin
    /// The part is never closed.
    case missingEnd
    /// `// END SOLUTION` stands at another indentation than its beginning.
    case unevenIndentation(opened: Int)
    /// A kept line (`// |`) that does not directly follow the beginning.
    case lateHint
    /// The marker's words stand in code or in another comment.
    case strayMarker
  }

  case malformed(file: String, line: Int, problem: Problem)
  case unreadable(file: String)
  case unwritable(file: String, reason: String)
  /// A folder to compare is not there.
  case missingFolder(String)
}

extension StubFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let file, let line, let problem): "\(file):\(line): \(problem)"
    case .unreadable(let file): "\(file): cannot be read as UTF-8 text; save it as such"
    case .unwritable(let file, let reason): "\(file): cannot be written: \(reason)"
    case .missingFolder(let path): "\(path): no such folder; run this in the package's top folder"
    }
  }
}

extension StubFailure.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedBegin:
      "write `// BEGIN SOLUTION TODO <step>: <text>` or `// BEGIN SOLUTION ONLY`"
    case .nestedBegin(let opened):
      "a solution part begins inside the one of line \(opened); close that with `// END SOLUTION`"
    case .endWithoutBegin: "`// END SOLUTION` closes nothing; remove it"
    case .missingEnd: "this solution part is never closed; add `// END SOLUTION`"
    case .unevenIndentation(let opened):
      "`// END SOLUTION` must be indented like its beginning in line \(opened)"
    case .lateHint: "a kept line (`// |`) must directly follow `// BEGIN SOLUTION`"
    case .strayMarker: "a marker must be a comment line of its own"
    }
  }
}
