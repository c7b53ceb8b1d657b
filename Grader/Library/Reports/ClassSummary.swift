import DiffusionTool
import SubmissionProtocol

/// The class for a terminal of 80 columns: a line a student, the points of each assignment.
public func classSummary(of results: ClassResults) -> String {
  let room = max(10, (tableWidth - 12) / max(1, results.assignments.count) - 2)
  let language = results.language
  let heads = results.assignments.map { fitted($0.title, to: room) }
  let widths = heads.map { max(columns($0), 10) }
  let nameWidth = max(10, tableWidth - widths.reduce(0) { $0 + $1 + 2 })
  func line(_ name: String, _ cells: [String]) -> String {
    let name = fitted(escapedForTerminal(name), to: nameWidth)
    return zip(cells, widths).reduce(name + padding(nameWidth - columns(name))) { text, cell in
      text + "  " + padding(cell.1 - columns(cell.0)) + cell.0
    }
  }
  var lines = [
    line(say("Student", korean: "학생")[language], heads), String(repeating: "─", count: tableWidth),
  ]
  for submission in results.submissions {
    if let failure = submission.failure {
      lines += wrapped("\(submission.student)  \(notGraded(failure)[language])", indent: 0)
      continue
    }
    lines.append(
      line(
        submission.student,
        results.assignments.map { heading in
          guard let result = submission.assignments.first(where: { $0.id == heading.id }),
            result.lines.allSatisfy(\.isGraded)
          else { return "?" }
          return "\(pointsText(result.points)) / \(pointsText(heading.points))"
        }))
  }
  lines += flagLines(of: results)
  for note in results.submissionNotes + results.remarks { lines += [""] + wrapped(note, indent: 0) }
  if let warning = results.warning { lines += [""] + wrapped(warning, indent: 0) }
  return lines.joined(separator: "\n")
}

extension ClassResults {
  /// Whose verdict was kept and whose archives were set aside; a line each.
  var submissionNotes: [String] {
    submissions.flatMap { submission in
      submission.standing(in: language).map {
        "\(submission.student) (\(submission.archive)): \($0)"
      }
    }
  }
}

private func padding(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
