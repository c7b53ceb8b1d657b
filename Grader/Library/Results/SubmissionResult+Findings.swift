import SubmissionProtocol

extension SubmissionResult {
  /// A submission that nothing is known about yet.
  init(of submission: SubmissionArchive, in language: Language, gradedAt: String? = nil) {
    self.init(
      student: submission.student, folder: submission.folder, archive: submission.name,
      gradedAt: gradedAt, setAside: submission.setAside.map { $0[language] })
  }

  /// Takes over what was found out, and the points that a rubric and people give for it.
  mutating func take(
    _ findings: SubmissionFindings, by rubric: Rubric,
    overrides: GradingOverrides = GradingOverrides(),
    in language: Language
  ) {
    let own = overrides.of(student: student, folder: folder)
    notes = findings.notes.map { $0[language] }
    remarks = rubric.remarks(on: findings) + own.remarks(on: findings)
    let folders = rubric.assignments.flatMap(\.lines).compactMap(\.folder)
    flags = folders.flatMap { folder in
      let found =
        (findings.runs[folder]?.flags ?? []) + (findings.verifications[folder]?.flags ?? [])
      return found.map { $0.flag(of: folder, in: language) }
    }
    verification = folders.flatMap { folder in
      (findings.verifications[folder]?.notes ?? []).map { "\(folder): \($0[language])" }
    }
    works = findings.works?.compactMap { $0.result(in: language) }
    (assignments, pictures) = rubric.results(of: findings, overrides: own, in: language)
  }

  mutating func take(_ failure: SubmissionFailure, in language: Language) {
    self.failure = failure.reason[language]
    failedByGrader = failure.isGraders
  }

  /// Where the grader failed, in one line; nil if it did not.
  func fault(in language: Language) -> String? {
    if let failure { return failedByGrader ? failure : nil }
    let items = assignments.flatMap(\.lines).filter { !$0.isGraded }.flatMap(\.items)
      .filter { $0.outcome == .graderFault }
    guard let first = items.first else { return nil }
    let what = say(
      "\(count(items.count, "test")) without a verdict", korean: "판정되지 않은 테스트 \(items.count)개")
    return ([what[language]] + first.feedback.prefix(1)).joined(separator: ": ")
  }
}
