import SubmissionProtocol

/// The samples of every run, with the verdict on each image: what a student reads to see why an image
/// counts and another does not.
func samplesCard(_ pictures: [RunPicture], in language: Language) -> [String] {
  let pictures = pictures.filter { $0.png.allSatisfy(isBase64) }
  guard !pictures.isEmpty else { return [] }
  let title = say("Samples", korean: "샘플")[language]
  let explanation = say(
    """
    The images of samples.npy, black −1 to white 1, not stretched; one digit a column. The number of an \
    image is that of its row plus that of its column. Images that are not clear are outlined, with what \
    they read as; the tables say why.
    """,
    korean: """
      samples.npy의 이미지입니다. 검정이 −1, 하양이 1이며 밝기를 늘이지 않았습니다. 한 열이 한 숫자입니다. \
      이미지 번호는 행의 수와 열의 수를 더한 것입니다. 또렷하지 않은 이미지에는 테두리와 함께 무엇으로 \
      읽히는지 표시했고, 이유는 표에 있습니다.
      """)[language]
  var lines = [
    "<section class=\"card\">", "<div class=\"top\"><h2>\(title)</h2></div>",
    "<p class=\"quiet\">\(explanation)</p>", "<div class=\"runs\">",
  ]
  for (index, picture) in pictures.enumerated() {
    lines += run(picture, id: "run-\(index)", in: language)
  }
  return lines + ["</div>", "</section>"]
}

private func run(_ picture: RunPicture, id: String, in language: Language) -> [String] {
  let images = Array(picture.images.prefix(RunInspection.sampleCount))
  let clear = images.count(where: \.isClear)
  let name = picture.title.isEmpty ? picture.folder : picture.title
  let count = say(
    "\(clear) of \(images.count) digits are clear",
    korean: "숫자 \(images.count)개 중 \(clear)개가 또렷합니다")[language]
  let title = say("Samples", korean: "샘플")[language]
  var lines = [
    "<article class=\"run\" aria-labelledby=\"\(id)\">",
    "<h3 id=\"\(id)\">\(escapedForMarkup(name))</h3>",
    "<p class=\"quiet\">\(escapedForMarkup(picture.folder))"
      + (images.isEmpty ? "" : " · \(count)") + "</p>",
    "<div class=\"sheet\">",
    "<div class=\"columns\" aria-hidden=\"true\">\(spans((0..<10).map { "\($0)" }))</div>",
    "<div class=\"rows\" aria-hidden=\"true\">\(spans((0..<10).map { "\(10 * $0)" }))</div>",
    "<div class=\"picture\"><img width=\"302\" height=\"302\""
      + " alt=\"\(title): \(escapedForMarkup(picture.folder))"
      + (images.isEmpty ? "" : ". \(count)") + "\""
      + " src=\"data:image/png;base64,\(picture.png)\">",
  ]
  lines += images.enumerated().compactMap { mark($0, $1, id: id, in: language) }
  lines += ["</div>", "</div>"]
  if !images.isEmpty {
    lines += counts(images, in: language)
    lines += reasons(images, id: id, in: language)
    lines += confusion(images, in: language)
  }
  return lines + ["</article>"]
}

private func spans(_ texts: [String]) -> String {
  texts.map { "<span>\($0)</span>" }.joined()
}

/// The outline of an image that is not clear, or that a person judged. Pointers find the reason
/// through it; for keyboards and screen readers the table says all.
private func mark(
  _ index: Int, _ image: ImageResult, id: String, in language: Language
) -> String? {
  guard !image.isClear || image.decision != nil else { return nil }
  // The picture has 302 pixels: 2 between and around images of 28.
  func percent(_ pixels: Int) -> String {
    let hundredths = pixels * 10000 / 302
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)%"
  }
  let (left, top) = (percent(1 + 30 * (index % 10)), percent(1 + 30 * (index / 10)))
  let kind = image.decision == nil ? "" : image.isClear ? " decided clear" : " decided"
  let label = image.isClear ? "✓" : image.reads.map { "\($0)" } ?? "–"
  return
    "<a class=\"mark\(kind)\" href=\"#\(id)-image-\(index)\" tabindex=\"-1\" aria-hidden=\"true\""
    + " style=\"left:\(left);top:\(top)\""
    + " title=\"\(index): \(escapedForMarkup(why(image)[language]))\">"
    + "<span>\(label)</span></a>"
}

