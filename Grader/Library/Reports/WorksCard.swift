import SubmissionProtocol

/// The works of a submission: each picture with its prompt and settings, and what the settings make
/// where that is another picture.
func worksCard(_ works: [WorkResult], in language: Language) -> [String] {
  let works = works.filter { isImage($0.png) && $0.redrawing.map(isImage) != false }
  guard !works.isEmpty else { return [] }
  return [
    "<section class=\"card\">",
    "<div class=\"top\"><h2>\(say("Works", korean: "작품")[language])</h2></div>",
    "<div class=\"works\">",
  ] + works.flatMap { workFigure($0, heading: $0.name, level: 3, in: language) } + [
    "</div>", "</section>",
  ]
}

/// A picture with its prompt and settings.
///
/// - Parameters:
///   - heading: The work's name, or whose it is.
///   - level: Of the heading.
func workFigure(
  _ work: WorkResult, heading: String, level: Int, in language: Language
) -> [String] {
  let prompt = escapedForMarkup(work.prompt)
  let alternative = say("the picture of “\(work.prompt)”", korean: "“\(work.prompt)”의 그림")[language]
  var lines = [
    "<figure class=\"work\"><h\(level)>\(escapedForMarkup(heading))</h\(level)>",
    "<div class=\"pair\">"
      + "<img alt=\"\(escapedForMarkup(alternative))\" src=\"data:image/png;base64,\(work.png)\">",
  ]
  if let redrawing = work.redrawing {
    let words = say("made again from its settings", korean: "설정으로 다시 그린 그림")[language]
    lines.append(
      "<img alt=\"\(words)\" title=\"\(words)\" src=\"data:image/png;base64,\(redrawing)\">")
  }
  lines.append("</div><figcaption><p class=\"prompt\">\(prompt)</p>")
  if !work.negative.isEmpty {
    let without = say("without: \(work.negative)", korean: "제외: \(work.negative)")[language]
    lines.append("<p class=\"quiet\">\(escapedForMarkup(without))</p>")
  }
  lines.append("<p class=\"quiet\">\(escapedForMarkup(work.settings))</p>")
  if work.redrawing != nil {
    let words = say(
      "right: what these settings make with the reference solution",
      korean: "오른쪽: 모범 답안으로 이 설정에서 그린 그림")[language]
    lines.append("<p class=\"quiet\">\(words)</p>")
  }
  return lines + ["</figcaption></figure>"]
}

/// Whether a text can stand in a `data:` address.
func isImage(_ base64: String) -> Bool {
  !base64.isEmpty
    && base64.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
        UInt8(ascii: "="):
        true
      default: false
      }
    }
}
