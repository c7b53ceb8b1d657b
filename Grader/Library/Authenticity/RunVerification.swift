import Foundation
import SubmissionProtocol

/// What came of drawing images of a run again.
struct RunVerification: Codable, Equatable, Sendable {
  /// What was done and what it gave, or why it was not done; for whoever grades.
  var notes: [Sentence] = []
  var flags: [FoundFlag] = []
  /// False where the grader itself failed.
  var isComplete = true

  static func nothing(because reason: Sentence) -> RunVerification {
    RunVerification(notes: [say("not verified: \(reason)", korean: "검증하지 않았습니다: \(reason)")])
  }
}

/// One call of the student's `sample`, as it was seen from outside.
struct Drawing {
  /// [count, 1, 28, 28].
  var images: [Float]
  var calls: Int
  /// T.
  var timesteps: Int
  var problem: Sentence?
  /// The images that the network answered for.
  var chosen: [Int]
  /// How well the others became what they should, each 0…1.
  var decoyLikeness: [Double]
  /// How well the chosen ones are what the last answers mean, each 0…1.
  var conclusionLikeness: [Double]
  /// See `NetworkAnswers.jumps`.
  var jumps: [Double]

  init(images: [Float], seenBy answers: NetworkAnswers, timesteps: Int) {
    self.images = images
    self.timesteps = timesteps
    calls = answers.calls
    problem = answers.problem
    if problem == nil, calls < timesteps {
      problem = say(
        "the network is called \(calls) times; the algorithm calls it T = \(timesteps) times",
        korean: "네트워크를 \(calls)번 호출합니다. 알고리즘은 T = \(timesteps)번 호출합니다")
    }
    chosen = answers.chosen
    jumps = answers.jumps
    let isChosen = Set(chosen)
    let others = (0..<images.count / 784).filter { !isChosen.contains($0) }
    func likeness(_ image: Int, _ expected: [Float]) -> Double {
      let pixels = image * 784..<(image + 1) * 784
      let clamped = images[pixels].map { min(max($0, -1), 1) }
      // Also where an image is of one grey.
      if Likeness.distance(clamped[...], expected[pixels]) < 0.05 { return 1 }
      return max(0, Likeness.correlation(clamped[...], expected[pixels]))
    }
    decoyLikeness = others.map { likeness($0, answers.decoys) }
    conclusionLikeness = chosen.map { likeness($0, answers.concluded) }
  }
}

/// Makes flags of drawings. `Grader/AUTHENTICITY.md` says where the numbers come from.
struct DrawingJudge {
  /// The submitted samples, [100, 1, 28, 28].
  var samples: [Float]
  /// How many of them are clear; nil without a classifier.
  var clear: Int?

  /// The distance of an image drawn again from the submitted one, whose values span 2, beyond which it is
  /// another. A twentieth of the images may lie beyond it, or beyond the bounds that follow.
  static let tolerance = 0.05
  /// The likeness of an image to what the network's answers mean, below which it does not follow from
  /// these.
  static let leastLikeness = 0.9
  /// Images drawn anew that are this much less clear come by chance once in so many runs.
  static let falseAlarms = 1e-4

  /// Images drawn with the recorded seed.
  func replayed(_ drawing: Drawing, into verification: inout RunVerification) {
    let distances = drawing.chosen.map { image in
      Likeness.distance(
        drawing.images[image * 784..<(image + 1) * 784], samples[image * 784..<(image + 1) * 784])
    }
    guard let middle = Likeness.median(distances), let most = distances.max() else { return }
    let (typical, largest) = (number(middle), number(most))
    verification.notes.append(
      say(
        """
        \(drawing.chosen.count) of 100 samples drawn again with the recorded seed: they differ from the \
        submitted ones by \(typical), at most \(largest) (values span 2)
        """,
        korean: """
          기록된 시드로 샘플 100장 중 \(drawing.chosen.count)장을 다시 그렸습니다. 제출된 샘플과의 차이: 중앙값 \
          \(typical), 최대 \(largest) (값의 범위는 2)
          """))
    guard let bound = Likeness.largestButFew(distances) else { return }
    let others = distances.count { !($0 <= DrawingJudge.tolerance) }
    if bound > DrawingJudge.tolerance {
      verification.flags.append(
        FoundFlag(
          .notReproduced,
          say(
            """
            with the recorded seed the submitted weights and code give other images: of \
            \(drawing.chosen.count) drawn again \(others) differ by more than \
            \(number(DrawingJudge.tolerance)), which another processor explains, and by at most \(largest). \
            Samples, weights, code or run.json are not of one run; code changed after training explains it too
            """,
            korean: """
              기록된 시드로 그려도 제출된 가중치와 코드에서 다른 이미지가 나옵니다. 다시 그린 \
              \(drawing.chosen.count)장 중 \(others)장의 차이가 프로세서 차이로 설명되는 한도 \
              \(number(DrawingJudge.tolerance))보다 크며, 최대 \(largest)입니다. 샘플, 가중치, 코드, run.json 중 일부가 다른 실행의 것입니다. \
              학습 후 코드를 고쳤을 때도 이렇게 됩니다
              """)))
    }
  }

