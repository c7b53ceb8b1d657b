/// What can keep the grader from its work, apart from a bad submission.
public enum GraderError: Error, Equatable, Sendable {
  /// A wrong word on the command line.
  case usage(String, command: String?)
  case badRubric(path: String, reason: String)
  /// A file of a teaching assistant's decisions.
  case badOverrides(path: String, reason: String)
  case badCourse(path: String, reason: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case noPackage(startingFrom: String)
  case noArchives(paths: [String])
  /// A file of the grader's own build is not where the build puts it.
  case missingBuildProduct(String)
  /// A tool that the grader starts failed; its last words.
  case toolFailed(tool: String, reason: String)
  case processorTooOld(missing: String)
  /// An error of another part, which words itself.
  case inOwnWords(String)
}

extension GraderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .usage(let problem, let command):
      "\(problem); see grader \(command.map { "\($0) " } ?? "")--help"
    case .badRubric(let path, let reason):
      "\(path): not a usable rubric: \(reason)"
    case .badOverrides(let path, let reason):
      "\(path): \(reason); correct it and grade again, nothing is lost"
    case .badCourse(let path, let reason):
      "\(path): not a usable course file: \(reason)"
    case .unreadable(let path, let reason):
      "\(path): \(reason)"
    case .unwritable(let path, let reason):
      "\(path): cannot be written: \(reason)"
    case .noPackage(let start):
      "no Package.swift above \(start); name the package's folder with --package DIR"
    case .noArchives(let paths):
      "no archive (.tar.gz, .tgz, .zip) in \(paths.joined(separator: ", ")); name one, or a folder of them"
    case .missingBuildProduct(let path):
      "\(path): missing; build the package with swift build and start the grader with swift run"
    case .toolFailed(let tool, let reason):
      "\(tool) failed: \(reason)"
    case .processorTooOld(let missing):
      "this build needs a processor with \(missing); remove .build and build it on this machine"
    case .inOwnWords(let words):
      words
    }
  }
}
