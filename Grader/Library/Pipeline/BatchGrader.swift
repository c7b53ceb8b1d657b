import Dispatch
import Foundation
import Synchronization

/// Grades many submissions, some at a time, and writes reports as they come.
public struct BatchGrader: Sendable {
  public var context: GradingContext
  public var archives: [SubmissionArchive]
  /// The folder of the reports.
  public var output: String
  /// How many submissions at a time.
  public var jobs: Int
  /// For the reports.
  public var gradedAt: String
  /// Gets a line for each submission.
  public var report: @Sendable (String) -> Void

  public init(
    context: GradingContext, archives: [SubmissionArchive], output: String, jobs: Int,
    gradedAt: String, report: @escaping @Sendable (String) -> Void
  ) {
    self.context = context
    self.context.isAlone = archives.count == 1
    self.archives = archives
    self.output = output
    self.jobs = jobs
    self.gradedAt = gradedAt
    self.report = report
  }

  private struct State {
    var next = 0
    var results: [SubmissionResult?]
    var lastWritten: ContinuousClock.Instant?
    var problem: GraderError?
  }

  /// The reports of the whole class are written again at most this often while grading goes on.
  private static let writingInterval = Duration.seconds(5)

  /// Grades all, whatever becomes of each.
  ///
  /// - Throws: `GraderError.unwritable` when reports cannot be written; grading stops then.
  public func run() throws(GraderError) -> ClassResults {
    try makeFolder(output)
    let state = Mutex(State(results: Array(repeating: nil, count: archives.count)))
    let workers = max(1, min(jobs, archives.count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let index = takeNext(state) {
        let result = context.grade(archives[index])
        state.withLock { finish(index, result, &$0) }
      }
    }
    return try state.withLock { state throws(GraderError) in
      if let problem = state.problem { throw problem }
      let results = classResults(state.results)
      try results.writeClassReports(to: output)
      return results
    }
  }

  private func takeNext(_ state: borrowing Mutex<State>) -> Int? {
    state.withLock { state in
      guard state.next < archives.count, state.problem == nil else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  private func finish(_ index: Int, _ result: SubmissionResult, _ state: inout State) {
    state.results[index] = result
    let done = state.results.count { $0 != nil }
    report("[\(done)/\(archives.count)] " + result.progressLine)
    do throws(GraderError) {
      let results = classResults(state.results)
      try results.writeReports(of: result, to: output)
      let now = ContinuousClock.now
      if state.lastWritten.map({ now - $0 >= BatchGrader.writingInterval }) ?? true {
        try results.writeClassReports(to: output)
        state.lastWritten = now
      }
    } catch {
      state.problem = error
    }
  }

  private func classResults(_ results: [SubmissionResult?]) -> ClassResults {
    ClassResults(
      language: context.language, gradedAt: gradedAt, sandbox: context.sandbox.level.rawValue,
      warning: context.sandbox.notice,
      assignments: ClassResults.headings(of: context.rubric, in: context.language),
      submissions: results.compactMap(\.self)
    )
  }
}

extension SubmissionResult {
  /// One line for whoever waits.
  var progressLine: String {
    let time = "(\(pointsText(seconds)) s)"
    let name = escapedForTerminal(student)
    if let failure {
      return "\(name): could not be graded, because \(escapedForTerminal(failure)) \(time)"
    }
    let score = "\(pointsText(points)) / \(pointsText(possible))"
    guard isComplete else { return "\(name): \(score), some lines could not be graded \(time)" }
    return "\(name): \(score) \(time)"
  }
}

extension ClassResults {
  /// Writes `report.html` and `results.json` of one submission into its folder.
  func writeReports(of submission: SubmissionResult, to output: String) throws(GraderError) {
    let folder = "\(output)/\(submission.folder)"
    try makeFolder(folder)
    try writeFile(studentPage(of: submission, in: self), to: "\(folder)/report.html")
    try writeFile(gradescopeReport(of: submission), to: "\(folder)/results.json")
  }

  /// Writes the reports of the whole class.
  func writeClassReports(to output: String) throws(GraderError) {
    try writeFile(classPage(of: self), to: "\(output)/index.html")
    try writeFile(gradebookReport(of: self), to: "\(output)/gradebook.csv")
    try writeFile(junitReport(of: self), to: "\(output)/junit.xml")
    try writeFile(json(self), to: "\(output)/results.json")
  }
}
