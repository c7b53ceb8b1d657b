/// Why a process could not be started.
public enum ProcessFailure: Error, Equatable, Sendable {
  /// There is no such program, or it may not be executed.
  case commandNotFound(String)
  /// The system refused to start it.
  case cannotStart(command: String, errorNumber: Int32)
  /// The folder to start it in is not there.
  case noWorkingDirectory(String)
  /// No pipe or descriptor could be made.
  case noDescriptor(errorNumber: Int32)
  /// This program is about to end, after `ChildProcess.killAll(isLast:)`.
  case closing
}

extension ProcessFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .commandNotFound(let command):
      "cannot run \(command): no such program; install it or correct PATH"
    case .cannotStart(let command, let number): "cannot run \(command): \(errorText(number))"
    case .noWorkingDirectory(let path): "cannot start a program in \(path): no such folder"
    case .noDescriptor(let number): "cannot make a pipe: \(errorText(number))"
    case .closing: "no more programs are started: the grader was told to stop"
    }
  }
}
