import DiffusionCourse
import Foundation
import Painter
import TextToImageSolution

/// `grader measure-painter`: how well pictures agree with the prompts that they are painted from.
enum MeasurePainterCommand {
  static let description = CommandDescription(
    name: "measure-painter", usage: "[options]",
    summary: "Measures pictures painted from unseen prompts, the guidance curve and the scorer.",
    details: [
      "Paints \(PainterMeasurement.Extent().prompts) unseen prompts with the project's own solution, reads "
        + "back what is to be seen, and prints each figure with what is required. Exit code 1: one is missed."
    ],
    options: [
      .init(
        name: "--card", value: "FILE.md",
        help: "the card, its pictures beside it (default: Grader/PAINTER.md, without --weights)"),
      .init(
        name: "--weights", value: "DIR",
        help: "the painter's weights (default: those of the package)"),
      .init(name: "--prompts", value: "N", help: "unseen prompts (default: 500)"),
      .init(
        name: "--curve-prompts", value: "N",
        help: "prompts at each guidance of the curve (default: 200)"),
      .init(name: "--steps", value: "N", help: "denoising steps (default: 25)"),
      .init(name: "--json", value: nil, help: "print one JSON object and nothing else"),
      .init(name: "--package", value: "DIR", help: "the package's folder, if it was moved"),
    ],
    example: "swift run -c release grader measure-painter")

  static func run(_ arguments: ParsedCommand) throws(GraderError) -> Int32 {
    try arguments.refuseOperands()
    let location = try PackageLocation.find(root: arguments["--package"])
    var extent = PainterMeasurement.Extent()
    extent.prompts = try arguments.integer("--prompts", in: 2...100_000) ?? extent.prompts
    extent.curvePrompts = min(
      try arguments.integer("--curve-prompts", in: 2...100_000) ?? extent.curvePrompts,
      extent.prompts)
    extent.steps = try arguments.integer("--steps", in: PaintingSettings.stepsRange) ?? extent.steps
    let weights = arguments["--weights"].map(PainterWeights.init(folder:)) ?? .committed
    let card: PainterCard
    do {
      let (measurement, sheet) = PainterMeasurement.run(
        try Painter(weights: weights), scorer: try ContrastiveScorer(weights: weights),
        reader: try AttributeReader(weightsAt: location.reader), by: TextToImage.self,
        extent: extent, progress: Console.error)
      card = PainterCard(measurement: measurement, sheet: sheet)
    } catch {
      throw .inOwnWords("\(error)")
    }
    // Weights of a trial say nothing of those in use.
    let path = arguments["--card"] ?? (arguments["--weights"] == nil ? location.painterCard : nil)
    if let path { try card.write(to: path) }
    if arguments.has("--json") {
      Console.write(json(card.measurement))
    } else {
      Console.print(PainterCard.table(of: card.measurement).lines.joined(separator: "\n"))
      if let path { Console.print(path) }
    }
    return PainterCard.isMet(card.measurement) ? 0 : 1
  }
}
