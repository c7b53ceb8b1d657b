import CaptionedPictures
import Foundation
import NeuralNetworks
import Painter
import Pictures

/// The painter's card: how it and its judges were measured, what they are worth, and where they end.
struct PainterCard {
  static let curveName = "painter-guidance.png"
  static let sheetName = "painter-sheet.png"

  let measurement: PainterMeasurement
  /// Of the contact sheet, [count, 3, 32, 32], values in −1…1.
  let sheet: [Float]

  /// What is required, and whether it is met.
  struct Figure {
    var name: String
    var value: String
    var bound: String
    var isMet: Bool
  }

  /// Agreement at guidance 0 may differ from chance by this much: three standard deviations of some
  /// hundred prompts' answers.
  static let chanceMargin = 0.05

  static func figures(of measurement: PainterMeasurement) -> [Figure] {
    let agreement = measurement.agreement.mentioned
    var figures = [
      Figure(
        name: "attributes as the prompt says, \(measurement.extent.prompts) unseen prompts",
        value: percent(agreement, digits: 1), bound: "≥ 85 %", isMet: agreement >= 0.85)
    ]
    let best = measurement.best
    func point(_ guidance: Double) -> Double? {
      measurement.curve.first { $0.guidance == guidance }?.agreement.mentioned
    }
    if let unguided = point(0), let plain = point(1) {
      let chance = measurement.chanceOfUnguided.mentioned
      figures += [
        Figure(
          name: "the best guidance (\(number(best.guidance))) above guidance 1, in points",
          value: points(best.agreement.mentioned - plain), bound: "> 0",
          isMet: best.guidance > 1 && best.agreement.mentioned > plain),
        Figure(
          name: "guidance 0 from chance (\(percent(chance, digits: 1))), in points",
          value: points(unguided - chance), bound: "± \(number(100 * chanceMargin))",
          isMet: abs(unguided - chance) <= chanceMargin),
      ]
    }
    let scorer = measurement.scorer.amongRandom
    figures += [
      Figure(
        name: "scorer: right caption first among \(ScorerMeasurement.candidates)",
        value: percent(scorer, digits: 1), bound: "≥ 90 %", isMet: scorer >= 0.9),
      Figure(
        name: "reader: the attribute that it reads least well, as drawn and spoilt",
        value: percent(measurement.reader.least), bound: "≥ 99 %",
        isMet: measurement.reader.isMet),
    ]
    return figures
  }

  static func isMet(_ measurement: PainterMeasurement) -> Bool {
    figures(of: measurement).allSatisfy(\.isMet)
  }

  static func table(of measurement: PainterMeasurement) -> MeasuredTable {
    MeasuredTable(
      header: ["figure", "measured", "required", ""],
      rows: figures(of: measurement).map {
        [$0.name, $0.value, $0.bound, $0.isMet ? "met" : "**missed**"]
      })
  }

  var markdown: String {
    (head + ["## Figures", ""] + PainterCard.table(of: measurement).markdown + [""]
      + byAttribute + guidance + sheetSection + readerSection + scorerSection + limits)
      .joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    let extent = measurement.extent
    return [
      "# Pictures from prompts: what painter, reader and scorer are worth", "",
      "Written by `grader measure-painter`, as is each figure here. Nothing is entered by hand.",
      "",
      "**How agreement is measured.** Prompts are captions of scenes whose combination of kinds, colours and",
      "background or arrangement was held out of all training. Each is painted once. The attribute reader, a",
      "network trained apart that never saw a painted picture, says what is to be seen; what the prompt",
      "mentions is compared, what it leaves open is not. How many things there are is shown, but left out of",
      "the sum, since it is right most easily. Half of the prompts are Korean.", "",
      "| | |", "|---|---|",
      "| painted with | \(extent.steps) steps, scheduler \(extent.scheduler.rawValue), guidance \(number(extent.guidance)) |",
      "| weights | \(measurement.weightsKey) |",
      "| prompts | \(extent.prompts) in all, the first \(extent.curvePrompts) of them at each guidance of the curve |",
      "",
    ]
  }

  private var byAttribute: [String] {
    let columns: [PromptAgreement?] = [
      measurement.agreement, measurement.byLanguage[.english], measurement.byLanguage[.korean],
      measurement.reconstructed, measurement.chance,
    ]
    func row(_ name: String, _ value: (PromptAgreement) -> Double?) -> [String] {
      [name] + columns.map { $0.flatMap(value).map { percent($0, digits: 1) } ?? "–" }
    }
    let table = MeasuredTable(
      header: ["attribute", "painted", "English", "Korean", "encoded and decoded", "chance"],
      rows: Attribute.allCases.map { attribute in
        row(attribute.title) { $0.attributes[attribute] }
      } + [
        row("**all that is mentioned, together**") { $0.mentioned },
        row("**pictures right in everything**") { $0.all },
      ])
    return ["## By attribute", ""] + table.markdown + [
      "",
      "“Encoded and decoded” are drawn pictures of the prompts' scenes after the autoencoder: the best that its",
      "latents allow. “Chance” are the prompts with random scenes of the small world.", "",
    ]
  }

