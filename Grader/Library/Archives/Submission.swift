/// What of an archive is a submission, wherever in it: the files that were asked for, by the paths
/// that they have in the student's folder.
public struct Submission: Sendable {
  /// The archive, for messages.
  public let archive: Archive
  /// The folder in the archive that holds the submission; empty if that is the archive itself.
  public let root: String
  /// The Swift files of the assignments, by path (`Assignments/HandsOn/….swift`): those expected and
  /// others that the student put beside them.
  public let sources: [String: ArchiveFile]
  /// Expected files that are not there.
  public let missingSources: [String]
  /// The files of each results folder that is there, by folder (`results_epsilon_linear`) and name.
  public let results: [String: [String: ArchiveFile]]
  /// The files of `works/`, by name: pictures, their settings, and `private`.
  public let works: [String: ArchiveFile]
  /// The `bundle.json` beside the assignments, which says what bundle the student worked in.
  public let bundle: ArchiveFile?
  /// Paths in the archive that are no part of the submission.
  public let others: [String]

  /// The four results folders.
  public static let resultsFolders = ["epsilon", "sample"].flatMap { prediction in
    ["linear", "cosine"].map { "results_\(prediction)_\($0)" }
  }
  /// The files of a results folder.
  public static let resultsFiles = [
    "model.safetensors", "samples.npy", "samples.png", "reverse.gif", "loss.csv", "loss.png",
    "run.json",
  ]

  /// Where pictures and their settings lie.
  public static let worksFolder = "works"
  /// The file there that keeps a student's works out of the gallery.
  public static let privateMark = "private"

  /// Whether a file in `works/` is a picture, its settings or the mark.
  static func isWork(_ name: String) -> Bool {
    name == privateMark || name.hasSuffix(".png") || name.hasSuffix(".json")
  }

  /// Finds the submission in an archive.
  ///
  /// The root is the folder under which most of the files lie where they should (of equals the
  /// outermost, then the first by name), so a top folder of any name is fine. A file that is not
  /// there is taken from elsewhere if just one there has its folder and name, or else its name.
  ///
  /// - Parameter expected: Paths of the stubs, `Assignments/<folder>/<name>.swift`.
  /// - Throws: `ArchiveFailure`: nothing was found, or two files for one place.
  public init(in archive: Archive, expecting expected: [String]) throws(ArchiveFailure) {
    var finder = SubmissionFinder(archive: archive, expected: expected)
    do throws(ArchiveFailure.Reason) {
      try finder.find()
    } catch {
      throw ArchiveFailure(archive: archive.name, reason: error)
    }
    self.archive = archive
    root = finder.root.joined(separator: "/")
    sources = finder.sources
    missingSources = expected.filter { finder.sources[$0] == nil }.sorted()
    results = finder.results
    works = finder.works
    bundle = archive.files.first { $0.components == finder.root + [BundleIdentity.fileName] }
    let used = Set(
      finder.sources.values.map(\.path) + finder.results.values.flatMap { $0.values.map(\.path) }
        + finder.works.values.map(\.path) + [bundle?.path].compactMap(\.self))
    others = archive.files.map(\.path).filter { !used.contains($0) }
  }

  /// Writes sources, results and works below `directory`, new or empty, by the paths that they should have.
  ///
  /// - Throws: `ArchiveFailure`.
  public func unpack(to directory: String) throws(ArchiveFailure) {
    var files = sources.map { path, file in
      ArchiveFile(components: path.split(separator: "/").map(String.init), bytes: file.bytes)
    }
    for (folder, contents) in results {
      files += contents.map { ArchiveFile(components: [folder, $0], bytes: $1.bytes) }
    }
    files += works.map {
      ArchiveFile(components: [Submission.worksFolder, $0], bytes: $1.bytes)
    }
    try archive.write(files.sorted { $0.path < $1.path }, to: directory)
  }
}

private struct SubmissionFinder {
  let archive: Archive
  let expected: [[String]]
  var root: [String] = []
  var sources: [String: ArchiveFile] = [:]
  var results: [String: [String: ArchiveFile]] = [:]
  var works: [String: ArchiveFile] = [:]

  init(archive: Archive, expected: [String]) {
    self.archive = archive
    self.expected = expected.map { $0.split(separator: "/").map(String.init) }
  }

  mutating func find() throws(ArchiveFailure.Reason) {
    root = bestRoot()
    findInRoot()
    try findElsewhere()
    if sources.isEmpty, results.isEmpty, works.isEmpty {
      throw .noSubmission(expected: expected.map { $0.joined(separator: "/") })
    }
  }

  /// Each file that ends like one that is asked for votes for the folder before that.
  private func bestRoot() -> [String] {
    var votes: [[String]: Int] = [:]
    let resultsPaths = Submission.resultsFolders.flatMap { folder in
      Submission.resultsFiles.map { [folder, $0] }
    }
    let wanted = Set(expected + resultsPaths)
    let lengths = Set(wanted.map(\.count))
    for file in archive.files {
      for length in lengths where file.components.count >= length {
        if wanted.contains(Array(file.components.suffix(length))) {
          votes[Array(file.components.dropLast(length)), default: 0] += 1
        }
      }
      // Works have any names.
      if file.components.count >= 2, file.components.dropLast().last == Submission.worksFolder,
        Submission.isWork(file.name)
      {
        votes[Array(file.components.dropLast(2)), default: 0] += 1
      }
    }
    let best = votes.min { left, right in
      if left.value != right.value { return left.value > right.value }
      if left.key.count != right.key.count { return left.key.count < right.key.count }
      return left.key.lexicographicallyPrecedes(right.key)
    }
    return best?.key ?? []
  }

  /// What lies where it should, other Swift files in the assignments' folders included.
  private mutating func findInRoot() {
    let folders = Set(expected.map { Array($0.dropLast()) })
    for file in archive.files where file.components.starts(with: root) {
      let path = Array(file.components.dropFirst(root.count))
      if file.name.hasSuffix(".swift"), folders.contains(where: { path.starts(with: $0) }) {
        sources[path.joined(separator: "/")] = file
      }
      if path.count == 2, Submission.resultsFolders.contains(path[0]),
        Submission.resultsFiles.contains(path[1])
      {
        results[path[0], default: [:]][path[1]] = file
      }
      if path.count == 2, path[0] == Submission.worksFolder, Submission.isWork(path[1]) {
        works[path[1]] = file
      }
    }
  }

  private mutating func findElsewhere() throws(ArchiveFailure.Reason) {
    for path in expected where sources[path.joined(separator: "/")] == nil {
      for length in [2, 1] where length < path.count {
        // A bare name that two stubs share says nothing.
        if expected.filter({ $0.suffix(length) == path.suffix(length) }).count > 1 { continue }
        if let file = try onlyFile(endingIn: path.suffix(length), for: path) {
          sources[path.joined(separator: "/")] = file
          break
        }
      }
    }
    for folder in Submission.resultsFolders where results[folder] == nil {
      for name in Submission.resultsFiles {
        if let file = try onlyFile(endingIn: [folder, name], for: [folder, name]) {
          results[folder, default: [:]][name] = file
        }
      }
    }
  }

  private func onlyFile(
    endingIn suffix: ArraySlice<String>, for path: [String]
  ) throws(ArchiveFailure.Reason) -> ArchiveFile? {
    let used = Set(sources.values.map(\.path))
    let found = archive.files.filter {
      $0.components.suffix(suffix.count) == suffix && !used.contains($0.path)
    }
    if found.count > 1 {
      throw .ambiguous(
        path: path.joined(separator: "/"), first: found[0].path, second: found[1].path)
    }
    return found.first
  }
}
