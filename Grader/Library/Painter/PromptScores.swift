import CaptionedPictures
import DiffusionCourse
import Painter
import Tensors

/// CLIP scores of painted pictures: what a threshold for works lets pass, and what not.
struct PromptScores: Codable, Equatable, Sendable {
  /// Of pictures that are right in everything, with their prompts.
  var right: [Double] = []
  /// Of pictures that are not, with their prompts.
  var partlyWrong: [Double] = []
  /// Of pictures with prompts that others were painted from, none of them true of the picture.
  var others: [Double] = []

  /// - Parameters:
  ///   - captions: What was painted.
  ///   - scenes: What is to be seen in each picture.
  ///   - pictures: In −1…1, one after the other.
  init(
    _ captions: [Caption], _ scenes: [Scene], pictures: [Float], by scorer: ContrastiveScorer,
    _ assignment: any TextToImageAssignment.Type
  ) {
    let size = PictureSize.values
    for (index, scene) in scenes.enumerated() {
      let picture = Tensor(
        Array(pictures[index * size..<(index + 1) * size]),
        shape: [1, PictureSize.channels, PictureSize.side, PictureSize.side])
      let other = (1..<captions.count).lazy.map { captions[(index + $0) % captions.count] }
        .first { !$0.isTrue(of: scene) }
      let scores = scorer.scores(
        of: picture, for: [captions[index].text] + (other.map { [$0.text] } ?? []), by: assignment
      ).map(Double.init)
      if captions[index].isTrue(of: scene) {
        right.append(scores[0])
      } else {
        partlyWrong.append(scores[0])
      }
      others += scores.dropFirst()
    }
  }

  static let thresholds = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

  var table: MeasuredTable {
    func share(_ scores: [Double], _ threshold: Double) -> String {
      percent(Double(scores.count { $0 >= threshold }) / Double(max(1, scores.count)), digits: 1)
    }
    return MeasuredTable(
      header: [
        "score of at least", "right in everything (\(right.count))",
        "wrong in something (\(partlyWrong.count))", "with another's prompt (\(others.count))", "",
      ],
      rows: PromptScores.thresholds.map {
        [
          String(format: "%.1f", $0), share(right, $0), share(partlyWrong, $0), share(others, $0),
          "",
        ]
      })
  }
}
