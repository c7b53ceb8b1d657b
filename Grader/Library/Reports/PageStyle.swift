import SubmissionProtocol

/// What every HTML page shares: one file, no script, nothing loaded from elsewhere, light and dark.
///
/// - Parameter isWide: For tables of many columns.
func page(
  title: String, in language: Language, body: [String], isWide: Bool = false
) -> String {
  let lines =
    [
      "<!DOCTYPE html>", "<html lang=\"\(language.code)\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      // Were an escape ever forgotten, the page would still run and load nothing.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        + "style-src 'unsafe-inline'; img-src data:\">",
      "<title>\(escapedForMarkup(title))</title>", "<style>", styleSheet, "</style>", "</head>",
      "<body>", isWide ? "<main class=\"wide\">" : "<main>",
    ] + body + ["</main>", "</body>", "</html>"]
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
  @media (prefers-color-scheme: dark) {
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
  .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr));
    gap: 1.25rem; margin-top: 0.5rem; }
  figure { margin: 0; }
  figure img { width: 100%; border-radius: 8px; border: 1px solid var(--line);
    image-rendering: pixelated; display: block; }
  figcaption { font-size: 0.9rem; color: var(--quiet); margin-top: 0.35rem;
    overflow-wrap: anywhere; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: 0.5rem 0.7rem; border-top: 1px solid var(--line);
    vertical-align: top; }
  th { font-size: 0.82rem; font-weight: 600; color: var(--quiet); border-top: 0;
    vertical-align: bottom; }
  th:first-child, td:first-child { text-align: left; min-width: 8rem; overflow-wrap: anywhere; }
  td.reason { text-align: left; color: var(--bad); overflow-wrap: anywhere; }
  td.sum { font-weight: 650; }
  @media (max-width: 34rem) { .bar { display: none; } }
  @media print { body { background: none; } .card { break-inside: avoid; } }
  """
