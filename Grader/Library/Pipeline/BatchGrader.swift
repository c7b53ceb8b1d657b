import Foundation
import SubmissionProtocol
import Synchronization

/// Grades many submissions, some at a time, and writes reports as they come.
///
/// What was found out about each submission is on disk before its report is. However a batch ends, the
/// same batch goes on from there: a submission is graded again only if its archive, the grader, the
/// suites, the kit or the sandbox are others, or the grader failed. Points are made anew each time.
public struct BatchGrader: Sendable {
  public var context: GradingContext
  public var archives: [SubmissionArchive]
  /// The folder of the reports.
  public var output: String
  /// How many submissions at a time.
  public var jobs: Int
  /// Whether to grade anew what was graded before.
  public var isFresh: Bool
  /// Where findings outlive the batch; nil is nowhere. Without a sandbox submitted code could write
  /// there: then nowhere, by default.
  public var cacheFolder: String?
  /// For the reports.
  public var gradedAt: String
  /// Hears of each submission.
  public var report: @Sendable (BatchProgress) -> Void

  public init(
    context: GradingContext, archives: [SubmissionArchive], output: String, jobs: Int,
    isFresh: Bool = false, gradedAt: String, report: @escaping @Sendable (BatchProgress) -> Void
  ) {
    self.context = context
    self.context.isAlone = archives.count == 1
    self.archives = archives
    self.output = output
    self.jobs = jobs
    self.isFresh = isFresh
    cacheFolder =
      context.sandbox.level == .none ? nil : "\(context.location.scratch)/grader-cache"
    self.gradedAt = gradedAt
    self.report = report
  }

  private struct State {
    /// Indices of archives, the next one last.
    var waiting: [Int]
    var results: [SubmissionResult?]
    /// Of the runs of each, by the results folder.
    var fingerprints: [[String: RunFingerprint]]
    var remainingTime = RemainingTime()
    /// The reports of the whole class are not written again before.
    var nextWriting = ContinuousClock.now
    var problem: GraderError?
  }

  /// Grades all, whatever becomes of each.
  ///
  /// - Throws: `GraderError.unwritable` when reports cannot be written, or another grader is at work
  ///   in the output folder; grading stops then.
  public func run() throws(GraderError) -> ClassResults {
    try run(with: FindingsCache(folder: cacheFolder, reads: !isFresh))
  }

  func run(with cache: FindingsCache) throws(GraderError) -> ClassResults {
    let folder = try OutputFolder(output)
    defer { folder.release() }
    TemporaryFolder.removeLeftOvers(in: context.temporaryFolder)
    var context = context
    context.cache = cache
    let one = try SubmissionInBatch(
      context: context, folder: folder, circumstances: Circumstances(of: context),
      isFresh: isFresh, gradedAt: gradedAt)
    // A submission that the grader did not survive comes last: all others have their results then.
    let order =
      archives.indices.filter { !folder.isMarked(archives[$0]) }
      + archives.indices.filter { folder.isMarked(archives[$0]) }
    let state = Mutex(
      State(
        waiting: order.reversed(), results: Array(repeating: nil, count: archives.count),
        fingerprints: Array(repeating: [:], count: archives.count)))
    inThreads(max(1, min(jobs, archives.count))) {
      while let index = state.withLock({ $0.problem == nil ? $0.waiting.popLast() : nil }) {
        finish(index, one.outcome(of: archives[index]), state)
      }
    }
    context.cache.prune()
    return try state.withLock { state throws(GraderError) in
      if let problem = state.problem { throw problem }
      compareRuns(&state)
      compareWorks(&state)
      let results = classResults(state.results)
      try results.writeClassReports(to: output)
      return results
    }
  }

