import Foundation
import Painter

/// All that a verdict depends on besides the submission's own files, as keys.
///
/// The rubric is no part of it: points are made of findings each time, and findings that lack a test
/// of the rubric are not used.
struct Circumstances: Equatable, Sendable {
  /// For the code: kit and compiler, the grader's and the suites' code, fixtures, stubs, sandbox,
  /// limits of time.
  var code: String
  /// For the results folders: the grader's code, the classifier.
  var runs: String
  /// For works: the grader's code, the painter's weights.
  var works: String

  /// - Throws: `GraderError.missingBuildProduct`.
  init(of context: GradingContext) throws(GraderError) {
    let location = context.location
    var grader = ContentKey()
    // Objects, not programs: a program's bytes change with every other test of the package.
    for path in try location.objects(of: "GraderLibrary") { grader.add(fileAt: path) }
    // The kit's modules are those that the classifier computes with.
    grader.add(URL(fileURLWithPath: context.kit.folder).lastPathComponent)

    var code = grader
    code.add("code 1")
    let suitesBuild = URL(fileURLWithPath: location.testBundle).deletingLastPathComponent().path
    for module in ["HiddenSuites", "SubmissionProtocol", "WorkerClient", "Processes"] {
      for path in try location.objects(of: module, in: suitesBuild) { code.add(fileAt: path) }
    }
    let fixtures = "\(location.root)/Grader/HiddenSuites/Fixtures"
    for name in namesInFolder(fixtures) {
      code.add(name)
      code.add(fileAt: "\(fixtures)/\(name)")
    }
    for assignment in assignmentFolders {
      let folder = "\(location.assignments)/\(assignment)"
      for stub in SourceFiles.stubs(in: folder) {
        code.add(stub.name)
        code.add(fileAt: stub.path)
      }
    }
    code.add(context.sandbox.level.rawValue)
    code.add("\(context.patience)")
    self.code = code.text

    var runs = grader
    runs.add("runs 1")
    if let clarity = context.clarity {
      runs.add("\(type(of: clarity))")
      runs.add(fileAt: location.classifier)
    }
    runs.add(context.training?.key ?? "no training data")
    self.runs = runs.text

    var works = grader
    works.add("works 1")
    for file in PainterWeights.File.allCases {
      works.add(fileAt: PainterWeights.committed.path(of: file))
    }
    self.works = works.text
  }

  /// The key of one assignment's code.
  ///
  /// - Parameter sources: The files by their paths in the student's folder.
  func key(ofCode folder: String, sources: [String: ArchiveFile]) -> String {
    var key = ContentKey()
    key.add(code)
    key.add(folder)
    for (path, file) in sources.sorted(by: { $0.key < $1.key })
    where path.hasPrefix("Assignments/\(folder)/") {
      key.add(path)
      key.add(file.bytes)
    }
    return key.text
  }

  /// The key of one results folder.
  func key(ofRun folder: String, files: [String: ArchiveFile]) -> String {
    var key = ContentKey()
    key.add(runs)
    key.add(folder)
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      key.add(name)
      key.add(file.bytes)
    }
    return key.text
  }

  /// The key of a submission's works.
  func key(ofWorks files: [String: ArchiveFile]) -> String {
    var key = ContentKey()
    key.add(works)
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      key.add(name)
      key.add(file.bytes)
    }
    return key.text
  }

  /// The key of images of one run drawn again, from those of the code and of the run.
  func key(ofVerification verification: Verification, code: String, run: String) -> String {
    var key = ContentKey()
    key.add("verification 1")
    key.add(verification.rawValue)
    key.add(code)
    key.add(run)
    return key.text
  }

  /// The key of a whole submission.
  func key(
    ofArchive bytes: [UInt8], student: String, verification: Verification = .off
  ) -> String {
    var key = ContentKey()
    key.add("submission 1")
    key.add(verification.rawValue)
    key.add(code)
    key.add(runs)
    key.add(works)
    key.add(student)
    key.add(bytes)
    return key.text
  }
}
