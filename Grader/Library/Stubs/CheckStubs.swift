import DiffusionCourse
import Foundation

/// The folders, in `Solutions/` and in `Assignments/`, whose files correspond one to one.
public let assignmentFolders = ["HandsOn", "ImageGeneration", "TextToImage"]

/// What keeps a stub from being its solution with the marked parts removed.
public struct StubDifference: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// There is a solution, but no stub.
    case missing
    /// There is a stub, but no solution. Writing leaves it: it may be someone's work.
    case extra
    /// The first line that differs, and both its versions (`nil`: the file has ended).
    case different(line: Int, expected: String?, found: String?)
  }

  /// The stub's path.
  public var path: String
  public var kind: Kind
  /// Whether the stub was written anew.
  public var isMended: Bool

  public init(path: String, kind: Kind, isMended: Bool = false) {
    self.path = path
    self.kind = kind
    self.isMended = isMended
  }
}

extension StubDifference: CustomStringConvertible {
  public var description: String {
    let words =
      switch kind {
      case .missing: "missing"
      case .extra: "has no solution; remove it or add one"
      case .different(let line, let expected, let found):
        "differs from line \(line): expected \(quoted(expected)), found \(quoted(found))"
      }
    return "\(path): \(words)" + (isMended ? " (written)" : "")
  }

  private func quoted(_ line: String?) -> String { line.map { "“\($0)”" } ?? "the end" }
}

/// Compares every stub with the stub that its solution gives.
///
/// - Parameters:
///   - solutions: The folder that holds the solutions' folders.
///   - assignments: The folder that holds the stubs' folders.
///   - write: Write the stubs that are missing or different.
/// - Returns: The differences, by path; those mended are marked so. Empty: all is well.
/// - Throws: `StubFailure`, for malformed markers before anything is written.
public func checkStubs(
  solutions: String, assignments: String, write: Bool = false
) throws(StubFailure) -> [StubDifference] {
  var differences: [StubDifference] = []
  var texts: [String: String] = [:]
  for folder in assignmentFolders {
    let solved = try swiftFiles(in: "\(solutions)/\(folder)")
    let hasStubs = FileManager.default.fileExists(atPath: "\(assignments)/\(folder)")
    let stubs = hasStubs ? try swiftFiles(in: "\(assignments)/\(folder)") : []
    for file in solved {
      let path = "\(assignments)/\(folder)/\(file)"
      let source = "\(solutions)/\(folder)/\(file)"
      let expected = try StubCutter.stub(from: try text(of: source), file: source)
      if !stubs.contains(file) {
        differences.append(StubDifference(path: path, kind: .missing))
      } else if let kind = difference(expected: expected, found: try text(of: path)) {
        differences.append(StubDifference(path: path, kind: kind))
      } else {
        continue
      }
      texts[path] = expected
    }
    for file in stubs where !solved.contains(file) {
      differences.append(
        StubDifference(path: "\(assignments)/\(folder)/\(file)", kind: .extra))
    }
  }
  if write {
    for index in differences.indices {
      guard let text = texts[differences[index].path] else { continue }
      try save(text, to: differences[index].path)
      differences[index].isMended = true
    }
  }
  return differences.sorted { $0.path < $1.path }
}

private func difference(expected: String, found: String) -> StubDifference.Kind? {
  if Array(expected.utf8) == Array(found.utf8) { return nil }
  let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let foundLines = found.split(separator: "\n", omittingEmptySubsequences: false)
  var index = 0
  while index < min(expectedLines.count, foundLines.count),
    Array(expectedLines[index].utf8) == Array(foundLines[index].utf8)
  {
    index += 1
  }
  return .different(
    line: index + 1,
    expected: index < expectedLines.count ? String(expectedLines[index]) : nil,
    found: index < foundLines.count ? String(foundLines[index]) : nil)
}

/// The Swift files below a folder, hidden ones left out, as sorted relative paths.
private func swiftFiles(in folder: String) throws(StubFailure) -> [String] {
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory),
    isDirectory.boolValue, let all = FileManager.default.enumerator(atPath: folder)
  else { throw .missingFolder(folder) }
  return all.compactMap { $0 as? String }
    .filter { path in
      path.hasSuffix(".swift") && !path.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    .sorted()
}

private func text(of path: String) throws(StubFailure) -> String {
  guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
    throw .unreadable(file: path)
  }
  return text
}

private func save(_ text: String, to path: String) throws(StubFailure) {
  do {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw .unwritable(file: path, reason: systemReason(of: error))
  }
}
