import DiffusionTool

/// A table of figures, for a terminal and for a card.
struct MeasuredTable {
  var header: [String]
  var rows: [[String]]

  /// Lines of a terminal; all columns but the first end on the right.
  var lines: [String] {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { columns($0[column]) }.max() ?? 0 }
    return all.map { row in
      row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - columns(cell))
        return column == 0 ? cell + gap : column == row.count - 1 ? cell : gap + cell
      }.joined(separator: "  ")
    }
  }

  var markdown: [String] {
    let rule = header.indices.map { $0 == 0 || $0 == header.count - 1 ? "---" : "---:" }
    return ([header, rule] + rows).map { "| \($0.joined(separator: " | ")) |" }
  }
}
