import SubmissionProtocol

/// The class as JUnit XML: a suite a submission and line, a case a test. What the grader could not
/// judge is an error; what the submission got wrong is a failure. Where a person decided on a whole line,
/// the decision is a case and the tests that did not pass are skipped: it alone counts.
public func junitReport(of results: ClassResults) -> String {
  var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
  let total = results.submissions.reduce(0) { $0 + $1.seconds }
  lines.append("<testsuites time=\"\(secondsText(total))\">")
  // Readers drop a name that comes twice: archives of one name are told apart by their folders.
  let times = Dictionary(results.submissions.map { ($0.student, 1) }, uniquingKeysWith: +)
  for submission in results.submissions {
    let isAlone = times[submission.student] == 1
    let student = escapedForMarkup(
      isAlone ? submission.student : "\(submission.student) (\(submission.folder))")
    if let failure = submission.failure {
      lines.append("  <testsuite name=\"\(student)\" tests=\"1\" failures=\"0\" errors=\"1\">")
      lines.append("    <testcase classname=\"\(student)\" name=\"submission\">")
      lines.append(
        "      <error message=\"\(escapedForMarkup(notGraded(failure)[results.language]))\"/>")
      lines.append("    </testcase>")
      lines.append("  </testsuite>")
      continue
    }
    for assignment in submission.assignments {
      for line in assignment.lines {
        lines += suite(line, of: assignment, student: student, in: results.language)
      }
    }
  }
  lines.append("</testsuites>")
  return lines.joined(separator: "\n") + "\n"
}

private func suite(
  _ line: LineResult, of assignment: AssignmentResult, student: String, in language: Language
) -> [String] {
  let name = "\(student)." + escapedForMarkup("\(assignment.id).\(line.id)")
  let notPassed = line.items.count { $0.outcome != .passed }
  let isDecided = line.adjustment != nil
  let faults = isDecided ? 0 : line.items.count { $0.outcome == .graderFault }
  let isDecisionFailure = isDecided && line.points < line.possible
  let failures = isDecided ? (isDecisionFailure ? 1 : 0) : notPassed - faults
  let seconds = line.items.reduce(0) { $0 + $1.seconds }
  var lines = [
    "  <testsuite name=\"\(name)\" tests=\"\(line.items.count + (isDecided ? 1 : 0))\" failures=\"\(failures)\""
      + " errors=\"\(faults)\""
      + (isDecided ? " skipped=\"\(notPassed)\"" : "") + " time=\"\(secondsText(seconds))\">"
  ]
  for item in line.items {
    let head =
      "    <testcase classname=\"\(name)\" name=\"\(escapedForMarkup(item.name))\""
      + " time=\"\(secondsText(item.seconds))\""
    if item.outcome == .passed {
      lines.append(head + "/>")
      continue
    }
    if isDecided {
      lines += [head + ">", "      <skipped/>", "    </testcase>"]
      continue
    }
    let element = item.outcome == .graderFault ? "error" : "failure"
    lines.append(head + ">")
    lines.append(
      "      <\(element) type=\"\(item.outcome.rawValue)\" message=\"\(escapedForMarkup(item.title))\">"
        + escapedForMarkup(item.remarks(in: language).joined(separator: "\n")) + "</\(element)>")
    lines.append("    </testcase>")
  }
  if let decision = line.adjustment?.sentence[language] {
    let element = isDecisionFailure ? "failure" : "system-out"
    lines += [
      "    <testcase classname=\"\(name)\" name=\"decision\" time=\"0.000\">",
      "      <\(element)>\(escapedForMarkup(decision))</\(element)>", "    </testcase>",
    ]
  }
  lines.append("  </testsuite>")
  return lines
}

private func secondsText(_ seconds: Double) -> String {
  let milliseconds = Int((max(0, boundedNumber(seconds)) * 1000).rounded())
  let fraction = String(milliseconds % 1000)
  return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
}
