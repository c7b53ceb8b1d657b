import SubmissionProtocol

/// What a course asks beside the work itself: the right version, in time.
struct Terms: Equatable, Sendable {
  var course: Course
  var times = SubmissionTimes.platform
  /// Whether lateness costs points; off, it is only said.
  var deducts = true

  /// The line of a result that holds what lateness costs.
  static let lateLine = "late"
}

extension SubmissionResult {
  /// Adds what `terms` say about this submission: a note where the version is another one, a line in
  /// each assignment for lateness. Points have to be there already.
  ///
  /// - Parameter isAlone: Whether nothing else is graded.
  mutating func settle(
    _ terms: Terms?, claim: BundleClaim?, submission: SubmissionArchive?, isAlone: Bool = false,
    in language: Language
  ) {
    guard let terms, failure == nil else { return }
    if let warning = (claim ?? .missing).warning(expecting: terms.course.assignment) {
      notes.append(warning[language])
    }
    guard let due = terms.course.due else { return }
    // Without archives, as when points are made anew, the time stays that of before.
    if let submission {
      submitted = terms.times.time(
        of: submission, isAlone: isAlone, zoneMinutes: due.zoneMinutes)
    }
    guard let submitted else {
      remarks.append("no submission time is known, so lateness was not judged: see --submitted")
      return
    }
    takeLateness(submitted, due: due, terms, in: language)
  }

  private mutating func takeLateness(
    _ submitted: SubmissionTime, due: Moment, _ terms: Terms, in language: Language
  ) {
    let policy = terms.course.late ?? LatePolicy(pointsADay: 0)
    let days = policy.days(submitted: submitted.moment, due: due)
    guard days > 0 else { return }
    let facts = say(
      """
      submitted \(submitted.moment.inZone(of: due).text), \(submitted.source.sentence); due \
      \(due.text): \(count(days, "day")) late
      """,
      korean: """
        제출 \(submitted.moment.inZone(of: due).text) (\(submitted.source.sentence)), 마감 \
        \(due.text): \(days)일 늦음
        """)
    guard terms.deducts, let rule = terms.course.late?.sentence else {
      let free = say("\(facts); no points are taken", korean: "\(facts). 감점은 없습니다")
      notes.append(free[language])
      return
    }
    notes.append(facts[language])
    let shares = lateShares(policy.deduction(days: days, from: points))
    for index in assignments.indices where shares[index] > 0 {
      assignments[index].lines.append(
        LineResult(
          id: Terms.lateLine, title: say("late", korean: "지각")[language], possible: 0,
          items: [
            ItemResult(
              name: Terms.lateLine,
              title: say("\(count(days, "day")) late", korean: "\(days)일 늦음")[language],
              points: -shares[index], possible: 0, outcome: .late,
              feedback: [facts[language], rule[language]])
          ]))
    }
  }

  /// A deduction, shared out by the points that each assignment earned, in tenths that add up to it.
  private func lateShares(_ deduction: Double) -> [Double] {
    let all = points
    guard all > 0 else { return assignments.map { _ in 0 } }
    var left = deduction
    return assignments.indices.map { index in
      let own = assignments[index].points
      let rest = assignments[index...].reduce(0) { $0 + $1.points }
      guard rest > 0 else { return 0 }
      let share = min(roundedPoints(left * own / rest), own)
      left = roundedPoints(left - share)
      return share
    }
  }
}
