/// Why a change does not fit the files.
public enum ChangeFailure: Error, Equatable, Sendable {
  case noSuchFile(String)
  case fileIsThere(String)
  /// The text should stand in the file once, and stands there `count` times.
  case notOnce(file: String, text: String, count: Int)
}

extension ChangeFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSuchFile(let file): "\(file): the solution has no such file"
    case .fileIsThere(let file): "\(file): the solution has this file already"
    case .notOnce(let file, let text, let count):
      "\(file): “\(text)” should stand there once, and stands there \(count) times"
    }
  }
}

extension Variant {
  /// The files after the changes, by name.
  ///
  /// - Parameter files: Those of the solution.
  public func applied(to files: [String: String]) throws(ChangeFailure) -> [String: String] {
    var changed = files
    for change in changes { try change.apply(to: &changed) }
    return changed
  }
}

extension Change {
  func apply(to files: inout [String: String]) throws(ChangeFailure) {
    switch self {
    case .replace(let file, let text, let replacement):
      guard let whole = files[file] else { throw .noSuchFile(file) }
      let places = whole.ranges(of: text)
      guard places.count == 1, !text.isEmpty else {
        throw .notOnce(file: file, text: text, count: places.count)
      }
      files[file] = whole.replacingCharacters(in: places[0], with: replacement)
    case .add(let file, let text):
      guard files[file] == nil else { throw .fileIsThere(file) }
      files[file] = text
    case .remove(let file):
      guard files.removeValue(forKey: file) != nil else { throw .noSuchFile(file) }
    }
  }
}

extension String {
  fileprivate func replacingCharacters(
    in range: Range<String.Index>, with replacement: String
  ) -> String {
    self[..<range.lowerBound] + replacement + self[range.upperBound...]
  }
}
