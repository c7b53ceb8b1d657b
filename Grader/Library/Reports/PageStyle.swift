import SubmissionProtocol

/// What every HTML page shares: one file, nothing loaded from elsewhere, light and dark.
///
/// - Parameters:
///   - isWide: For tables of many columns.
///   - script: The only script that the page allows; nil is none.
func page(
  title: String, in language: Language, body: [String], isWide: Bool = false,
  script: String? = nil
) -> String {
  let policy = script.map { " script-src \(policySource(of: $0));" } ?? ""
  let lines =
    [
      "<!DOCTYPE html>", "<html lang=\"\(language.code)\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      // Were an escape ever forgotten, the page would still run and load nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';\(policy) "
        + "style-src 'unsafe-inline'; img-src data:\">",
      "<title>\(escapedForMarkup(title))</title>", "<style>", styleSheet, "</style>", "</head>",
      "<body>", isWide ? "<main class=\"wide\">" : "<main>",
    ] + body + ["</main>"] + (script.map { ["<script>\($0)</script>"] } ?? [])
    + ["</body>", "</html>"]
  return lines.joined(separator: "\n") + "\n"
}

private let styleSheet = """
  :root {
    color-scheme: light dark;
    --page: #f5f6f8; --card: #ffffff; --text: #1c2330; --quiet: #5d6778; --line: #dfe3ea;
    --accent: #2f5fd0; --good: #1d7a46; --good-back: #e0f3e8; --part: #8a5a00;
    --part-back: #fbeecb; --bad: #b3261e; --bad-back: #fbe4e2; --none: #5b4694;
    --none-back: #ebe6f8; --code: #f2f4f7;
  }
  /* Paper is white, whatever the reader's screen is. */
  @media screen and (prefers-color-scheme: dark) {
    :root {
      --page: #11151c; --card: #1a202b; --text: #e6eaf2; --quiet: #98a3b5; --line: #2d3644;
      --accent: #86a8ff; --good: #7fd6a2; --good-back: #173527; --part: #f0c660;
      --part-back: #3a2f12; --bad: #ff9f97; --bad-back: #43201e; --none: #c0aefa;
      --none-back: #2d2547; --code: #141a23;
    }
  }
  * { box-sizing: border-box; }
  /* Korean breaks between words, as it is read. */
  :lang(ko) { word-break: keep-all; }
  body {
    margin: 0; background: var(--page); color: var(--text);
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
      "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
  }
  main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
  main.wide { max-width: 84rem; }
  h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
  h2 { font-size: 1.15rem; margin: 0; }
  p { margin: 0.5rem 0 0; }
  a { color: var(--accent); }
  .quiet { color: var(--quiet); font-size: 0.9rem; }
  .head { display: flex; justify-content: space-between; align-items: flex-end; gap: 1rem;
    margin-bottom: 1.25rem; }
  .total { font-size: 2rem; font-weight: 650; white-space: nowrap; line-height: 1; }
  .total small, .score small { color: var(--quiet); font-weight: 400; font-size: 0.6em; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
    padding: 1.1rem 1.25rem; margin: 0 0 1.25rem; }
  .card > .top { display: flex; justify-content: space-between; align-items: baseline;
    gap: 1rem; margin-bottom: 0.5rem; }
  .score { font-weight: 650; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .top .score { font-size: 1.25rem; }
  .notes { border-left: 4px solid var(--part); background: var(--part-back); border-radius: 6px;
    padding: 0.5rem 0.9rem; margin: 0.5rem 0 0.75rem; overflow-wrap: anywhere; }
  .notes p { margin: 0.15rem 0; }
  .notes.fault { border-color: var(--bad); background: var(--bad-back); }
  details { border-top: 1px solid var(--line); }
  summary { display: flex; align-items: center; gap: 0.75rem; padding: 0.6rem 0; cursor: pointer;
    list-style: none; }
  summary::-webkit-details-marker { display: none; }
  summary::before { content: "›"; color: var(--quiet); width: 0.6rem; transition: rotate 0.1s; }
  details[open] > summary::before { rotate: 90deg; }
  summary .name { flex: 1; overflow-wrap: anywhere; }
  .bar { width: 6rem; height: 0.45rem; border-radius: 1rem; background: var(--line);
    overflow: hidden; flex: none; }
  .bar i { display: block; height: 100%; background: var(--good); border-radius: 1rem; }
  .bar.part i { background: var(--part); }
  summary .score { min-width: 5.5rem; text-align: right; }
  .items { list-style: none; margin: 0 0 0.75rem; padding: 0 0 0 1.35rem; }
  .items li { padding: 0.5rem 0; border-top: 1px dashed var(--line); }
  .items li:first-child { border-top: 0; }
  .item { display: flex; align-items: baseline; gap: 0.6rem; }
  .item .name { flex: 1; overflow-wrap: anywhere; }
  .badge { font-size: 0.78rem; font-weight: 600; border-radius: 1rem; padding: 0.05rem 0.6rem;
    white-space: nowrap; }
  .passed { color: var(--good); background: var(--good-back); }
  .partly { color: var(--part); background: var(--part-back); }
  .failed, .crashed, .notCompiled { color: var(--bad); background: var(--bad-back); }
  .notImplemented { color: var(--part); background: var(--part-back); }
  .graderFault { color: var(--none); background: var(--none-back); }
  .feedback { background: var(--code); border-radius: 6px; padding: 0.5rem 0.75rem;
    margin: 0.4rem 0 0; font: 0.83rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas,
    "DejaVu Sans Mono", "Noto Sans Mono CJK KR", "Noto Sans CJK KR", monospace; white-space: pre-wrap; overflow-wrap: anywhere;
    max-height: 24rem; overflow-y: auto; }
  .decision { border-left: 4px solid var(--accent); padding: 0.15rem 0.75rem;
    margin: 0.4rem 0; overflow-wrap: anywhere; }
  h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
  .runs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: 2rem; margin-top: 1rem; }
  .run { min-width: 0; }
  .run details { margin-top: 0.5rem; }
  .sheet { display: grid; grid-template-columns: 1.6rem minmax(0, 1fr); margin: 0.5rem 0;
    font: 0.72rem/1.2 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--quiet); }
  .sheet .columns { grid-column: 2; display: flex; }
  .sheet .rows { display: flex; flex-direction: column; }
  .sheet .columns span, .sheet .rows span { flex: 1; display: flex; align-items: center;
    justify-content: center; }
  .picture { position: relative; }
  .picture img { width: 100%; height: auto; image-rendering: pixelated; display: block;
    border-radius: 4px; }
  .mark { position: absolute; width: 9.93%; height: 9.93%; border: 2px solid #ff5a4f;
    border-radius: 3px; text-decoration: none; }
  .mark span { position: absolute; right: 0; bottom: 0; min-width: 0.9rem; padding: 0 0.15rem;
    background: #9b1c14; color: #ffffff; font-weight: 700; text-align: center; }
  @media (max-width: 34rem) {
    .mark span { min-width: 0.5rem; font-size: 0.5rem; line-height: 1.1; padding: 0 0.1rem; }
  }
  .mark.decided { border-style: dashed; }
  .mark.clear { border-color: #4f8cff; }
  .mark.clear span { background: #1d46a8; }
  .works { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 11.5rem), 1fr));
    gap: 1.5rem; margin-top: 1rem; }
  .work { margin: 0; min-width: 0; }
  .work .pair { display: flex; gap: 0.5rem; margin: 0.5rem 0; }
  .work img { min-width: 0; width: 100%; max-width: 16rem; height: auto; object-fit: contain;
    image-rendering: pixelated; border-radius: 6px; }
  .work .prompt, .work .quiet { overflow-wrap: anywhere; }
  .work h2 { font-size: 1rem; overflow-wrap: anywhere; }
  caption { text-align: left; font-size: 0.82rem; color: var(--quiet); padding: 0.35rem 0; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
    white-space: nowrap; }
  table.digits { font-size: 0.85rem; table-layout: fixed; }
  table.digits th, table.digits td { padding: 0.2rem 0.1rem; text-align: center; min-width: 0; }
  table.digits th:first-child { text-align: left; width: 3.6rem; }
  table.digits.confusion th:last-child { width: 3.4rem; }
  td.right { background: var(--good-back); }
  table.reasons { font-size: 0.9rem; }
  table.reasons th, table.reasons td { text-align: left; min-width: 0; padding: 0.3rem 0.5rem; }
  table.reasons th { white-space: nowrap; overflow-wrap: normal; }
  table.reasons td:last-child { width: 100%; overflow-wrap: anywhere; }
  tbody th { color: inherit; border-top: 1px solid var(--line); vertical-align: top; }
  tr:target { background: var(--part-back); }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: 0.5rem 0.7rem; border-top: 1px solid var(--line);
    vertical-align: top; }
  th { font-size: 0.82rem; font-weight: 600; color: var(--quiet); border-top: 0;
    vertical-align: bottom; }
  th:first-child, td:first-child { text-align: left; min-width: 8rem; overflow-wrap: anywhere; }
  td.reason { text-align: left; color: var(--bad); overflow-wrap: anywhere; }
  td.sum { font-weight: 650; }
  th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer;
    text-align: inherit; }
  th button::after { content: " ↕"; }
  th[aria-sort="ascending"] button::after { content: " ↑"; }
  th[aria-sort="descending"] button::after { content: " ↓"; }
  th button:focus-visible, summary:focus-visible, a:focus-visible, .scroll:focus-visible {
    outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
  .sortable tbody th:first-child { font-size: 1rem; font-weight: 400; }
  .excerpt { margin: 0 0 0.75rem 1.35rem; }
  table.flags th, table.flags td { text-align: left; }
  table.bars td, table.bars thead th { text-align: left; }
  table.bars td { width: 100%; }
  table.bars th { white-space: nowrap; min-width: 0; }
  table.bars th, table.bars td { padding: 0.15rem 0.7rem; border: 0; }
  .length { display: inline-block; height: 0.7rem; background: var(--accent); border-radius: 2px;
    vertical-align: baseline; }
  .curve { max-width: 26rem; margin: 0.5rem 0 0.75rem; }
  .curve svg { width: 100%; height: auto; display: block; }
  .curve text { fill: var(--quiet); font-size: 11px; }
  .curve .axis { stroke: var(--line); fill: none; }
  .curve polyline { fill: none; stroke-width: 2.5; stroke: var(--accent); }
  .curve polyline.expected { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 5 4; }
  .key { display: inline-block; width: 1.6rem; border-top: 3px solid var(--accent);
    vertical-align: middle; margin-right: 0.3rem; }
  .key.expected { border-top: 2px dashed var(--bad); margin-left: 0.8rem; }
  pre.code { background: var(--code); border-radius: 6px; padding: 0.5rem 0.75rem; margin: 0;
    overflow-x: auto; font: 0.8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
    "Noto Sans Mono CJK KR", monospace; }
  @media (max-width: 34rem) {
    .bar { display: none; }
    main { padding: 1.25rem 0.75rem 3rem; }
    .card { padding: 0.9rem 0.9rem; }
    .items { padding-left: 0; }
    .excerpt { margin-left: 0; }
  }
  @page wide { size: landscape; }
  @media print {
    @page { margin: 14mm; }
    body { background: none; font-size: 10.5pt; }
    main { max-width: none; padding: 0; }
    main.wide { page: wide; }
    .card { border: 0; padding: 0.5rem 0; margin: 0 0 0.75rem; }
    h2, h3, .top, .card > p, .run > p, caption, summary { break-after: avoid; }
    section:has(> .runs) { break-before: page; }
    thead, tr, figure, .work, .run, .sheet, .item, .items li, .notes, table.digits, table.bars {
      break-inside: avoid; }
    .runs { grid-template-columns: 1fr 1fr; gap: 1.25rem; }
    .mark span { min-width: 0; font-size: 6.5pt; }
    .scroll, pre.code { overflow: visible; }
    .feedback { max-height: none; overflow: visible; }
    pre.code { white-space: pre-wrap; overflow-wrap: anywhere; }
    .wide th, .wide td { padding: 0.25rem 0.4rem; }
    .wide th:first-child, .wide td:first-child { min-width: 5rem; }
    /* Chromium repeats no table head that holds buttons. */
    th button { display: contents; }
    th button::after, th[aria-sort] button::after { content: none; }
    .notes, .feedback, pre.code, .mark span, .bar, .bar i, .length, .badge, td.right {
      print-color-adjust: exact; }
  }
  """
