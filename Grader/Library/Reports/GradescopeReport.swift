import Foundation
import SubmissionProtocol

/// One submission in Gradescope's results form.
///
/// Documented at https://gradescope-autograders.readthedocs.io/en/latest/specs/.
public func gradescopeReport(of submission: SubmissionResult, in language: Language) -> String {
  var report = Gradescope(
    score: submission.points, executionTime: roundedPoints(submission.seconds),
    output: (submission.standing(in: language) + submission.notes
      + submission.assignments.flatMap(\.notes)).joined(separator: "\n"))
  if let failure = submission.failure {
    // Gradescope takes results without a score for a failure of the autograder.
    report.score = submission.failedByGrader ? nil : 0
    report.output = submissionNotGraded(failure)[language]
    return json(report, keys: .convertToSnakeCase)
  }
  for (assignmentIndex, assignment) in submission.assignments.enumerated() {
    for (lineIndex, line) in assignment.lines.enumerated() {
      for (index, item) in line.items.enumerated() {
        report.tests.append(
          Gradescope.Test(
            // What has no verdict has no score and no status.
            score: item.outcome == .graderFault ? nil : item.points, maxScore: item.possible,
            status: item.outcome == .graderFault
              ? nil : item.outcome == .passed ? "passed" : "failed",
            name: "\(line.title): \(item.title)",
            number: "\(assignmentIndex + 1).\(lineIndex + 1).\(index + 1)",
            output: ([item.outcome.label[language]] + item.remarks(in: language))
              .joined(separator: "\n"),
            tags: [assignment.id, line.id]))
      }
      if let adjustment = line.adjustment {
        // The difference, so that the scores of the tests add up to the total.
        report.tests.append(
          Gradescope.Test(
            score: roundedPoints(line.points - line.itemPoints), maxScore: 0,
            status: nil, name: line.title,
            number: "\(assignmentIndex + 1).\(lineIndex + 1).\(line.items.count + 1)",
            output: adjustment.sentence[language], tags: [assignment.id, line.id]))
      }
    }
  }
  // A total would read as a verdict on those too.
  if !submission.isComplete { report.score = nil }
  return json(report, keys: .convertToSnakeCase)
}

/// `value` as JSON with sorted keys, so that equal results are equal bytes.
func json(
  _ value: some Encodable, pretty: Bool = true,
  keys: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
) -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = keys
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
  do {
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  } catch {
    fatalError("a result does not encode: \(error)")
  }
}

/// Field names are Gradescope's, in Swift's spelling.
private struct Gradescope: Encodable {
  var score: Double?
  var executionTime: Double
  var output: String
  var outputFormat = "text"
  var testOutputFormat = "text"
  var testNameFormat = "text"
  var visibility = "visible"
  var stdoutVisibility = "hidden"
  var tests: [Test] = []

  struct Test: Encodable {
    var score: Double?
    var maxScore: Double
    var status: String?
    var name: String
    var number: String
    var output: String
    var tags: [String]
    var visibility = "visible"
  }
}
