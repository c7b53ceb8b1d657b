import SubmissionCatalogues

extension CatalogueCommand {
  /// The wrong answers: each loses its tests and no others.
  static func wrongReport(_ session: Session) throws(GraderError) -> CatalogueReport {
    let entries = try session.entries(of: WrongAnswers.all)
    var report = CatalogueReport(catalogue: "wrong", entries: entries)
    let named = entries.count { $0.isNamed == true }
    report.totals = [
      "\(entries.count { $0.isAsExpected }) of \(count(entries.count, "wrong answer")) as expected; "
        + "the mistake is named in the feedback of \(named)"
    ]
    return report
  }

  /// The right answers that differ from the solution: none loses anything.
  static func differentReport(_ session: Session) throws(GraderError) -> CatalogueReport {
    let entries = try session.entries(of: DifferentAnswers.all)
    var report = CatalogueReport(catalogue: "different", entries: entries)
    report.totals = [
      "\(entries.count { $0.isAsExpected }) of \(count(entries.count, "right answer")) lose nothing"
    ]
    return report
  }
}

extension CatalogueCommand.Session {
  fileprivate func entries(of variants: [Variant]) throws(GraderError) -> [CatalogueEntry] {
    try VariantRunner(context: context).entries(
      of: variants.filter { isAskedFor($0.name) }, jobs: jobs, report: report)
  }
}
