import Foundation
import SubmissionCatalogues
import Synchronization

/// Grades hostile submissions, each beside a bystander, and looks for what they should not have
/// done.
struct HostileRunner: Sendable {
  let context: GradingContext
  let baits: HostileBaits
  /// Where the cases' folders are.
  let folder: String

  /// Seconds for an answer and for the compiler: an endless loop is as endless after these.
  private static let answerSeconds = 3.0
  private static let compilerSeconds = 12.0
  /// A submission's reports hold 16 lines of feedback a test, and a picture a run.
  private static let mostReportBytes = 4 << 20
  private static let (hostile, bystander) = ("2000-00666", "2000-00001")

  init(context: GradingContext, baits: HostileBaits, folder: String) {
    var context = context
    context.patience.answerSeconds = HostileRunner.answerSeconds
    context.patience.compilerSeconds = HostileRunner.compilerSeconds
    // The classifier is of no concern here.
    context.clarity = nil
    self.context = context
    self.baits = baits
    self.folder = folder
  }

  func entry(of hostile: HostileCase) -> CatalogueEntry {
    let clock = ContinuousClock()
    let start = clock.now
    var entry = CatalogueEntry(
      name: hostile.name, summary: "\(hostile.group.rawValue): \(hostile.attack)", found: "")
    do {
      try run(hostile, into: &entry)
    } catch {
      entry.found = "not run"
      entry.problems.append("\(error)")
    }
    entry.seconds = (clock.now - start) / .seconds(1)
    return entry
  }

  private func run(_ hostile: HostileCase, into entry: inout CatalogueEntry) throws {
    let folder = "\(self.folder)/\(hostile.name)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (archives, output, temporary) = ("\(folder)/in", "\(folder)/out", "\(folder)/work")
    for path in [archives, temporary] { try makeFolder(path) }
    var context = context
    context.temporaryFolder = temporary
    context.rubric = context.rubric.cut(to: hostile.scope)

    let writer = try HostileSubmissionWriter(context.rubric, at: context.location)
    let bystander = "\(archives)/\(HostileRunner.bystander).tar.gz"
    var values = baits.values(context)
    values[.otherArchive] = bystander
    values[.reports] = output
    values[.temporary] = temporary
    let innocent = try writer.bystander()
    try Data(innocent).write(to: URL(fileURLWithPath: bystander))
    try Data(try writer.archive(of: hostile.submission, baits: values)).write(
      to: URL(fileURLWithPath: "\(archives)/\(hostile.archiveName)"))

    let printed = Mutex<[String]>([])
    var batch = BatchGrader(
      context: context, archives: try SubmissionArchive.find(in: [archives]), output: output,
      jobs: 2, isFresh: true, gradedAt: "2026-01-01T00:00:00Z",
      report: { progress in printed.withLock { $0.append(progress.line) } })
    // What was found out before is no verdict on today's walls, and what attacks bring about is
    // nobody else's.
    batch.cacheFolder = nil
    let results = try batch.run()

    guard
      let graded = results.submissions.first(where: { $0.archive == hostile.archiveName }),
      let other = results.submissions.first(where: { $0.student == HostileRunner.bystander }),
      results.submissions.count == 2
    else {
      entry.problems.append("there should be results of two submissions")
      return
    }
    judge(graded, by: hostile.outcome, into: &entry)
    if other.failure != nil || other.points != other.possible {
      entry.problems.append(
        "the bystander has \(pointsText(other.points)) of \(pointsText(other.possible)): "
          + (other.failure ?? other.losses.map { "\($0.path): \($0.words)" }.joined(separator: "; "))
      )
    }
    entry.problems += reportProblems(
      in: output, of: results.submissions.map(\.folder), printed: printed.withLock { $0 })
    entry.problems += HostileAftermath.problems(of: folder, work: temporary)
    if FileManager.default.contents(atPath: bystander) != Data(innocent) {
      entry.problems.append("the other submission was changed")
    }
    entry.problems += baits.damage()
  }

  // MARK: The outcome

  private func judge(
    _ result: SubmissionResult, by outcome: HostileOutcome, into entry: inout CatalogueEntry
  ) {
    let losses = result.losses
    let found =
      result.failure == nil
      ? losses.isEmpty ? "nothing lost" : count(losses.count, "item") + " lost" : "refused"
    entry.found = found
    for loss in losses where loss.outcome == .graderFault {
      entry.problems.append("the grader is at fault in \(loss.path): \(loss.words)")
    }
    switch outcome.verdict {
    case .refused:
      if result.failure == nil { entry.problems.append("should be refused: \(found)") }
    case .fullMarks, .loses, .losesAtMost:
      if let failure = result.failure {
        entry.problems.append("was refused: \(failure)")
      } else {
        compare(losses, with: outcome.verdict, of: result, into: &entry)
      }
    }
    let read = result.everyWord
    for words in outcome.says where !read.contains(where: { $0.contains(words) }) {
      entry.problems.append(
        "the student should read “\(words)”, and reads: "
          + read.joined(separator: " / ").prefix(1500))
    }
  }

