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
    for group in grouped(submission.flags) {
      body.append(
        "<tr><td>\(escapedForMarkup(submission.student))</td>"
          + "<td>\(escapedForMarkup(group[0].folder))</td>"
          + "<td>\(escapedForMarkup(group[0].kind.title[language]))</td>"
          + "<td class=\"reason\">\(escapedForMarkup(group[0].text))"
          + others(group.dropFirst(), in: language) + "</td></tr>")
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
    for group in grouped(submission.flags) {
      let flag = group[0]
      let rest = group.count == 1 ? "" : " (\(andMore(group.count - 1)[language]))"
      lines += wrapped(
        "\(submission.student), \(flag.folder), \(flag.kind.title[language]): \(flag.text)\(rest)",
        indent: 2)
    }
  }
  return lines
}

/// Flags of the same run and kind together, in their order: where many hand in the same, each has one
/// about every other.
private func grouped(_ flags: [Flag]) -> [[Flag]] {
  var groups: [[Flag]] = []
  for flag in flags {
    let place = groups.firstIndex { $0[0].folder == flag.folder && $0[0].kind == flag.kind }
    if let place { groups[place].append(flag) } else { groups.append([flag]) }
  }
  return groups
}

/// What else was found of the same kind, folded away.
private func others(_ flags: ArraySlice<Flag>, in language: Language) -> String {
  guard !flags.isEmpty else { return "" }
  return "<details><summary>\(andMore(flags.count)[language])</summary><ul>"
    + flags.map { "<li>\(escapedForMarkup($0.text))</li>" }.joined() + "</ul></details>"
}

private func andMore(_ count: Int) -> Sentence {
  say("and \(count) more of this kind", korean: "같은 종류 \(count)건 더 있음")
}

private let flagTitle = say("Flags", korean: "확인할 것")
private let flagExplanation = say(
  "evidence for you to look at; no points were taken, and students do not see it",
  korean: "직접 확인할 근거입니다. 감점되지 않았고, 학생에게는 보이지 않습니다")
private let noFlags = say(
  "no doubts about where the runs come from", korean: "학습 결과의 출처에 의심할 점이 없습니다")
