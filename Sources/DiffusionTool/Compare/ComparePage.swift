import DiffusionCourse
import Foundation

/// The page that `compare` writes: one file, no script, nothing loaded from elsewhere, light and dark.
struct ComparePage {
  var runs: [ComparedRun]
  /// Folders of the four that hold no finished run.
  var missing: [String] = []

  var html: String {
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      // Were an escape ever forgotten, the page would still run and load nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        + "style-src 'unsafe-inline'; img-src data:\">",
      "<title>\(heading)</title>", "<style>", Self.style, "</style>", "</head>", "<body>", "<main>",
      "<h1>\(heading)</h1>",
    ]
    if !missing.isEmpty {
      lines.append(
        "<p class=\"note\">Not trained yet: "
          + missing.map { "<code>\(escaped($0))</code>" }.joined(separator: ", ") + ".</p>")
    }
    lines += ["<h2>Learning curves</h2>"] + curves + ["<h2>Numbers</h2>"] + table
    lines += ["<h2>Samples</h2>", "<div class=\"runs\">"] + runs.flatMap(card) + ["</div>"]
    return (lines + ["</main>", "</body>", "</html>"]).joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let words = ["One", "Two", "Three", "Four"]
    let count = runs.count <= words.count ? words[runs.count - 1] : "\(runs.count)"
    return count + (runs.count == 1 ? " run" : " runs side by side")
  }

  private var curves: [String] {
    var lines = ["<figure class=\"card\">"] + CurveChart(runs).svg + ["<ul class=\"legend\">"]
    for (index, run) in runs.enumerated() {
      lines.append(
        "<li><svg viewBox=\"0 0 34 8\" aria-hidden=\"true\"><polyline class=\"curve\(index % 4 + 1)\" "
          + "points=\"0,4 34,4\"/></svg>\(escaped(label(of: run)))</li>")
    }
    return lines + [
      "</ul>",
      "<figcaption>The mean over a tenth of each run, on a logarithmic axis. The losses of ε and of x₀ "
        + "measure different things: compare runs of one prediction.</figcaption>", "</figure>",
    ]
  }

  /// The run's title, with its folder where two have the same.
  private func label(of run: ComparedRun) -> String {
    runs.count { $0.title == run.title } > 1 ? "\(run.title) (\(run.path))" : run.title
  }

  private var table: [String] {
    let isCounted = runs.contains { $0.clearDigits != nil }
    let columns =
      ["run"] + (isCounted ? ["clear of 100"] : [])
      + ["final loss", "training time", "features", "T", "epochs", "images an epoch", "guidance"]
    var lines = [
      "<div class=\"scroll card\" role=\"region\" aria-label=\"Numbers\" tabindex=\"0\">",
      "<table>",
      "<caption><span>What came of each run, and its settings</span></caption>",
      "<thead><tr>" + columns.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead>",
      "<tbody>",
    ]
    for run in runs {
      let (record, settings) = (run.record, run.record.run.settings)
      let cells =
        (isCounted ? [run.clearDigits.map { "\($0)" } ?? "–"] : [])
        + [
          String(format: "%.4f", record.loss), ProgressLine.duration(record.seconds),
          "\(settings.features)", "\(settings.timesteps)", "\(settings.epochs)",
          grouped(record.run.images), short(settings.guidance),
        ]
      lines.append(
        "<tr><th scope=\"row\">\(escaped(label(of: run)))</th>"
          + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>")
    }
    lines += ["</tbody>", "</table>", "</div>"]
    let sources = Set(runs.map(\.record.run.data)).sorted().map(escaped).joined(separator: "; ")
    lines.append("<p class=\"quiet\">Trained on \(sources).</p>")
    if !isCounted {
      lines.append(
        "<p class=\"quiet\">How many of the 100 digits are clear, the grader counts: look for those "
          + "that you would not read at first glance.</p>")
    }
    return lines
  }

  private func card(_ run: ComparedRun) -> [String] {
    let name = escaped(label(of: run))
    var lines = [
      "<section class=\"card\">", "<h3>\(name)</h3>", "<figure>",
      image(run.samples, "image/png", "100 samples of the run \(name), one digit a column, 0 to 9"),
      "<figcaption><code>\(escaped(run.path))</code>: 100 samples, one digit a column</figcaption>",
      "</figure>",
    ]
    if !run.grids.isEmpty {
      lines += ["<details>", "<summary>On the way</summary>"]
      for (epoch, png) in run.grids {
        lines += [
          "<figure>", image(png, "image/png", "20 samples of \(name) after epoch \(epoch)"),
          "<figcaption>after epoch \(epoch)</figcaption>", "</figure>",
        ]
      }
      lines.append("</details>")
    }
    if !run.reverse.isEmpty {
      // Closed at first: what moves for long has to be asked for.
      lines += [
        "<details>", "<summary>Reverse process, animated</summary>", "<figure>",
        image(run.reverse, "image/gif", "Noise turning into 20 digits by the run \(name)"),
        "</figure>", "</details>",
      ]
    }
    return lines + ["</section>"]
  }

  private func image(_ bytes: [UInt8], _ type: String, _ text: String) -> String {
    "<img src=\"data:\(type);base64,\(Data(bytes).base64EncodedString())\" alt=\"\(text)\">"
  }

  private static let style = """
    :root {
      color-scheme: light dark;
      --page: #f5f6f8; --card: #ffffff; --text: #1c2330; --quiet: #5d6778; --line: #dfe3ea;
      --accent: #2f5fd0; --note: #fbeecb;
      --curve1: #1f66b0; --curve2: #b8410f; --curve3: #14714f; --curve4: #8a3fa0;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #11151c; --card: #1a202b; --text: #e6eaf2; --quiet: #98a3b5; --line: #2d3644;
        --accent: #86a8ff; --note: #3a2f12;
        --curve1: #77b4f2; --curve2: #ff9a66; --curve3: #66d0a3; --curve4: #d49be6;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
    main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
    h2 { font-size: 1.2rem; margin: 2rem 0 0.75rem; }
    h3 { font-size: 1.05rem; margin: 0 0 0.6rem; overflow-wrap: anywhere; }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
      padding: 1rem; margin: 0; }
    .note { background: var(--note); border-radius: 8px; padding: 0.5rem 0.9rem; margin: 0; }
    .quiet, figcaption, caption { color: var(--quiet); font-size: 0.9rem; }
    .quiet { margin: 0.5rem 0 0; }
    figcaption { margin-top: 0.4rem; overflow-wrap: anywhere; }
    code { font: 0.92em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    .runs { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); }
    .runs figure { margin: 0 0 0.75rem; }
    img { display: block; width: 100%; max-width: 38rem; border-radius: 6px; image-rendering: pixelated; }
    svg { display: block; width: 100%; max-width: 52rem; height: auto; }
    .chart { margin: 0 auto; }
    svg line { stroke: var(--line); }
    svg text { fill: var(--quiet); font-size: 14px; }
    polyline { fill: none; stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
    .curve1 { stroke: var(--curve1); }
    .curve2 { stroke: var(--curve2); stroke-dasharray: 9 4; }
    .curve3 { stroke: var(--curve3); stroke-dasharray: 2 4; stroke-width: 2.6; }
    .curve4 { stroke: var(--curve4); stroke-dasharray: 12 4 2 4; }
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.5rem 0 0;
      padding: 0; }
    .legend li { display: flex; align-items: center; gap: 0.5rem; overflow-wrap: anywhere; }
    .legend svg { width: 2.2rem; flex: none; }
    .scroll { overflow-x: auto; }
    .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding-bottom: 0.4rem; }
    caption span { position: sticky; left: 0; }
    th, td { padding: 0.4rem 0.6rem; text-align: right; border-top: 1px solid var(--line);
      white-space: nowrap; }
    thead th { border-top: 0; font-size: 0.85rem; color: var(--quiet); white-space: normal;
      vertical-align: bottom; }
    th:first-child { text-align: left; }
    /* The name of a run may be a long path: it breaks, so that its numbers stay in sight. */
    tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 8rem; }
    summary { cursor: pointer; padding: 0.4rem 0; }
    @media (max-width: 34rem) { .chart text { font-size: 25px; } }
    @page { margin: 14mm; }
    @media print {
      body { background: none; font-size: 10.5pt; }
      main { max-width: none; padding: 0; }
      .runs { grid-template-columns: 1fr 1fr; }
      .card, figure, tr, svg { break-inside: avoid; }
      h2, h3, caption { break-after: avoid; }
      .scroll { overflow: visible; }
      th, td { padding: 0.25rem 0.4rem; }
      .note { print-color-adjust: exact; }
    }
    """
}
