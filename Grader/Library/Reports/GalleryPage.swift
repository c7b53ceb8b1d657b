import SubmissionProtocol

/// The works of a class on one page, for the class: no points, no verdicts, and nobody who opted out.
///
/// - Parameters:
///   - isAnonymous: Leaves the students' numbers out; the order is then that of the pictures' keys, which
///     tells nothing of whose they are.
public func galleryPage(of results: ClassResults, isAnonymous: Bool = false) -> String {
  let language = results.language
  struct Shown {
    let owner: String
    let work: WorkResult
  }
  var shown = results.submissions.flatMap { submission in
    (submission.works ?? []).filter { $0.isShared && isImage($0.png) }.map { work in
      // What a picture should have been is between student and grader.
      var work = work
      work.redrawing = nil
      return Shown(owner: submission.student, work: work)
    }
  }
  if isAnonymous { shown.sort { ($0.work.key ?? $0.work.png) < ($1.work.key ?? $1.work.png) } }
  let title = say("Gallery", korean: "갤러리")[language]
  let students = Set(shown.map(\.owner)).count
  let summary =
    shown.isEmpty
    ? say("No works to show.", korean: "보여 줄 작품이 없습니다.")
    : say(
      "\(count(shown.count, "work")) by \(count(students, "student")), made from words",
      korean: "학생 \(students)명이 글로 만든 작품 \(shown.count)점")
  var body = [
    "<div class=\"head\"><div><h1>\(title)</h1>",
    "<p class=\"quiet\">\(summary[language])</p></div></div>",
  ]
  if !shown.isEmpty {
    body.append("<div class=\"works gallery\">")
    for (index, one) in shown.enumerated() {
      let heading =
        isAnonymous
        ? say("Work \(index + 1)", korean: "작품 \(index + 1)")[language]
        : "\(one.owner) · \(one.work.name)"
      body += workFigure(one.work, heading: heading, level: 2, in: language)
    }
    body.append("</div>")
  }
  return page(title: title, in: language, body: body, isWide: true)
}
