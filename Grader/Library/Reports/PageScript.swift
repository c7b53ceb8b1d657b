import Foundation

/// The one script of the reports: tables of the class page are sorted by a click, or a key, on a
/// header. Without it the page says the same, in the order of the students.
///
/// The page allows this script by its SHA-256 and no other, so what a student wrote can run nothing
/// even if an escape were forgotten.
let sortingScript = """
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    const value = (row, column) => {
      const cell = row.cells[column];
      const text = cell ? cell.dataset.value ?? cell.textContent.trim() : "";
      const number = Number(text);
      return text !== "" && Number.isFinite(number) ? number : text;
    };
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const isRising = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", isRising ? "ascending" : "descending");
        const compare = (a, b) =>
          typeof a === "number" && typeof b === "number" ? a - b
            : typeof a === "number" ? -1 : typeof b === "number" ? 1 : a.localeCompare(b);
        [...body.rows]
          .sort((a, b) => compare(value(a, column), value(b, column)) * (isRising ? 1 : -1))
          .forEach((row) => body.append(row));
      });
    });
  }
  """

/// What a page's policy calls `script`.
func policySource(of script: String) -> String {
  var hash = SHA256()
  hash.update(Array(script.utf8))
  return "'sha256-\(Data(hash.digest()).base64EncodedString())'"
}
