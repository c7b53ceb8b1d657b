import Foundation
import SubmissionProtocol

/// Compares the runs of a class with each other, and with the reference runs: what is the same in two
/// was drawn or trained once.
struct ClassComparison {
  /// A run and whose it is.
  struct Owned {
    /// In words for a flag: a student's number, or the reference solution.
    var owner: Sentence
    var folder: String
    var run: RunFingerprint
  }

  /// A flag for the run at `index` of what was compared.
  struct Finding: Equatable {
    var index: Int
    var flag: FoundFlag
  }

  /// The distance of two sets of weights, as a share of their size, that is no other training's.
  /// Trainings that share their first weights end more than 1 apart.
  static let weightTolerance = 0.1
  /// The correlation at 14 × 14 of two samples that are one.
  static let sampleThreshold: Float = 0.995
  /// So many of 100 samples that are one in two runs are no chance.
  static let fewestSamples = 10

  private let runs: [Owned]

  init(_ runs: [Owned]) {
    self.runs = runs
  }

  func findings() -> [Finding] { sameWeights() + sameSamples() }

  // MARK: Weights

  private func sameWeights() -> [Finding] {
    let weights = runs.map { $0.run.pickedWeights }
    let sizes = weights.map { $0.map { $0.reduce(0) { $0 + Double($1) * Double($1) } } ?? 0 }
    var findings: [Finding] = []
    for first in runs.indices {
      guard let own = weights[first] else { continue }
      for second in runs.indices where second > first {
        guard let other = weights[second], runs[first].run.parameters == runs[second].run.parameters
        else { continue }
        let most =
          ClassComparison.weightTolerance * ClassComparison.weightTolerance
          * max(sizes[first], sizes[second])
        guard let square = squaredDistance(own, other, atMost: most) else { continue }
        let share = (square / max(sizes[first], sizes[second], 1e-30)).squareRoot()
        findings += pair(first, second) { self.sameWeights(as: $0, share: share, $1) }
      }
    }
    return findings
  }

  /// nil beyond `atMost`: most pairs are, after a few numbers.
  private func squaredDistance(_ a: [Float], _ b: [Float], atMost most: Double) -> Double? {
    var sum = 0.0
    for index in a.indices {
      let difference = Double(a[index]) - Double(b[index])
      sum += difference * difference
      if sum > most { return nil }
    }
    return sum
  }

  private func sameWeights(as other: Sentence, share: Double, _ times: Sentence) -> FoundFlag {
    let howMuch =
      share == 0
      ? say("the same weights as", korean: "가중치가 같습니다:")
      : say(
        "weights \(String(format: "%.1e", share)) of their size from those of",
        korean: "가중치의 차이가 크기의 \(String(format: "%.1e", share))에 불과합니다:")
    return FoundFlag(
      .sameWeights,
      say("\(howMuch) \(other). \(times)", korean: "\(howMuch) \(other). \(times)"))
  }

  // MARK: Samples

  private func sameSamples() -> [Finding] {
    let images = runs.map { run in run.run.samples.flatMap { PooledImages(bytes: $0) } }
    /// Images of the first of a pair that the second has too.
    var shared: [[Int]: Int] = [:]
    for label in 0..<10 {
      let places = runs.indices.flatMap { run in
        images[run].map { own in
          stride(from: label, to: own.count, by: 10).map { (run: run, image: $0) }
        } ?? []
      }
      var rows: [Float] = []
      for place in places {
        rows +=
          images[place.run]!.rows[
            place.image * PooledImages.size..<(place.image + 1) * PooledImages.size]
      }
      let all = PooledImages(count: places.count, rows: rows)
      // Some at a time, for the memory.
      for start in stride(from: 0, to: places.count, by: 512) {
        let some = Array(start..<min(places.count, start + 512))
        /// The last run that each image was found in: an image counts once a run.
        var found = Set<[Int]>()
        all.picked(some).correlations(with: all) { first, width, values in
          for row in some.indices {
            let own = places[some[row]].run
            for column in 0..<width
            where values[row * width + column]
              >= ClassComparison.sampleThreshold
            {
              let other = places[first + column].run
              if other != own, found.insert([row, other]).inserted {
                shared[[own, other], default: 0] += 1
              }
            }
          }
        }
      }
    }
    var findings: [Finding] = []
    for (pair, count) in shared.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where pair[0] < pair[1] {
      let most = max(count, shared[[pair[1], pair[0]]] ?? 0)
      guard most >= ClassComparison.fewestSamples else { continue }
      findings += self.pair(pair[0], pair[1]) { other, times in
        FoundFlag(
          .sameSamples,
          say(
            "\(most) of 100 samples are also those of \(other). \(times)",
            korean: "샘플 100장 중 \(most)장이 다음과 같습니다: \(other). \(times)"))
      }
    }
    return findings
  }

  // MARK: Both

  /// The flags of both sides of a pair.
  ///
  /// - Parameter flag: Makes one of the other side's name and of what their times of training say.
  private func pair(
    _ first: Int, _ second: Int, _ flag: (Sentence, Sentence) -> FoundFlag
  ) -> [Finding] {
    let times = times(of: first, second)
    return [(first, second), (second, first)].map { own, other in
      Finding(
        index: own,
        flag: flag(
          say(
            "\(runs[other].owner), \(runs[other].folder)",
            korean: "\(runs[other].owner), \(runs[other].folder)"), times))
    }
  }

  /// Equal seeds, settings and processors give equal weights to trainings that know nothing of each
  /// other; the clock does not.
  private func times(of first: Int, _ second: Int) -> Sentence {
    guard let own = runs[first].run.seconds, let other = runs[second].run.seconds else {
      return say("At least one has no time of training", korean: "적어도 한쪽에는 학습 시간 기록이 없습니다")
    }
    if own == other {
      return say(
        "run.json has the same time of training to the last digit (\(own) s): it is one training",
        korean: "run.json의 학습 시간이 마지막 자리까지 같습니다(\(own)초). 하나의 학습입니다")
    }
    return say(
      """
      The times of training differ (\(own) s, \(other) s): two trainings with the same seed, settings, data \
      and kind of processor explain it too
      """,
      korean: """
        학습 시간은 다릅니다(\(own)초, \(other)초). 시드, 설정, 데이터, 프로세서 종류가 모두 같은 두 번의 학습으로도 \
        이렇게 됩니다
        """)
  }
}
