import SubmissionProtocol

/// What whoever graded looks for first: how the class did, what was hard, who took long.
struct ClassOverview: Equatable {
  /// Total points of each submission with a full verdict, ascending.
  var totals: [Double]
  var possible: Double
  /// The tests and parts that cost most, the worst first.
  var hardest: [Hard]

  /// How one test or part of a run went.
  struct Hard: Equatable {
    /// "Step 3: forward process · ε is standard normal".
    var line: String
    var item: String
    /// Submissions without all of its points, and those of them that wrote nothing.
    var lost: Int
    var notImplemented: Int
    /// Submissions with a verdict on it.
    var judged: Int
  }

  init(of results: ClassResults) {
    let graded = results.submissions.filter(\.isComplete)
    totals = graded.map(\.points).sorted()
    possible = boundedNumber(results.assignments.reduce(0) { $0 + $1.points })
    // The rubric's words: a submission's own may name its works.
    let titles = Dictionary(
      results.assignments.flatMap { assignment in
        assignment.lines.map { ("\(assignment.id)/\($0.id)", $0.title) }
      }, uniquingKeysWith: { first, _ in first })
    var found: [String: Hard] = [:]
    var order: [String] = []
    for submission in results.submissions where submission.failure == nil {
      for assignment in submission.assignments {
        for line in assignment.lines {
          // Being late is no part of the work.
          for item in line.items where item.outcome != .graderFault && item.outcome != .late {
            let key = "\(assignment.id)/\(line.id)/\(item.name)"
            if found[key] == nil { order.append(key) }
            var one =
              found[key]
              ?? Hard(
                line: titles["\(assignment.id)/\(line.id)"] ?? line.title, item: item.title,
                lost: 0,
                notImplemented: 0, judged: 0)
            one.judged += 1
            if item.points < item.possible { one.lost += 1 }
            if item.outcome == .notImplemented { one.notImplemented += 1 }
            found[key] = one
          }
        }
      }
    }
    // Of equals the one that comes first in the rubric.
    hardest = order.compactMap { found[$0] }.filter { $0.lost > 0 }.enumerated().sorted {
      ($1.element.lost, $0.offset) < ($0.element.lost, $1.offset)
    }.map(\.element)
  }

  var mean: Double {
    totals.isEmpty ? 0 : totals.reduce(0, +) / Double(totals.count)
  }

  var median: Double {
    guard !totals.isEmpty else { return 0 }
    let middle = totals.count / 2
    return totals.count.isMultiple(of: 2)
      ? (totals[middle - 1] + totals[middle]) / 2 : totals[middle]
  }

  /// How many totals lie in each tenth of what is possible; all points are in the last.
  var tenths: [Int] {
    var counts = [Int](repeating: 0, count: 10)
    for total in totals where possible > 0 {
      let share = min(max(total / possible, 0), 1)
      counts[min(9, Int(share * 10))] += 1
    }
    return counts
  }
}

/// The cards of the overview.
func overviewCards(of results: ClassResults) -> [String] {
  let overview = ClassOverview(of: results)
  return totalsCard(of: results, overview) + hardestCard(overview, in: results.language)
}

private func totalsCard(of results: ClassResults, _ overview: ClassOverview) -> [String] {
  let language = results.language
  guard !overview.totals.isEmpty else { return [] }
  let title = say("Points of the class", korean: "전체 점수 분포")[language]
  let (low, high) = (overview.totals[0], overview.totals[overview.totals.count - 1])
  let facts = say(
    """
    \(count(overview.totals.count, "submission")) with a full verdict: mean \(pointsText(overview.mean)), \
    median \(pointsText(overview.median)), from \(pointsText(low)) to \(pointsText(high)) of \
    \(pointsText(overview.possible))
    """,
    korean: """
      채점이 끝난 제출물 \(overview.totals.count)개: 평균 \(pointsText(overview.mean)), \
      중앙값 \(pointsText(overview.median)), 최저 \(pointsText(low)), 최고 \(pointsText(high)), \
      만점 \(pointsText(overview.possible))
      """)[language]
  let heads = [say("Points", korean: "점수"), say("Submissions", korean: "제출물")].map {
    "<th scope=\"col\">\($0[language])</th>"
  }
  var lines = [
    "<section class=\"card\" aria-labelledby=\"distribution\">",
    "<div class=\"top\"><h2 id=\"distribution\">\(title)</h2></div>", "<p>\(facts)</p>",
    "<table class=\"bars\"><caption class=\"hidden\">\(title)</caption>",
    "<thead><tr>\(heads.joined())</tr></thead>", "<tbody>",
  ]
  let tenths = overview.tenths
  let most = max(1, tenths.max() ?? 1)
  for (index, count) in tenths.enumerated() {
    let from = pointsText(overview.possible * Double(index) / 10)
    let to = pointsText(overview.possible * Double(index + 1) / 10)
    lines.append(
      "<tr><th scope=\"row\">\(from)–\(to)</th><td><span class=\"length\""
        + " style=\"width:\(count * 100 / most * 8 / 10)%\"></span> \(count)</td></tr>")
  }
  return lines + ["</tbody></table>", "</section>"]
}

/// As many of the hardest tests as fit a glance.
private let mostShown = 15

private func hardestCard(_ overview: ClassOverview, in language: Language) -> [String] {
  guard !overview.hardest.isEmpty else { return [] }
  let title = say("What cost most points", korean: "가장 많이 틀린 항목")[language]
  let heads = [
    say("Test or part", korean: "항목"), say("Lost by", korean: "감점"),
    say("of", korean: "전체"), say("Not implemented", korean: "미구현"),
  ].map { "<th scope=\"col\">\($0[language])</th>" }
  var lines = [
    "<section class=\"card\" aria-labelledby=\"hardest\">",
    "<div class=\"top\"><h2 id=\"hardest\">\(title)</h2></div>",
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"hardest\">",
    "<table class=\"sortable\"><caption class=\"hidden\">\(title)</caption>",
    "<thead><tr>\(heads.joined())</tr></thead>", "<tbody>",
  ]
  for hard in overview.hardest.prefix(mostShown) {
    lines.append(
      "<tr><th scope=\"row\">\(escapedForMarkup(hard.item))<br><span class=\"quiet\">"
        + "\(escapedForMarkup(hard.line))</span></th><td>\(hard.lost)</td><td>\(hard.judged)</td>"
        + "<td>\(hard.notImplemented)</td></tr>")
  }
  return lines + ["</tbody></table></div>", "</section>"]
}
