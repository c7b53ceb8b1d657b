import Foundation

/// How two gradings of a class differ: what changed for whom.
struct ResultsDifference: Codable, Equatable, Sendable {
  var submissions: [Submission]

  struct Submission: Codable, Equatable, Sendable {
    var student: String
    /// nil where the submission is in the other grading alone, or could not be graded.
    var before: Double?
    var after: Double?
    /// Lines of the rubric that have other points, or a verdict in one grading alone.
    var lines: [Line]
    /// Whatever is no number: graded or not, there or not, another archive.
    var notes: [String]
  }

  struct Line: Codable, Equatable, Sendable {
    var assignment: String
    var line: String
    var title: String
    var before: Double?
    var after: Double?
    /// "B holds: failed, now passed".
    var items: [String]
  }

  var isEmpty: Bool { submissions.isEmpty }

  init(from before: ClassResults, to after: ClassResults) {
    // By folder: students' names need not tell submissions apart.
    let old = Dictionary(
      before.submissions.map { ($0.folder, $0) }, uniquingKeysWith: { one, _ in one })
    let new = Dictionary(
      after.submissions.map { ($0.folder, $0) }, uniquingKeysWith: { one, _ in one })
    submissions = Set(old.keys).union(new.keys).sorted().compactMap {
      Submission(from: old[$0], to: new[$0])
    }
  }
}

extension ResultsDifference.Submission {
  /// nil where nothing differs.
  fileprivate init?(from before: SubmissionResult?, to after: SubmissionResult?) {
    guard let student = (after ?? before)?.student else { return nil }
    self.student = student
    self.before = before.flatMap { $0.isComplete ? $0.points : nil }
    self.after = after.flatMap { $0.isComplete ? $0.points : nil }
    notes = []
    lines = []
    switch (before, after) {
    case (nil, _): notes.append("is new")
    case (_, nil): notes.append("is no longer there")
    case (let before?, let after?):
      if before.archive != after.archive {
        notes.append("the archive is \(after.archive), was \(before.archive)")
      }
      if before.failure != after.failure {
        notes.append(
          after.failure.map { "could not be graded this time: \($0)" }
            ?? "could be graded this time")
      }
      lines = ResultsDifference.lines(from: before, to: after)
    }
    if notes.isEmpty, lines.isEmpty, self.before == self.after { return nil }
  }
}

extension ResultsDifference {
  fileprivate static func lines(
    from before: SubmissionResult, to after: SubmissionResult
  ) -> [Line] {
    func all(_ submission: SubmissionResult) -> [(assignment: String, line: LineResult)] {
      submission.assignments.flatMap { assignment in assignment.lines.map { (assignment.id, $0) } }
    }
    let (old, new) = (all(before), all(after))
    var lines: [Line] = []
    for (assignment, line) in new {
      let former = old.first { $0.assignment == assignment && $0.line.id == line.id }?.line
      let items = items(from: former, to: line)
      let points = (before: former.flatMap(shownPoints), after: shownPoints(line))
      guard points.before != points.after || !items.isEmpty else { continue }
      lines.append(
        Line(
          assignment: assignment, line: line.id, title: line.title, before: points.before,
          after: points.after, items: items))
    }
    for (assignment, line) in old
    where !new.contains(where: { $0.assignment == assignment && $0.line.id == line.id }) {
      lines.append(
        Line(
          assignment: assignment, line: line.id, title: line.title, before: shownPoints(line),
          after: nil, items: []))
    }
    return lines
  }

  private static func shownPoints(_ line: LineResult) -> Double? {
    line.isGraded ? line.points : nil
  }

  private static func items(from before: LineResult?, to after: LineResult) -> [String] {
    var changes: [String] = after.items.compactMap { item in
      guard let former = before?.items.first(where: { $0.name == item.name }) else { return nil }
      let label = (former.outcome.label.english, item.outcome.label.english)
      if former.outcome != item.outcome { return "\(item.title): \(label.0), now \(label.1)" }
      if former.points != item.points {
        return "\(item.title): \(pointsText(former.points)), now \(pointsText(item.points))"
      }
      return nil
    }
    if before?.adjustment != after.adjustment {
      changes.append(
        after.adjustment.map { "decided: \($0.sentence.english)" } ?? "a decision was taken back")
    }
    return changes
  }

  /// For a terminal, within 80 columns.
  var report: [String] {
    guard !isEmpty else { return ["no difference"] }
    func text(_ points: Double?) -> String { points.map(pointsText) ?? "?" }
    func change(_ before: Double?, _ after: Double?) -> String {
      guard let before, let after else { return "\(text(before)) → \(text(after))" }
      if before == after { return text(after) }
      let sign = after > before ? "+" : "−"
      return "\(text(before)) → \(text(after)) (\(sign)\(pointsText(abs(after - before))))"
    }
    var lines: [String] = []
    for submission in submissions {
      lines += wrapped(
        "\(submission.student): \(change(submission.before, submission.after))", indent: 0)
      for note in submission.notes { lines += wrapped(note, indent: 2) }
      for line in submission.lines {
        lines += wrapped("\(line.title): \(change(line.before, line.after))", indent: 2)
        for item in line.items { lines += wrapped(item, indent: 4) }
      }
    }
    let noun = submissions.count == 1 ? "submission differs" : "submissions differ"
    return lines + ["", "\(submissions.count) \(noun)"]
  }
}

extension ClassResults {
  /// Reads what a grading left: `results.json`, or a folder with one.
  ///
  /// - Throws: `GraderError.unreadable`.
  static func read(_ path: String) throws(GraderError) -> ClassResults {
    let file = isFolder(path) ? "\(path)/results.json" : path
    switch readCapped(file, limit: 1 << 30) {
    case .failure(let problem):
      throw .unreadable(
        path: file,
        reason: problem == .missing
          ? "no such file; a folder that grader grade wrote to is needed"
          : problem.sentence("it")[.english])
    case .success(let data):
      do {
        return try JSONDecoder().decode(ClassResults.self, fromOutside: data)
      } catch {
        throw .unreadable(
          path: file,
          reason: "not the results of this version of the grader: \(decodingProblem(error).english)"
        )
      }
    }
  }
}