  /// Images drawn with a seed of the grader's.
  func fresh(
    _ drawing: Drawing, clear isClear: [Bool]?, into verification: inout RunVerification
  ) {
    let nearest = drawing.chosen.map { image in
      (0..<100).map {
        Likeness.distance(
          drawing.images[image * 784..<(image + 1) * 784], samples[$0 * 784..<($0 + 1) * 784])
      }.min() ?? 0
    }
    if let middle = Likeness.median(nearest), middle <= DrawingJudge.tolerance {
      verification.flags.append(
        FoundFlag(
          .noiseIgnored,
          say(
            """
            another seed gives images that were submitted: \(drawing.chosen.count) drawn anew differ from \
            the nearest of the 100 samples by \(number(middle))
            """,
            korean: """
              다른 시드로 그려도 제출된 이미지가 나옵니다. 새로 그린 \(drawing.chosen.count)장과 가장 가까운 샘플의 차이: \
              \(number(middle))
              """)))
    }
    guard let isClear, let clear else { return }
    let (found, drawn) = (isClear.count { $0 }, isClear.count)
    verification.notes.append(
      say(
        "\(found) of \(drawn) images drawn anew are clear, \(clear) of the 100 submitted",
        korean: "새로 그린 \(drawn)장 중 \(found)장, 제출된 100장 중 \(clear)장이 또렷합니다"))
    let chance = Likeness.chance(
      ofAtMost: found, among: drawn, good: found + clear, of: drawn + 100)
    if chance < DrawingJudge.falseAlarms {
      verification.flags.append(
        FoundFlag(
          .lessClear,
          say(
            """
            images drawn anew are less clear than the submitted ones: \(found) of \(drawn) against \
            \(clear) of 100, which chance does once in more than \(Int(1 / DrawingJudge.falseAlarms)) runs
            """,
            korean: """
              새로 그린 이미지가 제출된 것보다 덜 또렷합니다: \(drawn)장 중 \(found)장, 제출된 것은 100장 중 \(clear)장. \
              우연히 이렇게 될 확률은 \(Int(1 / DrawingJudge.falseAlarms))번에 한 번보다 작습니다
              """)))
    }
  }

  /// The calls of the network, and whether the images follow from its answers.
  func answersFollowed(in drawings: [Drawing], into verification: inout RunVerification) {
    if drawings.contains(where: { $0.calls == 0 }) {
      verification.flags.append(
        FoundFlag(
          .networkIgnored,
          say(
            "`sample` never calls the network: the images are not drawn by the weights",
            korean: "`sample`이 네트워크를 한 번도 호출하지 않습니다. 이미지는 가중치로 그린 것이 아닙니다")))
      return
    }
    if let problem = drawings.lazy.compactMap(\.problem).first {
      verification.flags.append(
        FoundFlag(
          .calls,
          say(
            """
            `sample` does not call the network as the algorithm does: \(problem). A mistake in problem 2b \
            explains it too: see its tests
            """,
            korean: """
              `sample`이 알고리즘과 다르게 네트워크를 호출합니다: \(problem). 문제 2b의 실수로도 이렇게 됩니다. 그 테스트를 \
              확인하십시오
              """)))
    }
    let decoys = Likeness.smallestButFew(drawings.flatMap(\.decoyLikeness))
    let conclusions = Likeness.smallestButFew(drawings.flatMap(\.conclusionLikeness))
    let jump = Likeness.largestButFew(drawings.flatMap(\.jumps))
    var reasons: [Sentence] = []
    if let decoys, !(decoys >= DrawingJudge.leastLikeness) {
      reasons.append(
        say(
          """
          where the network was certain of pictures of the grader's, some of the images resemble these by \
          \(number(decoys)) only (1 is the same)
          """,
          korean: """
            네트워크가 채점기의 그림을 확신하도록 답했는데도, 나온 이미지 일부와 그 그림의 유사도는 \
            \(number(decoys))에 그칩니다 (1이면 같음)
            """))
    }
    if let conclusions, !(conclusions >= DrawingJudge.leastLikeness) {
      reasons.append(
        say(
          "some of the images resemble what the last answers mean by \(number(conclusions)) only",
          korean: "나온 이미지 일부와 마지막 답이 뜻하는 이미지의 유사도는 \(number(conclusions))에 그칩니다"))
    }
    if let jump, !(jump <= 1) {
      reasons.append(
        say(
          "from one call to the next some of the images jump \(number(jump)) times as far as noise explains",
          korean: "호출과 호출 사이에 이미지 일부가 노이즈로 설명되는 것의 \(number(jump))배만큼 움직입니다"))
    }
    guard !reasons.isEmpty else { return }
    verification.flags.append(
      FoundFlag(
        .networkIgnored,
        say(
          """
          the images do not follow from what the network answers: \(reasons.joined(separator: "; ")). A \
          mistake in problem 2b explains it too: see its tests
          """,
          korean: """
            이미지가 네트워크의 답에서 나온 것이 아닙니다: \(reasons.joined(separator: "; ")). 문제 2b의 실수로도 이렇게 \
            됩니다. 그 테스트를 확인하십시오
            """)))
  }

  private func number(_ value: Double) -> String {
    value.isFinite ? String(format: value < 0.01 ? "%.1e" : "%.2f", value) : "∞"
  }
}
