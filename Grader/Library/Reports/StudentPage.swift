import SubmissionProtocol

/// The report that a student reads: every line, every test, its points and what to know about it.
public func studentPage(of submission: SubmissionResult, in results: ClassResults) -> String {
  let language = results.language
  let time = submission.gradedAt ?? results.gradedAt
  let graded = say("graded \(time)", korean: "채점 \(time)")[language]
  var body = [
    "<div class=\"head\"><div>", "<h1>\(escapedForMarkup(submission.student))</h1>",
    "<p class=\"quiet\">\(escapedForMarkup(submission.archive)) · \(escapedForMarkup(graded))"
      + " · \(escapedForMarkup(sandboxSentence(results)[language]))</p>",
  ]
  if submission.failure == nil {
    body += submission.sums.map {
      "<p>\(escapedForMarkup($0.title)): <strong>\(pointsText($0.points))</strong> / "
        + "\(pointsText($0.possible))</p>"
    }
  }
  body.append("</div>")
  if submission.failure == nil {
    body.append(
      "<div class=\"total\">\(pointsText(submission.points)) "
        + "<small>/ \(pointsText(submission.possible))</small></div>")
  }
  body.append("</div>")
  if let failure = submission.failure {
    body += notes([submissionNotGraded(failure)[language]], isFault: true)
  } else if !submission.isComplete {
    body += notes(
      [
        say(
          "Some lines have no verdict yet: the grader failed there, not the submission.",
          korean: "아직 판정되지 않은 항목이 있습니다. 제출물이 아니라 채점기의 문제입니다.")[language]
      ], isFault: true)
  }
  if let warning = results.warning { body += notes([warning], isFault: false) }
  if let kept = submission.kept { body += notes([kept.sentence[language]], isFault: true) }
  body += notes(submission.setAside + submission.notes, isFault: false)
  for assignment in submission.assignments { body += card(assignment, in: language) }
  body += samplesCard(submission.pictures, in: language)
  body += worksCard(submission.works ?? [], in: language)
  let title = say("\(submission.student): report", korean: "\(submission.student): 채점 보고서")
  return page(title: title[language], in: language, body: body)
}

/// About a submission of which nothing could be graded.
func submissionNotGraded(_ failure: String) -> Sentence {
  say(
    "This submission could not be graded, because \(failure)",
    korean: "이 제출물은 채점하지 못했습니다. \(failure)")
}

func notes(_ notes: [String], isFault: Bool) -> [String] {
  guard !notes.isEmpty else { return [] }
  return ["<div class=\"notes\(isFault ? " fault" : "")\">"]
    + notes.map { "<p>\(escapedForMarkup($0))</p>" } + ["</div>"]
}

private func card(_ assignment: AssignmentResult, in language: Language) -> [String] {
  var lines = [
    "<section class=\"card\">",
    "<div class=\"top\"><h2>\(escapedForMarkup(assignment.title))</h2>"
      + score(assignment.points, of: assignment.possible) + "</div>",
  ]
  lines += notes(assignment.notes, isFault: false)
  for line in assignment.lines {
    let isFull = line.isGraded && line.points >= line.possible && line.adjustment == nil
    let share = line.possible > 0 ? max(0, min(1, line.points / line.possible)) : 1
    lines.append(
      "<details\(isFull ? "" : " open")><summary><span class=\"name\">"
        + "\(escapedForMarkup(line.title))</span>"
        + "<span class=\"bar\(isFull ? "" : " part")\"><i style=\"width:\(Int(share * 100))%\"></i>"
        + "</span>"
        + (line.isGraded
          ? score(line.points, of: line.possible)
          : "<span class=\"badge graderFault\">\(ItemResult.Outcome.graderFault.label[language])</span>")
        + "</summary>")
    if let adjustment = line.adjustment {
      lines.append(
        "<p class=\"decision\">\(escapedForMarkup(adjustment.sentence[language]))</p>")
    }
    lines.append("<ul class=\"items\">")
    lines += line.items.flatMap { entry($0, in: language) }
    lines.append("</ul>")
    lines += (line.excerpts ?? []).flatMap { excerpt($0, in: language) }
    lines.append("</details>")
  }
  return lines + ["</section>"]
}

private func entry(_ item: ItemResult, in language: Language) -> [String] {
  var lines = [
    "<li><div class=\"item\"><span class=\"badge \(item.outcome.rawValue)\">"
      + "\(item.outcome.label[language])</span><span class=\"name\">\(escapedForMarkup(item.title))</span>"
      + (item.outcome == .graderFault ? "" : score(item.points, of: item.possible)) + "</div>"
  ]
  if let adjustment = item.adjustment {
    lines.append("<p class=\"decision\">\(escapedForMarkup(adjustment.sentence[language]))</p>")
  }
  if !item.feedback.isEmpty {
    lines.append(
      "<div class=\"feedback\">"
        + escapedForMarkup(item.feedback.joined(separator: "\n")) + "</div>")
  }
  for curve in item.curves ?? [] { lines += curveFigure(curve, in: language) }
  return lines + ["</li>"]
}

/// A function as the student wrote it.
private func excerpt(_ excerpt: CodeExcerpt, in language: Language) -> [String] {
  let title = say(
    "Your \(excerpt.function): \(excerpt.file), line \(excerpt.line)",
    korean: "제출한 \(excerpt.function): \(excerpt.file), \(excerpt.line)번째 줄")[language]
  return [
    "<details class=\"excerpt\"><summary>\(escapedForMarkup(title))</summary>",
    "<pre class=\"code\" tabindex=\"0\"><code>\(escapedForMarkup(excerpt.text))"
      + "\(excerpt.isCut ? "\n…" : "")</code></pre></details>",
  ]
}

private func score(_ points: Double, of possible: Double) -> String {
  "<span class=\"score\">\(pointsText(points)) <small>/ \(pointsText(possible))</small></span>"
}
