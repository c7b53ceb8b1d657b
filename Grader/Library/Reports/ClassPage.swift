import SubmissionProtocol

/// The class at a glance: a row a submission, a column a line of the rubric.
public func classPage(of results: ClassResults) -> String {
  let language = results.language
  let all = results.submissions.count
  let graded = results.submissions.count { $0.isComplete }
  let title = say("Results", korean: "채점 결과")[language]
  let counts = say(
    "\(count(all, "submission")), \(graded) fully graded",
    korean: "제출물 \(all)개, 채점 완료 \(graded)개")[language]
  let sandbox = sandboxSentence(results)[language]
  var body = [
    "<div class=\"head\"><div>", "<h1>\(title)</h1>",
    "<p class=\"quiet\">\(counts) · \(escapedForMarkup(results.gradedAt)) · "
      + "\(escapedForMarkup(sandbox)) · <a href=\"gradebook.csv\">gradebook.csv</a></p>",
    "</div></div>",
  ]
  if let warning = results.warning { body += notes([warning], isFault: true) }
  body += notes(results.remarks, isFault: true)
  body += notes(results.submissionNotes, isFault: false)
  body += flagSection(of: results)
  for heading in results.assignments {
    let possible = say(
      "of \(pointsText(heading.points))", korean: "\(pointsText(heading.points))점 만점")[language]
    body += [
      "<section class=\"card\">",
      "<div class=\"top\"><h2>\(escapedForMarkup(heading.title))</h2>"
        + "<span class=\"quiet\">\(possible)</span></div>",
      "<div class=\"scroll\"><table>",
    ]
    let columns = zip(heading.lines, columnTitles(heading.lines.map(\.title))).map {
      "<th title=\"\(escapedForMarkup($0.title))\">\(escapedForMarkup($1))"
        + "<br>\(pointsText($0.points))</th>"
    }
    body.append(
      "<tr><th>\(say("Student", korean: "학생")[language])</th>" + columns.joined()
        + "<th>\(say("Total", korean: "합계")[language])</th></tr>")
    body += results.submissions.map { row($0, heading, in: language) }
    body += ["</table></div>", "</section>"]
  }
  return page(title: title, in: language, body: body, isWide: true)
}

/// Titles that fit a narrow column: of "Step 1: α and ᾱ" the part before the colon where no other line
/// has it, else the part behind.
func columnTitles(_ titles: [String]) -> [String] {
  let parts = titles.map { $0.split(separator: ": ", maxSplits: 1).map(String.init) }
  return zip(titles, parts).map { title, part in
    guard part.count == 2 else { return title }
    return parts.count { $0.first == part[0] } == 1 ? part[0] : part[1]
  }
}

private func row(
  _ submission: SubmissionResult, _ heading: ClassResults.Heading, in language: Language
) -> String {
  // The folder's name is safe by construction; escaping it as well costs nothing.
  var cells =
    "<tr><td><a href=\"\(escapedForMarkup(submission.folder))/report.html\">"
    + "\(escapedForMarkup(submission.student))</a></td>"
  guard submission.failure == nil,
    let assignment = submission.assignments.first(where: { $0.id == heading.id })
  else {
    let failure = submission.failure ?? say("there is no result", korean: "결과가 없습니다")[language]
    let reason = notGraded(failure)[language]
    return cells + "<td class=\"reason\" colspan=\"\(heading.lines.count + 1)\">"
      + "\(escapedForMarkup(reason))</td></tr>"
  }
  for column in heading.lines {
    let line = assignment.lines.first { $0.id == column.id }
    let text = line.map { $0.isGraded ? pointsText($0.points) : "?" } ?? "?"
    let badge = line.map { badgeClass(of: $0) } ?? "graderFault"
    cells += "<td><span class=\"badge \(badge)\">\(text)</span></td>"
  }
  let isGraded = assignment.lines.allSatisfy(\.isGraded)
  return cells + "<td class=\"sum\">\(isGraded ? pointsText(assignment.points) : "?")</td></tr>"
}

/// Why there are no points: for tables of the class.
func notGraded(_ failure: String) -> Sentence {
  say("could not be graded, because \(failure)", korean: "채점하지 못했습니다. \(failure)")
}

private func badgeClass(of line: LineResult) -> String {
  if !line.isGraded { return "graderFault" }
  if line.points >= line.possible { return "passed" }
  return line.points > 0 ? "partly" : "failed"
}

/// "1 submission", "3 submissions".
func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// What stood around submitted code.
func sandboxSentence(_ results: ClassResults) -> Sentence {
  say("sandbox: \(results.sandbox)", korean: "샌드박스: \(results.sandbox)")
}
