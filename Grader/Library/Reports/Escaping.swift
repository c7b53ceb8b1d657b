import Foundation

/// Everything a student wrote (names, file names, feedback that quotes their program) is hostile
/// until it went through one of these.

/// Text for HTML and XML, attributes included: markup characters become entities; characters that
/// XML forbids, and those that turn the direction of writing, become U+FFFD.
public func escapedForMarkup(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\n", "\t": result.unicodeScalars.append(scalar)
    default: result.unicodeScalars.append(isUnprintable(scalar) ? "\u{FFFD}" : scalar)
    }
  }
  return result
}

/// One cell of a CSV file. A spreadsheet would run a cell that begins with `=`, `+`, `-`, `@`, a tab
/// or a return as a formula: such a cell gets a leading apostrophe, which spreadsheets hide.
public func escapedForCSV(_ text: String) -> String {
  var cell = String(
    String.UnicodeScalarView(text.unicodeScalars.map { isUnprintable($0) ? "\u{FFFD}" : $0 }))
  if let first = cell.unicodeScalars.first(where: { $0 != " " }),
    "=+-@\t\r\n|%＝＋－＠".unicodeScalars.contains(first)
  {
    cell = "'" + cell
  }
  guard cell.unicodeScalars.contains(where: { ",\"\n\r;\t'".unicodeScalars.contains($0) }) else {
    return cell
  }
  return "\"" + cell.replacing("\"", with: "\"\"") + "\""
}

/// One line for a terminal, without control characters: no colours, no cursor movements.
public func escapedForTerminal(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0 == "\n" || $0 == "\t" ? " " : isUnprintable($0) ? "?" : $0 }))
}

/// A name that is safe as one file name anywhere: letters and digits of any script (composed), `.`,
/// `-` and `_`; never empty, never a dot file, at most 64 characters and 200 bytes.
public func safeFileName(_ text: String) -> String {
  var name = ""
  for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars.prefix(64) {
    let isKept = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    let one = isKept || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
    if name.utf8.count + one.utf8.count > 200 { break }
    name.append(one)
  }
  return name.isEmpty || name.hasPrefix(".") || name.hasPrefix("-") ? "_" + name : name
}

private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0..<0x20, 0x7F..<0xA0: true
  // Marks and overrides of the direction of writing; they can make a report read differently.
  case 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
  case 0xFFFE, 0xFFFF: true
  default: false
  }
}