  private func compare(
    _ losses: [SubmissionResult.Loss], with verdict: HostileOutcome.Verdict,
    of result: SubmissionResult, into entry: inout CatalogueEntry
  ) {
    let (allowed, mustAll): ([String], Bool) =
      switch verdict {
      case .loses(let items): (items, true)
      case .losesAtMost(let items): (items, false)
      case .fullMarks, .refused: ([], false)
      }
    for loss in losses where !allowed.contains(where: { loss.path == $0 || loss.line == $0 }) {
      entry.problems.append("should not lose \(loss.path): \(loss.words)")
    }
    let items = result.itemPaths
    for item in allowed {
      let wanted = items.filter { $0.path == item || $0.line == item }.map(\.path)
      if wanted.isEmpty { entry.problems.append("the rubric has no \(item)") }
      for path in wanted where mustAll && !losses.contains(where: { $0.path == path }) {
        entry.problems.append("should lose \(path), and does not")
      }
    }
  }

  // MARK: The reports

  private func reportProblems(in output: String, of folders: [String], printed: [String])
    -> [String]
  {
    var problems: [String] = []
    var total = 0
    let ours =
      ["index.html", "gradebook.csv", "junit.xml", "results.json"]
      + folders.flatMap { folder in
        ["report.html", "results.json", "prairielearn.json"].map { "\(folder)/\($0)" }
      }
    // Where a batch that is killed goes on from.
    let records = [".grader/lock"] + folders.map { ".grader/records/\($0).json" }
    let there = (FileManager.default.subpaths(atPath: output) ?? [])
      .filter { !isFolder("\(output)/\($0)") }
    for stranger in there where !(ours + records).contains(stranger) {
      problems.append("a file that is none of the reports: \(stranger)")
    }
    for missing in ours where !there.contains(missing) { problems.append("no report \(missing)") }
    for name in there {
      let text = String(
        decoding: FileManager.default.contents(atPath: "\(output)/\(name)") ?? Data(), as: UTF8.self
      )
      total += text.utf8.count
      problems += HostileReading.problems(of: text, in: name, token: baits.token)
    }
    for line in printed {
      problems += HostileReading.problems(of: line, in: "the terminal", token: baits.token)
    }
    if total > HostileRunner.mostReportBytes { problems.append("reports of \(total) bytes") }
    return problems
  }
}

/// What must not stand in anything that the grader wrote.
enum HostileReading {
  static func problems(of text: String, in name: String, token: String) -> [String] {
    var problems: [String] = []
    if let place = text.firstRange(of: HostileCode.mark) {
      problems.append("\(name): \(text[place.lowerBound...].prefix(200))")
    }
    if text.contains(token) { problems.append("\(name) holds the secret") }
    if text.unicodeScalars.contains(where: {
      $0.value < 32 && $0 != "\n" && $0 != "\t" && $0 != "\r"
    }) {
      problems.append("\(name) holds control characters")
    }
    if name.hasSuffix(".html") || name.hasSuffix(".xml") {
      for tag in ["<img src=x", "<script>alert"] where text.contains(tag) {
        problems.append("\(name) holds \(tag)… as markup")
      }
    }
    if name.hasSuffix(".csv"), text.contains(#/(^|\n|,)"?[=+@]/#) {
      problems.append("\(name) holds a cell that is a formula")
    }
    return problems
  }
}

extension SubmissionResult {
  struct Loss {
    var line: String
    var item: String
    var outcome: ItemResult.Outcome
    var words: String
    /// "step-1/testAlphaIsOneMinusBeta".
    var path: String { "\(line)/\(item)" }
  }

  /// Whatever did not earn all its points.
  var losses: [Loss] {
    lines.flatMap { line in
      line.items.filter { $0.points < $0.possible }.map {
        Loss(
          line: line.id, item: $0.name, outcome: $0.outcome,
          words: "\($0.outcome.rawValue): " + $0.feedback.joined(separator: " ").prefix(400))
      }
    }
  }

  fileprivate var itemPaths: [(line: String, path: String)] {
    lines.flatMap { line in line.items.map { (line.id, "\(line.id)/\($0.name)") } }
  }

  /// All that the student reads besides titles.
  fileprivate var everyWord: [String] {
    (failure.map { [$0] } ?? []) + notes + assignments.flatMap(\.notes)
      + lines.flatMap(\.items).flatMap(\.feedback)
  }

  private var lines: [LineResult] { assignments.flatMap(\.lines) }
}

extension Rubric {
  /// What of it is asked for by "hands-on" or "hands-on/step-1".
  func cut(to scope: [String]) -> Rubric {
    var rubric = self
    rubric.assignments = assignments.compactMap { assignment in
      if scope.contains(assignment.id) { return assignment }
      var part = assignment
      part.lines = assignment.lines.filter { scope.contains("\(assignment.id)/\($0.id)") }
      return part.lines.isEmpty ? nil : part
    }
    return rubric
  }
}
