import DiffusionTool
import Foundation

/// A catalogue for a terminal of 80 columns: a line an entry; below, why entries failed; totals.
public func catalogueTable(of report: CatalogueReport) -> String {
  let nameWidth = 38
  let foundWidth = 26
  let rule = String(repeating: "─", count: tableWidth)
  func cell(_ text: String, _ width: Int) -> String {
    let text = fitted(escapedForTerminal(text), to: width)
    return text + String(repeating: " ", count: width - columns(text))
  }
  var lines = ["\(report.catalogue): \(count(report.entries.count, "submission"))", rule]
  for entry in report.entries {
    let naming = entry.isNamed.map { $0 ? ", named" : ", not named" } ?? ""
    let seconds = String(format: "%6.1f s", entry.seconds)
    lines.append(
      (entry.isAsExpected ? "ok    " : "WRONG ") + cell(entry.name, nameWidth)
        + cell(entry.found + naming, foundWidth) + "  " + seconds)
  }
  lines.append(rule)
  for entry in report.entries where !entry.isAsExpected {
    lines += wrapped("\(entry.name): \(entry.summary)", indent: 0)
    for problem in entry.problems { lines += wrapped(problem, indent: 4) }
  }
  for problem in report.problems { lines += wrapped(problem, indent: 0) }
  for total in report.totals { lines += wrapped(total, indent: 0) }
  return lines.joined(separator: "\n") + "\n"
}
