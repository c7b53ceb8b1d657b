import Foundation

/// A function as the student wrote it, for the report beside what it lost.
public struct CodeExcerpt: Codable, Equatable, Sendable {
  public var function: String
  /// The file's name.
  public var file: String
  /// The first is 1.
  public var line: Int
  public var text: String
  /// Whether the function goes on behind `text`.
  public var isCut: Bool

  static let (mostLines, mostCharacters) = (80, 6000)

  /// The first function of a name in Swift source; nil where there is none.
  init?(function: String, in source: String, file: String) {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.last == "\r" ? $0.dropLast() : $0
    }
    guard
      let start = lines.firstIndex(where: { line in
        guard let found = line.range(of: "func \(function)") else { return false }
        let next = line[found.upperBound...].first
        // Not in a comment, and not a longer name.
        return (next == "(" || next == "<" || next == " ")
          && !line[..<found.lowerBound].contains("//")
      })
    else { return nil }
    var end = CodeExcerpt.end(of: lines, from: start)
    isCut = end - start + 1 > CodeExcerpt.mostLines
    end = min(end, start + CodeExcerpt.mostLines - 1)
    let whole = lines[start...end].joined(separator: "\n")
    text = String(whole.prefix(CodeExcerpt.mostCharacters))
    isCut = isCut || text.count < whole.count
    self.function = function
    self.file = file
    line = start + 1
  }

  /// The line of the brace that closes what the first one opens. Comments and strings are taken as
  /// they mostly are: without braces of their own that do not match.
  private static func end(of lines: [Substring], from start: Int) -> Int {
    var depth = 0
    var wasOpen = false
    for index in lines.indices[start...] {
      let code = lines[index].range(of: "//").map { lines[index][..<$0.lowerBound] } ?? lines[index]
      for character in code {
        if character == "{" {
          depth += 1
          wasOpen = true
        } else if character == "}" {
          depth -= 1
        }
      }
      if wasOpen, depth <= 0 { return index }
      if index - start > 400 { return index }
    }
    return lines.count - 1
  }

  /// The functions of an assignment in a student's folder, by name.
  static func all(of functions: [String], in folder: String) -> [CodeExcerpt] {
    let files = SourceFiles.stubs(in: folder).compactMap { stub -> (name: String, text: String)? in
      guard case .success(let data) = readCapped(stub.path, limit: 1 << 20) else { return nil }
      return (stub.name, String(decoding: data, as: UTF8.self))
    }
    return functions.compactMap { function in
      for file in files {
        if let found = CodeExcerpt(function: function, in: file.text, file: file.name) {
          return found
        }
      }
      return nil
    }
  }
}
