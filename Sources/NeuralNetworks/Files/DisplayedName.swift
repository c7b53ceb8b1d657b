/// A name from a file as a message may show it: short, on one line, nothing invisible.
func displayed(_ name: String) -> String {
  let limit = 80
  var text = ""
  for (index, scalar) in name.unicodeScalars.enumerated() {
    if index == limit { return text + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      text += "?"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}