/// All that there is to say about an image that is not clear, or that a person judged.
private func why(_ image: ImageResult) -> Sentence {
  guard let decision = image.decision else { return both(image.reason ?? "") }
  let classifier =
    image.reason.map { say(" (the classifier: \($0))", korean: " (분류기: \($0))") }
    ?? say(" (the classifier: clear)", korean: " (분류기: 또렷함)")
  return decision.clear
    ? say(
      "counted as clear by \(decision.by): \(decision.reason)\(classifier)",
      korean: "\(decision.by)이(가) 또렷한 것으로 셌습니다: \(decision.reason)\(classifier)")
    : say(
      "counted as not clear by \(decision.by): \(decision.reason)\(classifier)",
      korean: "\(decision.by)이(가) 또렷하지 않은 것으로 셌습니다: \(decision.reason)\(classifier)")
}

private func counts(_ images: [ImageResult], in language: Language) -> [String] {
  let caption = say("Clear images of each digit", korean: "숫자별 또렷한 이미지 수")[language]
  let digit = say("Digit", korean: "숫자")[language]
  let heads = (0..<10).map { "<th scope=\"col\">\($0)</th>" }.joined()
  let cells = (0..<10).map { digit in
    "<td>\(images.count { $0.requested == digit && $0.isClear })</td>"
  }
  return [
    "<div class=\"scroll\"><table class=\"digits\"><caption>\(caption)</caption>",
    "<thead><tr><th scope=\"col\">\(digit)</th>\(heads)</tr></thead>",
    "<tbody><tr><th scope=\"row\">\(say("Clear", korean: "또렷함")[language])</th>"
      + "\(cells.joined())</tr></tbody></table></div>",
  ]
}

private func reasons(_ images: [ImageResult], id: String, in language: Language) -> [String] {
  let shown = images.enumerated().filter { !$0.element.isClear || $0.element.decision != nil }
  guard !shown.isEmpty else { return [] }
  let summary = say(
    "Why \(shown.count == 1 ? "one image is" : "\(shown.count) images are") marked",
    korean: "이미지 \(shown.count)장에 표시한 이유")[language]
  let heads = [
    say("Image", korean: "이미지"), say("Asked for", korean: "요청한 숫자"),
    say("Why", korean: "이유"),
  ].map { "<th scope=\"col\">\($0[language])</th>" }.joined()
  var lines = [
    "<details\(shown.count > 12 ? "" : " open")><summary>\(summary)</summary>",
    "<div class=\"scroll\"><table class=\"reasons\"><caption class=\"hidden\">\(summary)</caption>",
    "<thead><tr>\(heads)</tr></thead>", "<tbody>",
  ]
  for (index, image) in shown {
    lines.append(
      "<tr id=\"\(id)-image-\(index)\"><th scope=\"row\">\(index)</th><td>\(image.requested)</td>"
        + "<td>\(escapedForMarkup(why(image)[language]))</td></tr>")
  }
  return lines + ["</tbody></table></div>", "</details>"]
}

/// Requested digits down, read ones across.
private func confusion(_ images: [ImageResult], in language: Language) -> [String] {
  let title = say("What was asked for, and what it reads as", korean: "요청한 숫자와 읽힌 숫자")[language]
  let none = say("no digit", korean: "숫자 아님")[language]
  let heads = (0..<10).map { "<th scope=\"col\">\($0)</th>" }.joined()
  var lines = [
    "<details><summary>\(title)</summary>",
    "<div class=\"scroll\"><table class=\"digits confusion\"><caption class=\"hidden\">\(title)</caption>",
    "<thead><tr><th scope=\"col\">\(say("Asked", korean: "요청")[language])</th>\(heads)"
      + "<th scope=\"col\">\(none)</th></tr></thead>", "<tbody>",
  ]
  for requested in 0..<10 {
    let row = images.filter { $0.requested == requested }
    let counts = (0..<10).map { digit in row.count { $0.reads == digit } }
    let cells = counts.enumerated().map { digit, count in
      "<td\(digit == requested ? " class=\"right\"" : "")>\(count == 0 ? "·" : "\(count)")</td>"
    }
    let unread = row.count { $0.reads == nil }
    lines.append(
      "<tr><th scope=\"row\">\(requested)</th>\(cells.joined())"
        + "<td>\(unread == 0 ? "·" : "\(unread)")</td></tr>")
  }
  return lines + ["</tbody></table></div>", "</details>"]
}

private func isBase64(_ character: Character) -> Bool {
  character.isASCII
    && (character.isLetter || character.isNumber || character == "+" || character == "/"
      || character == "=")
}
