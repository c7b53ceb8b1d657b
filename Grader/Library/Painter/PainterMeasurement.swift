import CaptionedPictures
import DiffusionCourse
import Painter
import Tensors

/// What painting from prompts is worth, measured: what the card prints.
struct PainterMeasurement: Codable, Equatable, Sendable {
  /// How much is measured, and with what.
  struct Extent: Codable, Equatable, Sendable {
    var prompts = 500
    /// At each guidance of the curve.
    var curvePrompts = 200
    var curve = [0, 1, 1.5, 2, 3, 5, 7.5, 10]
    var steps = 25
    var scheduler = SchedulerKind.multistep
    var guidance = PaintingSettings.usualGuidance
    var scored = 500
    var sheet = 40
  }

  struct CurvePoint: Codable, Equatable, Sendable {
    var guidance: Double
    var agreement: PromptAgreement
  }

  static let seed: UInt64 = 0x5EE_D0FA11

  var extent: Extent
  var weightsKey: String
  /// Of the reader, which bounds what can be seen of the painter.
  var reader: AttributeReaderMeasurement
  var agreement: PromptAgreement
  var byLanguage: [Caption.Language: PromptAgreement]
  var curve: [CurvePoint]
  /// The curve's prompts with random scenes of the world.
  var chance: PromptAgreement
  /// The curve's prompts with the pictures that guidance 0 painted for other prompts.
  var chanceOfUnguided: PromptAgreement
  /// Drawn pictures of the prompts' scenes after encoding and decoding: the best that latents allow.
  var reconstructed: PromptAgreement
  var scorer: ScorerMeasurement
  /// Of the painted pictures.
  var scores: PromptScores
  var sheet: [SheetEntry]

  /// One picture of the contact sheet.
  struct SheetEntry: Codable, Equatable, Sendable {
    var caption: Caption
    var seed: UInt64
    var seen: Scene
  }

  /// The curve's point where most of what is mentioned is right.
  var best: CurvePoint { curve.max { $0.agreement.mentioned < $1.agreement.mentioned }! }

  /// - Parameters:
  ///   - assignment: Whose guidance, loop, decoding and scores are used.
  ///   - progress: Is given a line now and then.
  /// - Returns: The figures, and the pictures of the contact sheet, [40, 3, 32, 32], in −1…1.
  static func run(
    _ painter: Painter, scorer: ContrastiveScorer, reader: AttributeReader,
    by assignment: any TextToImageAssignment.Type, extent: Extent = Extent(),
    progress: (String) -> Void = { _ in }
  ) -> (measurement: PainterMeasurement, sheet: [Float]) {
    // Half of them Korean.
    let captions = (0..<extent.prompts).map {
      Caption.unseen(
        in: $0.isMultiple(of: 2) ? .english : .korean, seed: PainterMeasurement.seed, index: $0)
    }
    func seen(
      _ captions: [Caption], guidance: Double
    ) -> (scenes: [Scene], pictures: [Float]) {
      let settings = settings(extent, guidance: guidance, seed: PainterMeasurement.seed)
      var (scenes, pictures): ([Scene], [Float]) = ([], [])
      for first in stride(from: 0, to: captions.count, by: batchSize) {
        let batch = Array(captions[first..<min(first + batchSize, captions.count)])
        progress(
          "guidance \(guidance): prompts \(first + 1)–\(first + batch.count) of \(captions.count)")
        let painted = painted(batch, by: painter, settings.numbered(first), assignment)
        scenes += reader.scenes(in: painted, count: batch.count)
        pictures += painted
      }
      return (scenes, pictures)
    }
    let (scenes, pictures) = seen(captions, guidance: extent.guidance)
    let byLanguage = Caption.Language.allCases.map { language in
      let indices = captions.indices.filter { captions[$0].language == language }
      return (language, PromptAgreement(indices.map { captions[$0] }, indices.map { scenes[$0] }))
    }

    let curveCaptions = Array(captions.prefix(extent.curvePrompts))
    var unguided: [Scene] = []
    let curve = extent.curve.map { guidance in
      let scenes = seen(curveCaptions, guidance: guidance).scenes
      if guidance == 0 { unguided = scenes }
      return CurvePoint(guidance: guidance, agreement: PromptAgreement(curveCaptions, scenes))
    }
    // A prompt never meets the picture that was painted for it.
    let others = (1..<max(2, min(50, unguided.count))).map { shift in
      curveCaptions.indices.map { unguided[($0 + shift) % unguided.count] }
    }
    let random = (0..<500).map { Scene.random(seed: PainterMeasurement.seed &+ 1, index: $0) }

    progress("the contact sheet")
    let (entries, sheet) = contactSheet(painter, reader, assignment, extent)
    progress("the scorer")
    return (
      PainterMeasurement(
        extent: extent, weightsKey: painter.weightsKey,
        reader: AttributeReaderMeasurement(reader, count: 2_000),
        agreement: PromptAgreement(captions, scenes),
        byLanguage: [Caption.Language: PromptAgreement](uniqueKeysWithValues: byLanguage),
        curve: curve, chance: .byChance(curveCaptions, random),
        chanceOfUnguided: PromptAgreement(
          others.flatMap { _ in curveCaptions }, others.flatMap { $0 }),
        reconstructed: reconstructed(captions, painter, reader, assignment),
        scorer: ScorerMeasurement(scorer, count: extent.scored, by: assignment),
        scores: PromptScores(captions, scenes, pictures: pictures, by: scorer, assignment),
        sheet: entries),
      sheet
    )
  }

