import Foundation
import Mutations
import Painter
import Pictures
import Tensors

extension FuzzTarget {
  /// The picture or the settings of a work.
  static let works = FuzzTarget(
    name: "works", summary: "pictures and settings of works",
    seeds: {
      var elsewhere = WorkRecord(PaintingSettings(prompt: "a fox in the snow"), weightsKey: "")
      elsewhere.origin = .elsewhere
      elsewhere.model = "Stable Diffusion 1.4"
      let records = [
        WorkRecord(
          PaintingSettings(prompt: "빨간 원", negative: "a 1"), weightsKey: "b0a2ec63d52089df"),
        elsewhere,
      ]
      let picture = WorkPicture.image(
        of: Tensor((0..<3072).map { Float($0 % 97) / 96 }, shape: [3, 32, 32]))
      return records.map { Array(json($0).utf8) } + [PNG.encode(picture)]
    },
    mutate: { mutator, seeds in mutator.mutated(mutator.pick(seeds), with: seeds) },
    read: { bytes throws(FuzzViolation) in
      let work = WorkFiles("work", json: bytes, png: bytes)
      for problem in [work.recordProblem, work.pictureProblem].compactMap(\.self) {
        try requireOneLine(problem.english)
      }
      if let settings = work.record?.settings {
        try require(
          PaintingSettings.stepsRange.contains(settings.steps)
            && PaintingSettings.guidanceRange.contains(settings.guidance),
          "settings beyond what is painted: \(settings.steps), \(settings.guidance)")
      }
      if let values = work.picture.flatMap(WorkPicture.values) {
        try require(
          values.count == 3072 && values.allSatisfy { (0...1).contains($0) },
          "\(values.count) values, or some beyond 0…1")
      }
      // What is found without a painter: nothing of it may end the process.
      let found = WorkFindings(work, judge: nil)
      for sentence in found.findings.values.flatMap(\.feedback) {
        try requireOneLine(sentence.english)
      }
      return work.record != nil || work.picture != nil
    })
}
