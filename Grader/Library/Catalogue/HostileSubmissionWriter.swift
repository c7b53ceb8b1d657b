import Foundation
import SubmissionCatalogues

/// Makes the archives of hostile submissions, and of the bystander beside each.
struct HostileSubmissionWriter {
  /// The files of the reference solution that a scope asks for, by their paths in an archive.
  let reference: [String: [UInt8]]
  /// "HandsOn", for assignments whose code is graded.
  let assignments: [String]

  /// - Parameter rubric: Already cut down to what is graded.
  init(_ rubric: Rubric, at location: PackageLocation) throws(GraderError) {
    var reference: [String: [UInt8]] = [:]
    func take(_ folder: String, from source: String, ending: String = "") throws(GraderError) {
      for name in namesInFolder(source) where name.hasSuffix(ending) {
        let path = "\(source)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) else {
          throw .unreadable(path: path, reason: "cannot be read")
        }
        reference["\(folder)/\(name)"] = Array(data)
      }
    }
    var assignments: [String] = []
    for assignment in rubric.assignments {
      if assignment.lines.contains(where: { $0.kind == .tests }) {
        assignments.append(assignment.folder)
        try take(
          "Assignments/\(assignment.folder)", from: "\(location.solutions)/\(assignment.folder)",
          ending: ".swift")
      }
      for folder in assignment.lines.compactMap(\.folder) {
        try take(folder, from: "\(location.solutions)/\(folder)")
      }
      if assignment.lines.contains(where: { $0.kind == .work }) {
        let works = Submission.worksFolder
        try take(works, from: "\(location.solutions)/\(works)")
      }
    }
    self.reference = reference
    self.assignments = assignments
  }

  /// The reference solution as it is.
  func bystander() throws -> [UInt8] {
    try TarWriter.gzippedArchive(
      of: Dictionary(uniqueKeysWithValues: reference.map { ("2000-00001/" + $0, $1) }))
  }

  /// - Parameter baits: What stands in the place of `{{NAME}}`.
  func archive(
    of submission: HostileSubmission, baits: [HostileBait: String]
  ) throws -> [UInt8] {
    let writer = HostileArchiveWriter(reference: reference)
    switch submission {
    case .archive(let archive): return writer.bytes(of: archive)
    case .solution(let edits):
      var files = reference
      for assignment in assignments {
        files[HostileCode.path(of: assignment)] = Array(HostileCode.tools.utf8)
      }
      var topFolder = "2000-00666/"
      for edit in edits {
        if case .topFolder(let name) = edit { topFolder = name.isEmpty ? "" : name + "/" }
        try apply(edit, to: &files, writer)
      }
      for (path, bytes) in files where path.hasSuffix(".swift") {
        files[path] = replacing(baits, in: bytes)
      }
      for path in files.keys.filter({ $0.contains("{{") }) {
        files[
          String(decoding: replacing(baits, in: Array(path.utf8)), as: UTF8.self)
            .replacing("/tmp", with: "")] = files.removeValue(forKey: path)
      }
      // Names are kept byte by byte here, whatever form their accents have.
      return writer.bytes(
        of: .gzippedTar(
          files.sorted { $0.key < $1.key }.flatMap { path, bytes -> [HostileEntry] in
            let name = topFolder + path
            let entry = HostileEntry(name, .bytes(bytes))
            return name.utf8.count <= 100
              ? [entry]
              : [HostileEntry(name, kind: .longName), HostileEntry("long", .bytes(bytes))]
          }))
    }
  }

  private func apply(
    _ edit: HostileEdit, to files: inout [String: [UInt8]], _ writer: HostileArchiveWriter
  ) throws {
    switch edit {
    case .body(let function, let code):
      try change(function, in: &files) { _ in code + "\n" }
    case .before(let function, let code):
      try change(function, in: &files) { code + "\n" + $0 }
    case .declarations(let code):
      let path = "Assignments/\(assignments.first ?? "")/Declarations.swift"
      files[path] = Array(("import DiffusionCourse\nimport Foundation\n" + code + "\n").utf8)
    case .file(let path, let content): files[path] = writer.bytes(of: content)
    case .without(let path): files[path] = nil
    case .carriageReturns:
      for (path, bytes) in files where path.hasSuffix(".swift") {
        files[path] = bytes.flatMap { $0 == 10 ? [13, 10] : [$0] }
      }
    case .byteOrderMarks:
      for (path, bytes) in files where path.hasSuffix(".swift") {
        files[path] = [0xef, 0xbb, 0xbf] + bytes
      }
    case .topFolder: break
    }
  }

  /// Changes what stands between the marks of the solution in a function.
  private func change(
    _ function: String, in files: inout [String: [UInt8]], _ body: (String) -> String
  ) throws {
    for path in reference.keys.sorted() where path.hasSuffix(".swift") {
      var text = String(decoding: files[path] ?? [], as: UTF8.self)
      guard let name = text.range(of: "static func \(function)("),
        let begin = text.range(of: "// BEGIN SOLUTION", range: name.upperBound..<text.endIndex),
        let first = text.range(of: "\n", range: begin.upperBound..<text.endIndex),
        let end = text.range(of: "// END SOLUTION", range: first.upperBound..<text.endIndex)
      else { continue }
      let signature = text[name.upperBound..<begin.lowerBound]
      guard let arrow = signature.range(of: "-> ", options: .backwards),
        let brace = signature.range(of: "{", options: .backwards)
      else { continue }
      let type = signature[arrow.upperBound..<brace.lowerBound]
      // A body of one expression needs no `return`; with other code before it, it would.
      let honest =
        "func honest() -> \(type) {\n\(text[first.upperBound..<end.lowerBound])}\nreturn honest()\n"
      text.replaceSubrange(first.upperBound..<end.lowerBound, with: body(honest))
      if !text.contains("import Foundation") { text = "import Foundation\n" + text }
      files[path] = Array(text.utf8)
      return
    }
    throw HostileCaseFailure(description: "no function \(function) in the solution")
  }

  private func replacing(_ baits: [HostileBait: String], in bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "{")),
      var text = String(validating: bytes, as: UTF8.self), text.contains("{{")
    else { return bytes }
    for (bait, value) in baits { text = text.replacing("{{\(bait.rawValue)}}", with: value) }
    return Array(text.utf8)
  }
}

/// A case that cannot be made.
struct HostileCaseFailure: Error, CustomStringConvertible {
  var description: String
}
