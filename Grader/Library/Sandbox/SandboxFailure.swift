/// Why the sandbox that was asked for cannot be had.
public enum SandboxFailure: Error, Equatable, Sendable {
  /// bubblewrap was asked for and is not installed.
  case bubblewrapMissing
  /// bubblewrap was asked for and cannot start a program here; with its own words.
  case bubblewrapUnusable(String)
}

extension SandboxFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bubblewrapMissing:
      "bubblewrap (bwrap) is not installed; install it, or allow less with --sandbox auto"
    case .bubblewrapUnusable(let words):
      "bubblewrap does not work here (\(words)); allow user namespaces, or use --sandbox auto"
    }
  }
}
