import CaptionedPictures
import DiffusionCourse
import Foundation
import Painter
import Pictures
import Tensors

/// `paint`: a picture from a prompt, by the student's guidance, loop and decoding.
enum PaintCommand {
  static let specification = CommandSpecification(
    name: "paint",
    summary: "paint a picture from a prompt",
    operands: ["PROMPT"],
    operandsAreOptional: true,
    options: [
      .option("--steps", "N", "denoising steps (default 25)"),
      .option(
        "--guidance", "G",
        "how strongly the prompt steers (default \(usualGuidance)); 0: not at all"),
      .option("--seed", "N", "seed of the noise (default 1234)"),
      .option("--negative", "TEXT", "what the picture should not show"),
      .option("--scheduler", "S", "multistep (default), ddim or ddpm"),
      .option("--output", "NAME", "write NAME.png and NAME.json (default works/work-1, …)"),
      .flag("--reverse", "also show how it came about: NAME_reverse.gif"),
      .flag(
        "--score",
        "also print its CLIP score, by your clipScores: how well prompt and picture agree"),
      .flag("--words", "list the words that prompts may use"),
    ],
    details: [
      "The small world: one digit or shape, or two beside or above each other, in",
      "colours, in English or Korean. NAME.json holds the settings, from which the",
      "picture can be made again; ./CollectSubmission.sh packs the folder works/.",
    ],
    examples: [
      "paint \"a red heart on a black background\" --seed 7",
      "paint \"파란 3의 왼쪽에 있는 노란 별\" --guidance 5",
    ])

  private static var usualGuidance: String { "\(PaintingSettings.usualGuidance)" }

  static func run(_ arguments: ParsedArguments, _ context: ToolContext) throws -> Int32 {
    if arguments.contains("--words") {
      context.console.print(wordList)
      return ExitCode.success
    }
    _ = try settings(arguments)
    return try runInChild("child-paint", arguments, context)
  }

  static func runChild(_ arguments: [String], _ context: ToolContext) throws -> Int32 {
    let parsed = try ParsedArguments(arguments, of: specification)
    let settings = try settings(parsed)
    for warning in Tokenizer.tokenize(settings.prompt).remarks { context.console.note(warning) }
    for warning in Tokenizer.tokenize(settings.negative).remarks { context.console.note(warning) }
    let painter = try Painter()
    let clock = ContinuousClock()
    let start = clock.now
    // Each state on the way is decoded, which only the animation needs.
    let (picture, states) =
      parsed.contains("--reverse")
      ? painter.paintVisibly(settings, by: context.textToImage)
      : (painter.paint(settings, by: context.textToImage), [])
    let seconds = (clock.now - start) / .seconds(1)
    let expected = [1, PictureSize.channels, PictureSize.side, PictureSize.side]
    guard picture.shape == expected else {
      throw RunError.otherShape(of: "pictures", picture.shape, expected: expected)
    }
    let name = try parsed["--output"].map(withoutEnding) ?? freeName()
    try writeFile(PNG.encode(WorkPicture.image(of: picture)), to: name + ".png")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let record = WorkRecord(settings, weightsKey: painter.weightsKey)
    try writeFile(encoder.encode(record) + Data("\n".utf8), to: name + ".json")
    context.console.print(
      String(format: "“%@” in %@.png, %.1f s", settings.prompt, name, seconds))
    if parsed.contains("--score") {
      let scorer = try ContrastiveScorer(weights: .committed)
      let score = scorer.scores(
        of: picture * 2 - 1, for: [settings.prompt], by: context.textToImage)
      guard let score = score.first else {
        throw RunError.otherShape(of: "clipScores", [0], expected: [1])
      }
      context.console.print(String(format: "CLIP score %.3f", score))
    }
    if parsed.contains("--reverse") {
      let frames = states.map { WorkPicture.image(of: $0) }
      try writeFile(
        GIF.encode(frames: frames, delay: 0.12, finalDelay: 2), to: name + "_reverse.gif")
      context.console.print("from noise to the picture in \(name)_reverse.gif")
    }
    return ExitCode.success
  }

  private static func settings(_ arguments: ParsedArguments) throws -> PaintingSettings {
    guard let prompt = arguments.operands.first else {
      throw UsageError.missingOperand("PROMPT")
    }
    var settings = PaintingSettings(prompt: prompt)
    settings.negative = arguments["--negative"] ?? ""
    settings.steps =
      try arguments.integer("--steps", in: PaintingSettings.stepsRange) ?? settings.steps
    if let text = arguments["--guidance"] {
      guard let guidance = Double(text), PaintingSettings.guidanceRange.contains(guidance) else {
        throw UsageError.invalidValue(
          option: "--guidance", value: text, expected: "a number in 0…50")
      }
      settings.guidance = guidance
    }
    settings.seed = try arguments.seed() ?? settings.seed
    settings.scheduler = try arguments.choice("--scheduler") ?? settings.scheduler
    return settings
  }

  /// The words of prompts by theme, English above Korean, in lines of at most 80 columns.
  private static var wordList: String {
    Vocabulary.Theme.allCases.map { theme in
      let lines = [Caption.Language.english, .korean].flatMap { language in
        wrapped(
          Vocabulary.entries.filter { $0.theme == theme && $0.language == language }
            .flatMap(\.spellings), to: 76)
      }
      return ([theme.rawValue + ":"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private static func withoutEnding(_ path: String) -> String {
    path.hasSuffix(".png") && path.count > 4 ? String(path.dropLast(4)) : path
  }

  /// The first of works/work-1, works/work-2, … that is not there yet; the folder is made.
  private static func freeName() throws -> String {
    let folder = "works"
    try makeFolder(at: folder)
    var number = 1
    while FileManager.default.fileExists(atPath: "\(folder)/work-\(number).png")
      || FileManager.default.fileExists(atPath: "\(folder)/work-\(number).json")
    {
      number += 1
    }
    return "\(folder)/work-\(number)"
  }
}