  /// Flags what is the same in the runs of two submissions, or of the reference solution.
  private func compareRuns(_ state: inout State) {
    let folders = context.rubric.assignments.flatMap(\.lines).compactMap(\.folder)
    var runs: [ClassComparison.Owned] = []
    var indices: [Int?] = []
    func add(_ fingerprints: [String: RunFingerprint], of owner: Sentence, _ index: Int?) {
      for folder in folders {
        guard let run = fingerprints[folder] else { continue }
        runs.append(ClassComparison.Owned(owner: owner, folder: folder, run: run))
        indices.append(index)
      }
    }
    for (index, result) in state.results.enumerated() {
      guard let result else { continue }
      add(state.fingerprints[index], of: both(result.student), index)
    }
    if context.comparesWithReference {
      let solutions = context.location.solutions
      let own = folders.compactMap { folder in
        RunFingerprint(RunInspection(folder, in: solutions), in: solutions).map { (folder, $0) }
      }
      add(
        Dictionary(own, uniquingKeysWith: { first, _ in first }),
        of: say("the reference solution", korean: "모범 답안"), nil)
    }
    for finding in ClassComparison(runs).findings() {
      guard let index = indices[finding.index] else { continue }
      state.results[index]?.flags.append(
        finding.flag.flag(of: runs[finding.index].folder, in: context.language))
    }
  }

  /// Flags equal pictures.
  private func compareWorks(_ state: inout State) {
    let places = state.results.indices.filter { state.results[$0] != nil }
    for found in sameWorks(places.compactMap { state.results[$0] }) {
      state.results[places[found.index]]?.flags.append(
        found.flag.flag(of: Submission.worksFolder, in: context.language))
    }
  }

  private func finish(
    _ index: Int, _ outcome: SubmissionInBatch.Outcome, _ state: borrowing Mutex<State>
  ) {
    let result = outcome.result
    var problem: GraderError?
    do throws(GraderError) {
      try classResults([result]).writeReports(of: result, to: output)
    } catch {
      problem = error
    }
    let progress = state.withLock { state in
      state.results[index] = result
      state.fingerprints[index] = outcome.fingerprints
      state.problem = state.problem ?? problem
      if !outcome.isResumed { state.remainingTime.add(result.seconds) }
      writeClassReportsIfDue(&state)
      let done = state.results.count { $0 != nil }
      let remaining = archives.count - done
      return BatchProgress(
        done: done, total: archives.count, line: result.progressLine,
        needsAttention: !result.isComplete || result.kept != nil,
        secondsLeft: remaining == 0
          ? nil : state.remainingTime.estimate(remaining: remaining, jobs: jobs))
    }
    report(progress)
  }

  /// Writing takes at most a tenth of the time, and happens every five seconds at most.
  private func writeClassReportsIfDue(_ state: inout State) {
    let start = ContinuousClock.now
    guard start >= state.nextWriting, state.problem == nil else { return }
    do throws(GraderError) {
      try classResults(state.results).writeClassReports(to: output)
    } catch {
      state.problem = error
    }
    let end = ContinuousClock.now
    state.nextWriting = end + max(.seconds(5), (end - start) * 10)
  }

  private func classResults(_ results: [SubmissionResult?]) -> ClassResults {
    let submissions = results.compactMap(\.self)
    let concerned = Dictionary(
      grouping: submissions.flatMap { one in one.remarks.map { (remark: $0, one.student) } },
      by: \.remark)
    let remarks = concerned.sorted { $0.key < $1.key }.map { remark, concerned in
      "\(remark) (\(count(concerned.count, "submission")), first \(concerned[0].1))"
    }
    return ClassResults(
      language: context.language, gradedAt: gradedAt, sandbox: context.sandbox.level.rawValue,
      warning: context.sandbox.warning(in: context.language), remarks: context.remarks + remarks,
      assignments: ClassResults.headings(of: context.rubric, in: context.language),
      submissions: submissions)
  }
}

extension ClassResults {
  /// Writes `report.html`, `results.json` and `prairielearn.json` of one submission into its folder.
  func writeReports(of submission: SubmissionResult, to output: String) throws(GraderError) {
    let folder = "\(output)/\(submission.folder)"
    try makeFolder(folder)
    try writeFile(studentPage(of: submission, in: self), to: "\(folder)/report.html")
    try writeFile(gradescopeReport(of: submission, in: language), to: "\(folder)/results.json")
    try writeFile(
      prairieLearnReport(of: submission, in: language), to: "\(folder)/prairielearn.json")
  }

  /// Writes the reports of the whole class.
  func writeClassReports(to output: String) throws(GraderError) {
    try writeFile(classPage(of: self), to: "\(output)/index.html")
    try writeFile(gradebookReport(of: self), to: "\(output)/gradebook.csv")
    try writeFile(junitReport(of: self), to: "\(output)/junit.xml")
    try writeFile(json(self), to: "\(output)/results.json")
  }
}
