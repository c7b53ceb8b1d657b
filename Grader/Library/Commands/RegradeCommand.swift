import Foundation
import SubmissionProtocol

/// `grader regrade`: points and reports anew of what was found out before.
enum RegradeCommand {
  static let description = CommandDescription(
    name: "regrade", usage: "DIR [options]",
    summary: "Makes points and reports anew, without running any submission.",
    details: [
      "DIR is a folder that grader grade wrote to. What was found out about each submission is in it; "
        + "the rubric and the overrides of now make points of it. Needs neither archives nor a sandbox.",
      "Prints what changed. Exit code 0: all done; 1: some have no verdict by this rubric, and keep "
        + "that of before; 2: wrong use, or a file that cannot be read or written.",
    ],
    options: [
      .init(
        name: "--overrides", value: "FILE",
        help: "decisions of yours on images and points, kept for later gradings into DIR "
          + "(default: DIR/overrides.json, if there)"),
      .course, .late, .language,
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run grader regrade reports --overrides decisions.json")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    guard let output = arguments.operands.first, arguments.operands.count == 1 else {
      throw .usage("the folder of one grading is needed", command: "regrade")
    }
    let before = try ClassResults.read(output)
    let location = try PackageLocation.find(root: arguments["--package"])
    let rubric = try Rubric.read(location.rubric)
    let terms = Terms(
      course: try Course.read(arguments["--course"], at: location),
      deducts: try arguments.deductsForLateness())
    let overrides = try GradingOverrides.gathered(
      named: arguments["--overrides"], output: output,
      students: before.submissions.map { ($0.student, $0.folder) }, rubric: rubric)
    let language = arguments["--language"] == nil ? before.language : try arguments.language()
    let folder = try OutputFolder(output)
    defer { folder.release() }
    let (after, unsettled) = before.regraded(
      by: rubric, overrides: overrides, terms: terms, in: language, records: folder,
      at: Date.now.formatted(.iso8601))
    for submission in after.submissions { try after.writeReports(of: submission, to: output) }
    try after.writeClassReports(to: output)
    Console.print(ResultsDifference(from: before, to: after).report.joined(separator: "\n"))
    for name in unsettled {
      Console.error(
        "\(escapedForTerminal(name)): kept as it was; grade it again, what was found out before does "
          + "not answer this rubric")
    }
    return unsettled.isEmpty ? 0 : 1
  }
}

extension ClassResults {
  /// The same class by another rubric, or with other decisions.
  ///
  /// - Returns: The results, and whose could not be made anew: what was found out about them lacks
  ///   something that the rubric asks, or is not there. Their results stay.
  func regraded(
    by rubric: Rubric, overrides: GradingOverrides, terms: Terms? = nil, in language: Language,
    records: OutputFolder, at time: String
  ) -> (ClassResults, unsettled: [String]) {
    var after = self
    var unsettled: [String] = []
    after.language = language
    after.gradedAt = time
    after.assignments = ClassResults.headings(of: rubric, in: language)
    after.submissions = submissions.map { before in
      // What could not be graded at all has nothing that a rubric changes.
      guard before.failure == nil else { return before }
      let archive = SubmissionArchive(
        student: before.student, folder: before.folder, path: before.archive)
      guard let record = records.record(of: archive), record.student == before.student else {
        unsettled.append(before.student)
        return before
      }
      var result = before
      result.take(record.findings, by: rubric, overrides: overrides, in: language)
      result.settle(terms, claim: record.findings.bundle, submission: nil, in: language)
      // Some come of comparing the class, which nothing here does again.
      result.flags = before.flags
      guard result.isComplete else {
        unsettled.append(before.student)
        return before
      }
      return result
    }
    return (after, unsettled)
  }
}
