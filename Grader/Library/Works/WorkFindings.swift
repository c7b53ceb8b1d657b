import CaptionedPictures
import Foundation
import Painter
import Pictures
import SubmissionProtocol

/// What looking at one work found.
struct WorkFindings: Codable, Equatable, Sendable {
  var name: String
  /// What NAME.json says; nil where it cannot be read.
  var record: WorkRecord?
  var findings: [WorkPart: RunInspection.Finding] = [:]
  /// The picture as a PNG, base 64, written anew; nil where there is none.
  var picture: String?
  /// What the settings make, where that is another picture.
  var redrawing: String?
  /// The CLIP score with the prompt; nil where nobody asked.
  var score: Double?
  /// Of the picture's pixels: equal pictures have equal keys.
  var key: String?
  /// Whether the class may see it.
  var isShared = true

  /// How far a picture may be from its re-drawing: the root of the mean squared difference, of values
  /// in 0…1. Other processors round otherwise, and every step carries that on; another prompt, seed or
  /// guidance is many times as far away. Eight-bit rounding alone is 0.0011.
  static let tolerance = 0.02

  /// Looks at a work.
  ///
  /// - Parameters:
  ///   - judge: nil where the weights cannot be used: what needs them then has no finding.
  ///   - isPrivate: Whether the whole submission is kept out of the gallery.
  init(_ files: WorkFiles, judge: (any WorkJudging)?, isPrivate: Bool = false) {
    name = files.name
    record = files.record
    isShared = !isPrivate && files.record?.share != false
    if let image = files.picture {
      let shown = image.fitted(to: WorkFindings.shownSide)
      picture = Data(PNG.encode(shown)).base64EncodedString()
      key = SHA256.hexadecimal(of: [UInt8(image.channels)] + image.pixels)
    }
    guard let record else {
      let problem = files.recordProblem ?? both(files.name)
      for part in WorkPart.allCases { findings[part] = RunInspection.Finding.none(problem) }
      return
    }
    switch record.origin {
    case .paint: lookAtPainting(record, files, judge)
    case .elsewhere: lookAtOther(record, files)
    }
  }

  /// The longest side of a picture in reports.
  static let shownSide = 256

  private mutating func lookAtPainting(
    _ record: WorkRecord, _ files: WorkFiles, _ judge: (any WorkJudging)?
  ) {
    findings[.settings] = WorkFindings.settings(of: record, named: name)
    guard let image = files.picture, let settings = record.settings else {
      let problem =
        files.pictureProblem
        ?? say(
          "without all settings the picture cannot be made again",
          korean: "설정이 모두 없어 그림을 다시 그릴 수 없습니다")
      findings[.picture] = RunInspection.Finding.none(problem)
      findings[.prompt] = RunInspection.Finding.none(problem)
      return
    }
    guard let values = WorkPicture.values(of: image) else {
      let problem = say(
        """
        \(name).png is not as `diffusion paint` writes it, 256 × 256 pixels in squares of 8 × 8: hand it in as \
        it is
        """,
        korean: """
          \(name).png가 `diffusion paint`가 쓴 형식(8 × 8 칸으로 된 256 × 256 픽셀)이 아닙니다. 고치지 말고 그대로 \
          제출하십시오
          """)
      findings[.picture] = RunInspection.Finding.none(problem)
      findings[.prompt] = RunInspection.Finding.none(problem)
      return
    }
    guard let judge else { return }
    let score = judge.score(of: values, for: record.prompt)
    self.score = score
    findings[.prompt] = .full(
      say(
        "CLIP score \(scoreText(score))", korean: "CLIP score \(scoreText(score))"))
    guard record.weights == judge.weightsKey else {
      findings[.picture] = RunInspection.Finding.none(
        say(
          "it was painted with other weights than this assignment's: paint it again",
          korean: "이 과제의 것과 다른 가중치로 그린 그림입니다. 다시 그리십시오"))
      return
    }
    let redrawn = judge.picture(of: settings)
    let difference = WorkFindings.difference(values, redrawn)
    if difference <= WorkFindings.tolerance {
      findings[.picture] = .full(
        say("its settings make it again", korean: "설정으로 다시 그린 그림과 일치합니다"))
      return
    }
    redrawing = WorkFindings.base64(redrawn)
    findings[.picture] = RunInspection.Finding.none(
      say(
        """
        its settings make another picture: the difference is \(scoreText(difference)) of the range of colours, \
        \(scoreText(WorkFindings.tolerance)) is allowed. Were guidance, loop and decoding right when it was painted?
        """,
        korean: """
          설정으로 다시 그리면 다른 그림이 됩니다. 색 범위에 대한 차이가 \(scoreText(difference))이며 \
          \(scoreText(WorkFindings.tolerance))까지 허용됩니다. 그릴 때 guidance, 디노이징, 디코딩이 올바랐는지 확인하십시오
          """))
  }

