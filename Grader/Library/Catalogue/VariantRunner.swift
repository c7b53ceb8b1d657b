import Foundation
import SubmissionCatalogues
import SubmissionProtocol

/// Compiles and tests changed solutions as submissions are.
struct VariantRunner: Sendable {
  let context: GradingContext
  /// The solution's files, by name: "HandsOn/Step1Alpha.swift".
  let solution: [String: String]

  init(context: GradingContext) throws(GraderError) {
    self.context = context
    solution = try context.location.solutionFiles()
  }

  /// What became of some changed files.
  struct Outcome: Sendable {
    /// Whatever was not passed, by "Suite/test".
    var lost: [String: ItemResult] = [:]
    /// Why the files are no whole submission: what does not compile, what is missing.
    var notes: [String] = []
    /// What is wrong with the form of the feedback, in either language.
    var feedbackProblems: [String] = []
    /// Set when there is no verdict, and the fault is the grader's.
    var fault: String?
  }

  /// Compiles the assignments that `files` change and asks their suites.
  ///
  /// - Parameter suites: Only these; nil for all of the assignment.
  func outcome(of files: [String: String], suites: Set<String>? = nil) -> Outcome {
    var outcome = Outcome()
    do {
      for assignment in context.rubric.assignments where isChanged(assignment.folder, in: files) {
        let (result, records) = try grade(assignment, files: files, suites: suites)
        outcome.notes += result.notes
        outcome.feedbackProblems += records.flatMap(\.feedbackProblems)
        for (line, suite) in zip(result.lines, assignment.suites(suites)) {
          for item in line.items where item.outcome != .passed {
            outcome.lost["\(suite)/\(item.name)"] = item
            if item.outcome == .graderFault {
              outcome.fault = "\(suite)/\(item.name): \(item.feedback.joined(separator: " "))"
            }
          }
        }
      }
    } catch {
      outcome.fault = "\(error)"
    }
    return outcome
  }

  private func isChanged(_ folder: String, in files: [String: String]) -> Bool {
    let own = { (name: String, _: String) in name.hasPrefix(folder + "/") }
    return files.filter(own) != solution.filter(own)
  }

  private func grade(
    _ assignment: Rubric.Assignment, files: [String: String], suites: Set<String>?
  ) throws(GraderError) -> (AssignmentResult, [TestRecord]) {
    let work = try TemporaryFolder(named: "grader-catalogue", in: context.temporaryFolder)
    defer { work.remove() }
    let root = "\(work.path)/unpacked"
    for (name, text) in files where name.hasPrefix(assignment.folder + "/") {
      let path = "\(root)/Assignments/\(name)"
      try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      try writeFile(text, to: path)
    }
    var tested = assignment
    tested.lines = assignment.lines.filter { $0.isTested(by: suites) }
    let findings = try context.code(of: tested, in: root, workFolder: work.path)
    return (
      tested.result(of: SubmissionFindings(code: [tested.folder: findings])), findings.records
    )
  }
}

extension Rubric.Assignment {
  /// The suites of its lines, in order.
  fileprivate func suites(_ only: Set<String>?) -> [String] {
    lines.filter { $0.isTested(by: only) }.compactMap(\.suite)
  }
}

extension Rubric.Line {
  fileprivate func isTested(by suites: Set<String>?) -> Bool {
    guard kind == .tests, let suite else { return false }
    return suites?.contains(suite) ?? true
  }
}

extension PackageLocation {
  /// The Swift files of the solutions, by name: "HandsOn/Step1Alpha.swift".
  func solutionFiles() throws(GraderError) -> [String: String] {
    var files: [String: String] = [:]
    for folder in assignmentFolders {
      for name in namesInFolder("\(solutions)/\(folder)") where name.hasSuffix(".swift") {
        let path = "\(solutions)/\(folder)/\(name)"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
          throw .unreadable(path: path, reason: "not UTF-8 text")
        }
        files["\(folder)/\(name)"] = text
      }
    }
    return files
  }
}