  private static let batchSize = 50

  private static func settings(
    _ extent: Extent, guidance: Double, seed: UInt64
  ) -> PaintingSettings {
    PaintingSettings(
      prompt: "", steps: extent.steps, guidance: guidance, seed: seed, scheduler: extent.scheduler)
  }

  /// - Returns: Pictures, [B, 3, 32, 32], in −1…1, row by row.
  private static func painted(
    _ captions: [Caption], by painter: Painter, _ settings: PaintingSettings,
    _ assignment: any TextToImageAssignment.Type
  ) -> [Float] {
    painter.paint(captions.map(\.text), settings, by: assignment).scalars.map { 2 * $0 - 1 }
  }

  private static func reconstructed(
    _ captions: [Caption], _ painter: Painter, _ reader: AttributeReader,
    _ assignment: any TextToImageAssignment.Type
  ) -> PromptAgreement {
    let scenes = stride(from: 0, to: captions.count, by: batchSize).flatMap { first in
      let range = first..<min(first + batchSize, captions.count)
      var pictures: [Float] = []
      for index in range {
        PictureRenderer.append(
          captions[index].scene, seed: PainterMeasurement.seed, index: index, to: &pictures)
      }
      let shape = [range.count, PictureSize.channels, PictureSize.side, PictureSize.side]
      let decoded = painter.reconstructed(Tensor(pictures, shape: shape), by: assignment)
      return reader.scenes(in: decoded.scalars.map { 2 * $0 - 1 }, count: range.count)
    }
    return PromptAgreement(captions, scenes)
  }

  /// The first prompts of a seed of their own, each painted by itself with its number as seed, so that
  /// `diffusion paint` paints the same.
  private static func contactSheet(
    _ painter: Painter, _ reader: AttributeReader, _ assignment: any TextToImageAssignment.Type,
    _ extent: Extent
  ) -> (entries: [SheetEntry], pictures: [Float]) {
    var (entries, pictures): ([SheetEntry], [Float]) = ([], [])
    for index in 0..<extent.sheet {
      let caption = Caption.unseen(
        in: index % 4 == 3 ? .korean : .english, seed: PainterMeasurement.seed &+ 2, index: index)
      let seed = UInt64(index + 1)
      let picture = painted(
        [caption], by: painter, settings(extent, guidance: extent.guidance, seed: seed), assignment)
      entries.append(
        SheetEntry(caption: caption, seed: seed, seen: reader.scenes(in: picture, count: 1)[0]))
      pictures += picture
    }
    return (entries, pictures)
  }
}

extension PaintingSettings {
  /// The same with a seed of its own, as one batch of many.
  fileprivate func numbered(_ number: Int) -> PaintingSettings {
    var settings = self
    settings.seed &+= UInt64(number)
    return settings
  }
}
