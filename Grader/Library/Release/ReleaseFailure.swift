/// Why no bundle could be made.
public enum ReleaseFailure: Error, Equatable, Sendable {
  case stubs(StubFailure)
  case stubsDiffer(first: String, count: Int)
  case missing(String)
  case unreadable(String, reason: String)
  /// A file of a kind that no bundle holds.
  case stranger(String)
  case noCourseMark(String)
  case unpackable(String)
  /// There is nothing to look for, so that a search would find nothing.
  case nothingToLookFor(String)
}

extension ReleaseFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .stubs(let failure): "\(failure)"
    case .stubsDiffer(let first, let count):
      "\(first)\(count > 1 ? " (and \(count - 1) more)" : ""); run grader check-stubs --write first"
    case .missing(let path): "\(path): missing, and students need it; is this a whole checkout?"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .stranger(let path):
      "\(path): files of this kind do not go to students; move it elsewhere or remove it"
    case .noCourseMark(let path):
      "\(path): the line \(StudentBundle.courseMark) is gone; put it where the due date belongs"
    case .unpackable(let reason): reason
    case .nothingToLookFor(let what):
      "no \(what) were found to search the bundle for; is this a whole checkout?"
    }
  }
}
