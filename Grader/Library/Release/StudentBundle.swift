import DiffusionCourse
import Foundation
import SubmissionProtocol
import Zlib

/// What students are given, made from the solutions: path below the bundle's folder → content.
///
/// The stubs are cut from the solutions, `Package.swift` from the project's own by the same markers;
/// the rest is copied. `LeakScan` has to find nothing in it before it leaves the house.
public struct StudentBundle: Equatable, Sendable {
  /// The one folder in the archive.
  public static let folder = "diffusion-assignment"

  public var files: [String: [UInt8]]

  /// Files that students run.
  static let programs: Set<String> = ["CollectSubmission.sh"]
  /// Copied whole, subfolders included. Those in `optionalFolders` may be missing.
  static let folders = ["Sources", "Tests/PublicTests", "Handout"]
  static let optionalFolders: Set<String> = ["Handout"]
  static let copies = ["CollectSubmission.sh", "LICENSE"]
  /// Of the repository, to their names in the bundle.
  static let renamed = [
    "Grader/Release/README.md": "README.md",
    "Grader/Release/README.ko.md": "README.ko.md",
    "Grader/Release/gitignore": ".gitignore",
  ]
  /// Notes for who works on the engine; students need not see them.
  static let leftOut: Set<String> = ["Sources/ENGINE.md"]
  /// What a bundle may hold, by the ends of names. Anything else is somebody's left-over.
  static let endings = [
    ".swift", ".h", ".modulemap", ".md", ".sh", ".json", ".png", ".gif", "LICENSE", ".gitignore",
  ]
  /// What `diffusion paint` comes with: the one folder whose weights are for students.
  static let weightsFolder = "Sources/Painter/Weights/"

  /// Collects a bundle.
  ///
  /// - Parameter course: What of the course file students see goes into `bundle.json` and README.
  /// - Throws: `ReleaseFailure`.
  public init(of location: PackageLocation, course: Course) throws(ReleaseFailure) {
    files = [:]
    try cutStubs(location)
    for folder in Self.folders { try copy(folder, of: location) }
    for path in Self.copies { files[path] = try Self.bytes(path, of: location) }
    for (path, name) in Self.renamed { files[name] = try Self.bytes(path, of: location) }
    let package = try Self.text("Package.swift", of: location)
    do {
      files["Package.swift"] = Array(try StubCutter.stub(from: package, file: "Package.swift").utf8)
    } catch {
      throw .stubs(error)
    }
    for (name, language) in [("README.md", Language.english), ("README.ko.md", .korean)] {
      try fillIn(name, course.facts(in: language))
    }
    let identity = BundleIdentity(of: course, project: projectVersion, content: contentKey)
    files[BundleIdentity.fileName] = Array(json(identity).utf8)
  }

  /// The archive's bytes: the same for the same files.
  ///
  /// - Throws: `ReleaseFailure.unpackable`.
  public func archive() throws(ReleaseFailure) -> [UInt8] {
    let paths = files.map { ("\(Self.folder)/\($0)", $1) }
    do {
      return try TarWriter.gzippedArchive(
        of: Dictionary(uniqueKeysWithValues: paths),
        programs: Set(Self.programs.map { "\(Self.folder)/\($0)" }))
    } catch {
      throw .unpackable("\(error)")
    }
  }

  /// One name for all that is in it so far.
  private var contentKey: String {
    var key = ContentKey()
    for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
      key.add(path)
      key.add(bytes)
    }
    return key.text
  }

  private mutating func cutStubs(_ location: PackageLocation) throws(ReleaseFailure) {
    let differences: [StubDifference]
    do {
      differences = try checkStubs(
        solutions: location.solutions, assignments: location.assignments)
    } catch {
      throw .stubs(error)
    }
    if let first = differences.first {
      throw .stubsDiffer(first: "\(first)", count: differences.count)
    }
    for folder in assignmentFolders { try copy("Assignments/\(folder)", of: location) }
  }

  /// Takes over a folder, hidden files left out.
  private mutating func copy(
    _ folder: String, of location: PackageLocation
  ) throws(ReleaseFailure) {
    let path = "\(location.root)/\(folder)"
    guard isFolder(path), let names = FileManager.default.enumerator(atPath: path) else {
      if Self.optionalFolders.contains(folder) { return }
      throw .missing(folder)
    }
    for case let name as String in names {
      let file = "\(folder)/\(name)"
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      if isHidden || isFolder("\(location.root)/\(file)") || Self.leftOut.contains(file) {
        continue
      }
      let isWeights = file.hasPrefix(Self.weightsFolder) && file.hasSuffix(".safetensors")
      guard isWeights || Self.endings.contains(where: file.hasSuffix) else {
        throw .stranger(file)
      }
      files[file] = try Self.bytes(file, of: location)
    }
  }

  /// Puts what the course file says where a README has its mark.
  private mutating func fillIn(_ name: String, _ facts: String) throws(ReleaseFailure) {
    let text = String(decoding: files[name] ?? [], as: UTF8.self)
    guard text.contains(Self.courseMark) else { throw .noCourseMark(name) }
    files[name] = Array(text.replacing(Self.courseMark, with: facts).utf8)
  }

  static let courseMark = "<!-- course -->"

  private static func bytes(
    _ path: String, of location: PackageLocation
  ) throws(ReleaseFailure) -> [UInt8] {
    do {
      return try CappedFile.read("\(location.root)/\(path)", limit: 16 << 20)
    } catch .missing {
      throw .missing(path)
    } catch {
      throw .unreadable(path, reason: error.description)
    }
  }

  private static func text(
    _ path: String, of location: PackageLocation
  ) throws(ReleaseFailure) -> String {
    guard let text = String(validating: try bytes(path, of: location), as: UTF8.self) else {
      throw .unreadable(path, reason: "it is not UTF-8 text")
    }
    return text
  }
}
