/// 18000 as "18,000".
func grouped(_ number: Int) -> String {
  var text = ""
  for (i, digit) in String(abs(number)).reversed().enumerated() {
    if i > 0, i.isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + String(text.reversed())
}

/// A path below a folder; below "." it stays short.
func joined(_ folder: String, _ name: String) -> String {
  folder == "." ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
}
