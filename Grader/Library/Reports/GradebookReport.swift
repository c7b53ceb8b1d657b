/// The class as a gradebook that Canvas imports: a header, the points possible, one row a student.
/// A submission without a full verdict has empty cells, not zeros. Where there is anything to say, a
/// last column, Notes, names verdicts kept and archives set aside.
public func gradebookReport(of results: ClassResults) -> String {
  var rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
  rows[0] += results.assignments.map(\.title)
  rows.append(
    ["Points Possible", "", "", "", ""] + results.assignments.map { pointsText($0.points) })
  let hasNotes = !results.submissionNotes.isEmpty
  if hasNotes {
    rows[0].append("Notes")
    rows[1].append("")
  }
  for submission in results.submissions {
    var row = [submission.student, "", submission.student, submission.student, ""]
    for heading in results.assignments {
      let result = submission.assignments.first { $0.id == heading.id }
      let isGraded = submission.failure == nil && result?.lines.allSatisfy(\.isGraded) == true
      row.append(isGraded ? pointsText(result?.points ?? 0) : "")
    }
    if hasNotes {
      row.append(submission.standing(in: results.language).joined(separator: "; "))
    }
    rows.append(row)
  }
  return rows.map { $0.map(escapedForCSV).joined(separator: ",") + "\n" }.joined()
}
