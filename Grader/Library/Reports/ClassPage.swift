/// The class at a glance: a row a submission, a column a line of the rubric.
public func classPage(of results: ClassResults) -> String {
  let graded = results.submissions.count { $0.isComplete }
  var body = [
    "<div class=\"head\"><div>", "<h1>Results</h1>",
    "<p class=\"quiet\">\(count(results.submissions.count, "submission")), \(graded) fully graded"
      + " · \(escapedForMarkup(results.gradedAt)) · sandbox: \(escapedForMarkup(results.sandbox))"
      + " · <a href=\"gradebook.csv\">gradebook.csv</a></p>", "</div></div>",
  ]
  if let warning = results.warning { body += notes([warning], isFault: true) }
  for heading in results.assignments {
    body += [
      "<section class=\"card\">",
      "<div class=\"top\"><h2>\(escapedForMarkup(heading.title))</h2>"
        + "<span class=\"quiet\">of \(pointsText(heading.points))</span></div>",
      "<div class=\"scroll\"><table>",
    ]
    let columns = zip(heading.lines, columnTitles(heading.lines.map(\.title))).map {
      "<th title=\"\(escapedForMarkup($0.title))\">\(escapedForMarkup($1))"
        + "<br>\(pointsText($0.points))</th>"
    }
    body.append("<tr><th>Student</th>" + columns.joined() + "<th>Total</th></tr>")
    body += results.submissions.map { row($0, heading) }
    body += ["</table></div>", "</section>"]
  }
  return page(title: "Results", body: body, isWide: true)
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

private func row(_ submission: SubmissionResult, _ heading: ClassResults.Heading) -> String {
  // The folder's name is safe by construction; escaping it as well costs nothing.
  var cells =
    "<tr><td><a href=\"\(escapedForMarkup(submission.folder))/report.html\">"
    + "\(escapedForMarkup(submission.student))</a></td>"
  guard submission.failure == nil,
    let assignment = submission.assignments.first(where: { $0.id == heading.id })
  else {
    let reason = "could not be graded, because \(submission.failure ?? "there is no result")"
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

private func badgeClass(of line: LineResult) -> String {
  if !line.isGraded { return "graderFault" }
  if line.points >= line.possible { return "passed" }
  return line.points > 0 ? "partly" : "failed"
}

/// "1 submission", "3 submissions".
func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
