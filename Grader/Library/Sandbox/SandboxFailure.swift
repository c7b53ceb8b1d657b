/// Why the sandbox that was asked for cannot be had.
public enum SandboxFailure: Error, Equatable, Sendable {
  /// bubblewrap was asked for and is not installed.
  case bubblewrapMissing
  /// bubblewrap was asked for and cannot start a program here; with its own words.
  case bubblewrapUnusable(String)
  /// An unprivileged user was asked for; why there is none.
  case userUnavailable(String)
  /// An unprivileged user was asked for, and these of the grader's files stay open to it.
  case filesStayOpen([String])
}

extension SandboxFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bubblewrapMissing:
      "bubblewrap (bwrap) is not installed; install it, or allow less with --sandbox auto"
    case .bubblewrapUnusable(let words):
      "bubblewrap does not work here (\(words)); allow user namespaces, or use --sandbox auto"
    case .userUnavailable(let words):
      "submissions cannot run as an unprivileged user here (\(words)); use --sandbox auto"
    case .filesStayOpen(let paths):
      "an unprivileged user could read \(paths.joined(separator: ", ")); close them to other users "
        + "(chmod go-rwx), or use --sandbox auto"
    }
  }
}
