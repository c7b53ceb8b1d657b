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
  body += summaryCard(of: results)
  body += overviewCards(of: results)
  for heading in results.assignments { body += card(heading, of: results) }
  body += flagSection(of: results)
  return page(title: title, in: language, body: body, isWide: true, script: sortingScript)
}

/// Where the whole class is in one table: points of each assignment, total, time.
private func summaryCard(of results: ClassResults) -> [String] {
  let language = results.language
  let title = say("Submissions", korean: "제출물")[language]
  let possible = results.assignments.reduce(0) { $0 + $1.points }
  let heads =
    [say("Student", korean: "학생")[language]] + results.assignments.map(\.title)
    + [
      say("Total of \(pointsText(possible))", korean: "합계(만점 \(pointsText(possible)))")[language],
      say("Flags", korean: "확인할 점")[language], say("Seconds", korean: "걸린 시간(초)")[language],
    ]
  var lines = [
    "<section class=\"card\" aria-labelledby=\"submissions\">",
    "<div class=\"top\"><h2 id=\"submissions\">\(title)</h2></div>",
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"submissions\">",
    "<table class=\"sortable\"><caption class=\"hidden\">\(title)</caption>",
    "<thead><tr>"
      + heads.map { "<th scope=\"col\">\(escapedForMarkup($0))</th>" }.joined() + "</tr></thead>",
    "<tbody>",
  ]
  for submission in results.submissions {
    let points = results.assignments.map { heading -> String in
      let result = submission.assignments.first { $0.id == heading.id }
      guard let result, submission.failure == nil, result.lines.allSatisfy(\.isGraded) else {
        return "?"
      }
      return pointsText(result.points)
    }
    let cells =
      points + [
        submission.isComplete ? pointsText(submission.points) : "?", "\(submission.flags.count)",
      ]
    lines.append(
      "<tr>\(studentCell(submission))" + cells.map { "<td>\($0)</td>" }.joined()
        + "<td class=\"seconds\">\(pointsText(submission.seconds))</td></tr>")
  }
  return lines + ["</tbody></table></div>", "</section>"]
}

/// One assignment, a column a line of the rubric.
private func card(_ heading: ClassResults.Heading, of results: ClassResults) -> [String] {
  let language = results.language
  let title = escapedForMarkup(heading.title)
  let possible = say(
    "of \(pointsText(heading.points))", korean: "\(pointsText(heading.points))점 만점")[language]
  let columns = zip(heading.lines, columnTitles(heading.lines.map(\.title))).map {
    "<th scope=\"col\" title=\"\(escapedForMarkup($0.title))\">\(escapedForMarkup($1))"
      + "<br>\(pointsText($0.points))</th>"
  }
  // A column for what being late cost, where it cost someone something.
  let late = results.submissions.flatMap(\.assignments).filter { $0.id == heading.id }
    .flatMap(\.lines).first { $0.id == Terms.lateLine }
  let lateHead = late.map { "<th scope=\"col\">\(escapedForMarkup($0.title))</th>" } ?? ""
  var lines = [
    "<section class=\"card\">",
    "<div class=\"top\"><h2>\(title)</h2><span class=\"quiet\">\(possible)</span></div>",
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(title)\">",
    "<table class=\"sortable\"><caption class=\"hidden\">\(title)</caption>",
    "<thead><tr><th scope=\"col\">\(say("Student", korean: "학생")[language])</th>"
      + columns.joined() + lateHead
      + "<th scope=\"col\">\(say("Total", korean: "합계")[language])</th></tr></thead>", "<tbody>",
  ]
  lines += results.submissions.map {
    row($0, heading, hasLateColumn: late != nil, in: language)
  }
  lines += ["</tbody></table></div>", "</section>"]
  return lines
}

private func studentCell(_ submission: SubmissionResult) -> String {
  // The folder's name is safe by construction; escaping it as well costs nothing.
  "<th scope=\"row\"><a href=\"\(escapedForMarkup(submission.folder))/report.html\">"
    + "\(escapedForMarkup(submission.student))</a></th>"
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
  _ submission: SubmissionResult, _ heading: ClassResults.Heading, hasLateColumn: Bool,
  in language: Language
) -> String {
  var cells = "<tr>\(studentCell(submission))"
  guard submission.failure == nil,
    let assignment = submission.assignments.first(where: { $0.id == heading.id })
  else {
    let failure = submission.failure ?? say("there is no result", korean: "결과가 없습니다")[language]
    let reason = notGraded(failure)[language]
    let columns = heading.lines.count + (hasLateColumn ? 2 : 1)
    return cells + "<td class=\"reason\" colspan=\"\(columns)\">"
      + "\(escapedForMarkup(reason))</td></tr>"
  }
  for column in heading.lines {
    let line = assignment.lines.first { $0.id == column.id }
    let text = line.map { $0.isGraded ? pointsText($0.points) : "?" } ?? "?"
    let badge = line.map { badgeClass(of: $0) } ?? "graderFault"
    cells += "<td><span class=\"badge \(badge)\">\(text)</span></td>"
  }
  if hasLateColumn {
    let line = assignment.lines.first { $0.id == Terms.lateLine }
    cells += "<td>\(line.map { pointsText($0.points) } ?? "")</td>"
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
