import Foundation
import SubmissionProtocol

/// An archive to grade, and whose it is.
public struct SubmissionArchive: Equatable, Sendable {
  /// The student's number, or the archive's name where that holds none.
  public var student: String
  /// The folder for this submission's reports: safe as a file name, and no other submission's.
  public var folder: String
  public var path: String
  /// Other archives of the same student, and why each does not count; a line each.
  public var setAside: [Sentence]

  public init(student: String, folder: String, path: String, setAside: [Sentence] = []) {
    self.student = student
    self.folder = folder
    self.path = path
    self.setAside = setAside
  }

  /// The archive's file name.
  public var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// Finds the archives among files and folders, the newest of each student.
  ///
  /// - Parameter paths: Archives (whatever their names), and folders, which are searched with their
  ///   subfolders for names that end like archives.
  /// - Throws: `GraderError.unreadable` for a path that is not there, `noArchives` if none is found.
  public static func find(in paths: [String]) throws(GraderError) -> [SubmissionArchive] {
    var files: [String] = []
    for path in paths {
      if isFolder(path) {
        files += archives(in: path, depth: 0)
      } else if isFile(path) {
        files.append(path)
      } else {
        throw .unreadable(path: path, reason: "no such file or folder")
      }
    }
    guard !files.isEmpty else { throw .noArchives(paths: paths) }
    var seen: Set<String> = []
    let distinct = files.filter { seen.insert(canonicalPath($0)).inserted }
    // Archives without a student's number are each someone's: two files of one name in two folders
    // must not take each other's place.
    let groups = Dictionary(grouping: distinct) { studentNumber(ofArchive: $0) ?? "file \($0)" }
    var archives = groups.values.compactMap { group -> SubmissionArchive? in
      guard let choice = NewestArchive(of: group) else { return nil }
      let student = studentNumber(ofArchive: choice.path) ?? stem(of: choice.path)
      return SubmissionArchive(
        student: student, folder: safeFileName(student), path: choice.path,
        setAside: choice.setAside)
    }
    archives.sort { ($0.student, $0.path) < ($1.student, $1.path) }
    // Reserved: the folder of reports holds these files of the whole class, and the decisions about it.
    var taken: Set<String> = [
      ".grader", "index.html", "gradebook.csv", "junit.xml", "results.json", "overrides.json",
    ]
    for index in archives.indices {
      let name = archives[index].folder
      var number = 2
      while !taken.insert(archives[index].folder.lowercased()).inserted {
        archives[index].folder = "\(name)-\(number)"
        number += 1
      }
    }
    return archives
  }

  private static func archives(in folder: String, depth: Int) -> [String] {
    guard depth < 4 else { return [] }
    return namesInFolder(folder).flatMap { name -> [String] in
      if name.hasPrefix(".") || name == "__MACOSX" { return [] }
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if isFolder(path) { return archives(in: path, depth: depth + 1) }
      return StudentNumber.isArchiveName(name) ? [path] : []
    }
  }

  /// The student number in an archive's name, or in that of its folder: learning platforms put
  /// names and counters around it.
  static func studentNumber(ofArchive path: String) -> String? {
    let url = URL(fileURLWithPath: path)
    for name in [url.lastPathComponent, url.deletingLastPathComponent().lastPathComponent] {
      if let match = name.firstMatch(of: #/(?:^|[^0-9])([0-9]{4}-[0-9]{5})(?![0-9])/#) {
        return String(match.output.1)
      }
    }
    return nil
  }

  /// The file's name without its ending.
  static func stem(of path: String) -> String {
    let name = URL(fileURLWithPath: path).lastPathComponent
    let ending = StudentNumber.archiveSuffixes.first {
      name.lowercased().hasSuffix($0) && name.count > $0.count
    }
    return String(name.dropLast(ending?.count ?? 0))
  }
}