  /// Made with another model: what it needs to be complete, and a picture that can be read.
  private mutating func lookAtOther(_ record: WorkRecord, _ files: WorkFiles) {
    var missing: [String] = []
    if record.prompt.allSatisfy(\.isWhitespace) { missing.append("prompt") }
    if (record.model ?? "").allSatisfy(\.isWhitespace) { missing.append("model") }
    let names = missing.joined(separator: ", ")
    findings[.settings] =
      missing.isEmpty
      ? .full(
        say(
          "made elsewhere, with \(record.model ?? "")",
          korean: "다른 곳에서 만든 그림 (\(record.model ?? ""))"))
      : RunInspection.Finding.none(
        say(
          "a picture made elsewhere needs its \(names)", korean: "다른 곳에서 만든 그림에는 \(names)이(가) 필요합니다"
        ))
    if let problem = files.pictureProblem {
      findings[.picture] = RunInspection.Finding.none(problem)
      findings[.prompt] = RunInspection.Finding.none(problem)
    } else {
      let sentence = say(
        "made elsewhere: it is not drawn again", korean: "다른 곳에서 만든 그림이므로 다시 그리지 않습니다")
      findings[.picture] = .full(sentence)
      findings[.prompt] = .full(sentence)
    }
  }

  private static func settings(of record: WorkRecord, named name: String) -> RunInspection.Finding {
    guard record.settings != nil else {
      return .none(
        say(
          """
          \(name).json lacks a setting, or has one beyond what `diffusion paint` takes: steps, guidance, seed \
          and scheduler are needed
          """,
          korean: """
            \(name).json에 설정이 빠졌거나 `diffusion paint`의 범위를 벗어난 값이 있습니다. steps, guidance, seed, \
            scheduler가 필요합니다
            """))
    }
    let prompt = Tokenizer.tokenize(record.prompt)
    if record.prompt.allSatisfy(\.isWhitespace) {
      return .none(say("the prompt is empty", korean: "프롬프트가 비어 있습니다"))
    }
    if !prompt.unknownWords.isEmpty {
      let words = prompt.unknownWords.joined(separator: ", ")
      return .none(
        say(
          "the prompt has words that the model does not know: \(words)",
          korean: "프롬프트에 모델이 모르는 낱말이 있습니다: \(words)"))
    }
    return .full(
      say(
        "all settings are there, and the prompt is understood", korean: "설정이 모두 있고 프롬프트를 이해할 수 있습니다"
      )
    )
  }

  /// The root of the mean squared difference.
  static func difference(_ picture: [Float], _ other: [Float]) -> Double {
    guard picture.count == other.count, !picture.isEmpty else { return .infinity }
    let sum = zip(picture, other).reduce(0.0) {
      $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
    }
    return (sum / Double(picture.count)).squareRoot()
  }

  private static func base64(_ values: [Float]) -> String {
    let image = imageGrid(
      values.map { 2 * $0 - 1 }, count: 1, channels: 3, height: 32, width: 32, columns: 1,
      padding: 0, scale: WorkPicture.scale)
    return Data(PNG.encode(image)).base64EncodedString()
  }
}

/// "0.031": three digits after the point.
func scoreText(_ score: Double) -> String {
  String(format: "%.3f", boundedNumber(score))
}

extension Image {
  /// The picture made smaller by whole steps until no side is longer than `side`, each new pixel the
  /// mean of those that it stands for.
  func fitted(to side: Int) -> Image {
    let step = (max(width, height) + side - 1) / side
    if step <= 1 { return self }
    let (columns, rows) = ((width + step - 1) / step, (height + step - 1) / step)
    var result: [UInt8] = []
    result.reserveCapacity(columns * rows * channels)
    for row in 0..<rows {
      let lines = row * step..<min(height, (row + 1) * step)
      for column in 0..<columns {
        let places = column * step..<min(width, (column + 1) * step)
        for channel in 0..<channels {
          var sum = 0
          for y in lines {
            for x in places { sum += Int(pixels[(y * width + x) * channels + channel]) }
          }
          result.append(UInt8(sum / (lines.count * places.count)))
        }
      }
    }
    return Image(width: columns, height: rows, channels: channels, pixels: result)
  }
}