  private var guidance: [String] {
    let rows = measurement.curve.map { point in
      [
        number(point.guidance), percent(point.agreement.mentioned, digits: 1),
        percent(point.agreement.all, digits: 1),
        point.guidance == measurement.best.guidance ? "the best" : "",
      ]
    }
    return ["## Guidance", "", "![Agreement against guidance](\(PainterCard.curveName))", ""]
      + MeasuredTable(
        header: ["guidance", "of what is mentioned", "right in everything", ""], rows: rows
      ).markdown + [
        "",
        "Chance is \(percent(measurement.chanceOfUnguided.mentioned, digits: 1)) for the pictures of guidance 0, each with other pictures' prompts, and",
        "\(percent(measurement.chance.mentioned, digits: 1)) for random scenes of the small world.",
        "",
      ]
  }

  private var sheetSection: [String] {
    let entries = measurement.sheet
    let right = entries.count { $0.caption.isTrue(of: $0.seen) }
    return [
      "## \(entries.count) prompts, unpicked", "",
      "The first unseen prompts of a seed, each painted once with its number as seed. \(right) of \(entries.count) are right in",
      "everything by the reader; captions of the others are red. Korean prompts stand in the list.",
      "",
      "![\(entries.count) pictures with their prompts](\(PainterCard.sheetName))", "",
      "| seed | prompt | not as it says |", "|---:|---|---|",
    ]
      + entries.map { entry in
        let wrong = entry.caption.agreement(with: entry.seen).filter { !$0.value }.keys
        let names = Attribute.allCases.filter(wrong.contains).map(\.title)
        return "| \(entry.seed) | \(entry.caption.text) | \(names.joined(separator: ", ")) |"
      } + [""]
  }

  private var readerSection: [String] {
    ["## The attribute reader", ""]
      + [
        "Trained by `grader train-reader` on drawn training scenes. Over \(grouped(measurement.reader.clean.pictures)) held-out scenes each, as drawn and spoilt",
        "with blur, noise, waves of brightness, wrong contrast and bent edges, as a decoder may leave them:",
        "",
      ] + measurement.reader.table.markdown + [""]
  }

  private var scorerSection: [String] {
    [
      "## The scorer", "",
      "Of \(measurement.scorer.pictures) drawn held-out scenes, the right caption has the highest score among \(ScorerMeasurement.candidates) for",
      "\(percent(measurement.scorer.amongRandom, digits: 1)) if the others are captions of random scenes, none of them true of the picture, and for",
      "\(percent(measurement.scorer.amongNear, digits: 1)) if they describe the same scene with one attribute changed.",
      "",
      "What a threshold lets pass of the \(measurement.extent.prompts) painted pictures, by what the reader sees in them (the rubric's",
      "`agreementFrom` is such a threshold):", "",
    ] + measurement.scores.table.markdown + [""]
  }

  private var limits: [String] {
    [
      "## Limits", "",
      "- The reader always answers: of a picture that shows nothing it names what is likeliest.",
      "- It measures what prompts mention, not beauty: a ragged edge passes.",
      "- The world is small: sixteen kinds, eight colours, eight backgrounds. What it does not know, the",
      "  tokenizer says and the painter does not see.",
    ]
  }

  /// Agreement against guidance.
  func chart() -> Image {
    let x = measurement.curve.map(\.guidance)
    func series(_ name: String, _ value: (PromptAgreement) -> Double) -> LineChart.Series {
      LineChart.Series(
        name, x: x, y: measurement.curve.map { 100 * value($0.agreement) }, hasDots: true)
    }
    let chance = 100 * measurement.chanceOfUnguided.mentioned
    return LineChart(
      title: "Agreement of pictures with their prompts", xLabel: "guidance",
      yLabel: "% as the prompt says",
      series: [
        LineChart.Series("chance", x: [0, x.max() ?? 1], y: [chance, chance], isFaint: true),
        series("of what is mentioned", \.mentioned), series("right in everything", \.all),
      ], yRange: 0...100
    ).rendered(width: 640, height: 420)
  }

  /// The contact sheet.
  func sheetImage() -> Image {
    let entries = measurement.sheet
    let pictures = entries.indices.map { index in
      imageGrid(
        Array(sheet[index * PictureSize.values..<(index + 1) * PictureSize.values]), count: 1,
        channels: PictureSize.channels, height: PictureSize.side, width: PictureSize.side,
        padding: 0, scale: 5)
    }
    // The font has no Hangul: what a Korean prompt says stands there in English.
    let captions = entries.enumerated().map { index, entry in
      let caption = entry.caption
      guard caption.language == .korean else { return "\(entry.seed): \(caption.text)" }
      return "\(entry.seed): (in Korean) \(PainterCard.inEnglish(caption))"
    }
    let wrong = entries.indices.filter { !entries[$0].caption.isTrue(of: entries[$0].seen) }
    return captionedGrid(pictures, captions: captions, marked: Set(wrong))
  }

  private static func inEnglish(_ caption: Caption) -> String {
    // Which other attributes are mentioned depends on the index; some say the same as the Korean text.
    let candidates = (0..<10_000).lazy.map {
      Caption(of: caption.scene, in: .english, mentioning: caption.mentioned, seed: 1, index: $0)
    }
    return (candidates.first { $0.mentioned == caption.mentioned } ?? candidates.first!).text
  }

  /// Writes the card and its pictures beside it.
  func write(to path: String) throws(GraderError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try writeFile([UInt8](markdown.utf8), to: path)
    try writeFile(PNG.encode(chart()), to: "\(folder)/\(PainterCard.curveName)")
    try writeFile(PNG.encode(sheetImage()), to: "\(folder)/\(PainterCard.sheetName)")
  }

  private static func points(_ share: Double) -> String {
    String(format: "%+.1f", 100 * share)
  }
}

private func number(_ value: Double) -> String { String(format: "%g", value) }
