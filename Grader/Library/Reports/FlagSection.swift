import SubmissionProtocol

/// Flags for the class page, a row each, and what was verified; nothing where there is neither.
///
/// They are for whoever grades alone: a student should hear of a doubt from a person.
func flagSection(of results: ClassResults) -> [String] {
  let language = results.language
  let flagged = results.submissions.filter { !$0.flags.isEmpty }
  let verified = results.submissions.filter { !$0.verification.isEmpty }
  if flagged.isEmpty, verified.isEmpty { return [] }
  var body = [
    "<section class=\"card\">",
    "<div class=\"top\"><h2>\(flagTitle[language])</h2>"
      + "<span class=\"quiet\">\(flagExplanation[language])</span></div>",
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"\(flagTitle[language])\">",
    "<table class=\"flags\"><caption class=\"hidden\">\(flagTitle[language])</caption>",
    "<thead><tr>"
      + [
        say("Student", korean: "학생"), say("Run", korean: "학습 결과"), say("Kind", korean: "종류"),
        say("Evidence", korean: "근거"),
      ].map { "<th scope=\"col\">\($0[language])</th>" }.joined() + "</tr></thead><tbody>",
  ]
  if flagged.isEmpty { body.append("<tr><td colspan=\"4\">\(noFlags[language])</td></tr>") }
  for submission in flagged {
    for flag in submission.flags {
      body.append(
        "<tr><td>\(escapedForMarkup(submission.student))</td>"
          + "<td>\(escapedForMarkup(flag.folder))</td>"
          + "<td>\(escapedForMarkup(flag.kind.title[language]))</td>"
          + "<td class=\"reason\">\(escapedForMarkup(flag.text))</td></tr>")
    }
  }
  body.append("</tbody></table></div>")
  if !verified.isEmpty {
    body.append(
      "<details><summary>\(say("What was drawn again", korean: "다시 그린 내용")[language])</summary><ul>"
    )
    for submission in verified {
      body += submission.verification.map {
        "<li>\(escapedForMarkup("\(submission.student): \($0)"))</li>"
      }
    }
    body.append("</ul></details>")
  }
  return body + ["</section>"]
}

/// The same for a terminal.
func flagLines(of results: ClassResults) -> [String] {
  let language = results.language
  let flagged = results.submissions.filter { !$0.flags.isEmpty }
  if flagged.isEmpty {
    return results.submissions.contains { !$0.verification.isEmpty }
      ? ["", noFlags[language]] : []
  }
  var lines = [""] + wrapped("\(flagTitle[language]): \(flagExplanation[language])", indent: 0)
  for submission in flagged {
    for flag in submission.flags {
      lines += wrapped(
        "\(submission.student), \(flag.folder), \(flag.kind.title[language]): \(flag.text)",
        indent: 2)
    }
  }
  return lines
}

private let flagTitle = say("Flags", korean: "확인할 것")
private let flagExplanation = say(
  "evidence for you to look at; no points were taken, and students do not see it",
  korean: "직접 확인할 근거입니다. 감점되지 않았고, 학생에게는 보이지 않습니다")
private let noFlags = say(
  "no doubts about where the runs come from", korean: "학습 결과의 출처에 의심할 점이 없습니다")
