import SubmissionProtocol

/// One submission in PrairieLearn's form of external grading results.
///
/// Documented at https://prairielearn.readthedocs.io/en/latest/externalGrading/.
public func prairieLearnReport(of submission: SubmissionResult, in language: Language) -> String {
  var report = PrairieLearn()
  let notes =
    submission.standing(in: language) + submission.notes + submission.assignments.flatMap(\.notes)
  guard submission.isComplete else {
    // Without a verdict it must not use up an attempt, nor count as zero.
    let reason =
      submission.failure.map { submissionNotGraded($0)[language] }
      ?? say("some lines have no verdict yet", korean: "아직 판정되지 않은 항목이 있습니다")[language]
    report.gradable = false
    report.formatErrors = [cut(reason, to: mostText)]
    return json(report, keys: .convertToSnakeCase)
  }
  report.gradable = true
  report.score =
    submission.possible > 0 ? min(1, max(0, submission.points / submission.possible)) : 0
  report.message = cut(
    "\(pointsText(submission.points)) / \(pointsText(submission.possible))", to: mostText)
  report.output = cut(notes.joined(separator: "\n"), to: mostText)
  for assignment in submission.assignments {
    for line in assignment.lines {
      for item in line.items {
        report.tests?.append(
          PrairieLearn.Test(
            name: "\(line.title): \(item.title)", description: assignment.title,
            points: item.points, maxPoints: item.possible,
            message: item.outcome.label[language],
            output: cut(item.remarks(in: language).joined(separator: "\n"), to: mostText)))
      }
      if let adjustment = line.adjustment {
        report.tests?.append(
          PrairieLearn.Test(
            name: line.title, description: assignment.title,
            points: roundedPoints(line.points - line.itemPoints), maxPoints: 0,
            message: adjustment.sentence[language], output: ""))
      }
    }
  }
  return json(report, keys: .convertToSnakeCase)
}

/// PrairieLearn refuses results of more than 1 MB; some 100 tests of this length stay below.
private let mostText = 6000

private func cut(_ text: String, to length: Int) -> String {
  text.utf8.count <= length
    ? text : "\(String(decoding: text.utf8.prefix(length), as: UTF8.self)) …"
}

/// Field names are PrairieLearn's, in Swift's spelling.
private struct PrairieLearn: Encodable {
  var gradable = true
  var formatErrors: [String]?
  var score: Double?
  var message: String?
  var output: String?
  var tests: [Test]? = []

  struct Test: Encodable {
    var name: String
    var description: String
    var points: Double
    var maxPoints: Double
    var message: String
    var output: String
  }
}
