import Foundation
import SubmissionProtocol

/// One Swift file of a submission, or the stub that stands in for it.
struct SourceFile: Equatable {
  /// As the student calls it, relative to the assignment's folder.
  var name: String
  var path: String
  /// True for the package's stub in the place of a missing or broken file.
  var isStub: Bool
}

/// The Swift files of one assignment.
struct SourceFiles: Equatable {
  var files: [SourceFile] = []
  /// Files of the stubs that the submission does not have.
  var missing: [String] = []
  var notes: [Sentence] = []

  /// Whether there are files besides those that were asked for.
  var hasOtherFiles = false

  static let mostFiles = 64
  static let mostBytes = 1 << 20

  /// The student's files in `folder`, and stubs for those that are missing.
  init(in folder: String, stubs: String) {
    let expected = SourceFiles.stubs(in: stubs)
    // Those that were asked for come first: no number of others may push them out.
    let names = SourceFiles.swiftFiles(in: folder)
    let isExpected = { (name: String) in expected.contains { $0.name == name } }
    for name in names.filter(isExpected) + names.filter({ !isExpected($0) }) {
      let path = "\(folder)/\(name)"
      if name == "Package.swift" {
        notes.append(
          say(
            "Package.swift is not part of the assignment and was left out",
            korean: "Package.swift는 과제에 속하지 않으므로 제외했습니다"))
      } else if fileSize(path) > SourceFiles.mostBytes {
        notes.append(
          say(
            "\(name) is larger than 1 MiB and was left out",
            korean: "\(name): 1 MiB보다 커서 제외했습니다"))
      } else if files.count == SourceFiles.mostFiles {
        notes.append(
          say(
            "\(name) was left out: at most \(SourceFiles.mostFiles) files are taken",
            korean: "\(name): 파일은 \(SourceFiles.mostFiles)개까지만 받으므로 제외했습니다"))
      } else {
        files.append(SourceFile(name: name, path: path, isStub: false))
      }
    }
    hasOtherFiles = files.contains { file in !expected.contains { $0.name == file.name } }
    for stub in expected where !files.contains(where: { $0.name == stub.name }) {
      missing.append(stub.name)
      files.append(stub)
    }
  }

  /// The package's stubs of an assignment.
  static func stubs(in folder: String) -> [SourceFile] {
    swiftFiles(in: folder).map { SourceFile(name: $0, path: "\(folder)/\($0)", isStub: true) }
  }

  /// The Swift files under a folder, relative to it, sorted. Hidden ones are left out, and so is
  /// anything deeper than four folders.
  private static func swiftFiles(in folder: String, prefix: String = "", depth: Int = 0) -> [String]
  {
    guard depth < 5 else { return [] }
    return namesInFolder(folder).flatMap { name -> [String] in
      if name.hasPrefix(".") { return [] }
      let path = "\(folder)/\(name)"
      if isFolder(path) {
        return swiftFiles(in: path, prefix: "\(prefix)\(name)/", depth: depth + 1)
      }
      return name.hasSuffix(".swift") && isFile(path) ? [prefix + name] : []
    }
  }
}
