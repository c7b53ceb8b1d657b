import DiffusionTool
import SubmissionProtocol

/// The score table of one submission for a terminal of 80 columns. The last lines are the totals,
/// one an assignment, and one for what several are parts of.
public func terminalReport(of submission: SubmissionResult, in language: Language) -> String {
  var lines: [String] = []
  let rule = String(repeating: "─", count: tableWidth)
  lines.append(fitted(escapedForTerminal(submission.student), to: tableWidth))
  lines.append(rule)
  if let failure = submission.failure {
    lines += wrapped(notGraded(failure)[language], indent: 0)
    return lines.joined(separator: "\n") + "\n"
  }
  for note in submission.standing(in: language) + submission.notes {
    lines += wrapped(note, indent: 0)
  }
  for assignment in submission.assignments {
    lines.append(fitted(assignment.title, to: tableWidth))
    for note in assignment.notes { lines += wrapped(note, indent: 2) }
    for line in assignment.lines {
      lines.append(row("  " + line.title, scoreText(line, in: language)))
      lines += reasons(for: line, in: language)
    }
    lines.append(rule)
  }
  for assignment in submission.assignments {
    let missing = assignment.lines.count { !$0.isGraded }
    let note = say(
      " (\(count(missing, "line")) without a verdict)", korean: " (판정되지 않은 항목 \(missing)개)")
    lines.append(
      row(
        assignment.title + (missing == 0 ? "" : note[language]),
        "\(pointsText(assignment.points)) / \(pointsText(assignment.possible))"))
  }
  for sum in submission.sums {
    lines.append(row(sum.title, "\(pointsText(sum.points)) / \(pointsText(sum.possible))"))
  }
  return lines.joined(separator: "\n") + "\n"
}

/// Why points are missing: an entry a test, or one for all where all have the same.
private func reasons(for line: LineResult, in language: Language) -> [String] {
  let decision = line.adjustment.map { wrapped($0.sentence[language], indent: 4) } ?? []
  return decision + itemReasons(for: line, in: language)
}

private func itemReasons(for line: LineResult, in language: Language) -> [String] {
  let items = line.items.filter { $0.outcome != .passed || $0.adjustment != nil }
  if items.count > 1, items.count == line.items.count, let first = items.first?.feedback.first,
    items.allSatisfy({ $0.feedback.first == first })
  {
    return wrapped(first, indent: 4, most: 3)
  }
  return items.flatMap { item in
    let head = wrapped("\(item.title): \(item.outcome.label[language])", indent: 4)
    let decision = item.adjustment.map { wrapped($0.sentence[language], indent: 6) } ?? []
    return head + decision + (item.feedback.first.map { wrapped($0, indent: 6, most: 3) } ?? [])
  }
}

let tableWidth = 80

private func scoreText(_ line: LineResult, in language: Language) -> String {
  guard line.isGraded else {
    return say("not graded", korean: "채점 못 함")[language] + " / \(pointsText(line.possible))"
  }
  return "\(pointsText(line.points)) / \(pointsText(line.possible))"
}

/// Title left, score right.
private func row(_ title: String, _ score: String) -> String {
  let room = tableWidth - columns(score) - 2
  let left = fitted(escapedForTerminal(title), to: room)
  return left + String(repeating: " ", count: room - columns(left) + 2) + score
}

/// Breaks `text` between words, so that it fits the table.
///
/// - Parameter most: How many lines may come out; what is left over becomes "…".
func wrapped(_ text: String, indent: Int, most: Int = .max) -> [String] {
  let room = tableWidth - indent
  var lines = wrapped(escapedForTerminal(text), to: room)
  if lines.count > most {
    lines = Array(lines.prefix(most))
    lines[most - 1] = fitted(lines[most - 1] + " …", to: room)
  }
  return lines.map { String(repeating: " ", count: indent) + $0 }
}
