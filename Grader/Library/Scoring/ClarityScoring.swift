import SubmissionProtocol

/// The clear digits of one run.
struct RunClarity: Equatable {
  /// The results folder.
  var folder: String
  /// 0…100; nil where the run has no usable samples, which counts as 0.
  let clear: Int?
  /// How many images a person judged otherwise than the classifier.
  let decided: Int

  /// - Parameter clear: May come from a file, which can claim anything.
  init(folder: String, clear: Int?, decided: Int = 0) {
    self.folder = folder
    self.clear = clear.map { min(max($0, 0), RunInspection.sampleCount) }
    self.decided = decided
  }

  init(folder: String, run: RunFindings?, overrides: GradingOverrides) {
    let verdicts = run?.verdicts?.prefix(RunInspection.sampleCount)
    var decided = 0
    let clear = verdicts?.enumerated().count { image, verdict in
      let decision = overrides.decision(on: image, of: folder)?.clear ?? verdict.isClear
      if decision != verdict.isClear { decided += 1 }
      return decision
    }
    self.init(folder: folder, clear: clear, decided: decided)
  }
}

extension RunFindings {
  /// The verdicts for a report.
  func images(
    _ folder: String, overrides: GradingOverrides, in language: Language
  ) -> [ImageResult] {
    (verdicts ?? []).prefix(RunInspection.sampleCount).enumerated().map { image, verdict in
      let requested = image % 10
      let decision = overrides.decision(on: image, of: folder)
      return ImageResult(
        requested: requested, reads: verdict.reads, percent: verdict.percent,
        isClear: decision?.clear ?? verdict.isClear,
        reason: verdict.isClear ? nil : verdict.reason(requested: requested)[language],
        decision: decision.map { ImageDecision(clear: $0.clear, reason: $0.reason, by: $0.by) })
    }
  }
}

extension Rubric.Line {
  /// Points for clear digits (kind `clarity`): points · min(1, mean / fullMarksFrom), to a tenth,
  /// where the mean is over all runs of the assignment, those that are missing included.
  func result(of runs: [RunClarity], in language: Language) -> LineResult {
    let mean = Double(runs.reduce(0) { $0 + ($1.clear ?? 0) }) / Double(max(1, runs.count))
    let full = fullMarksFrom ?? 100
    let earned = roundedPoints(points * min(1, mean / full))
    var feedback = runs.map { run in
      run.clear.map { clear in
        let decided =
          run.decided == 0
          ? both("")
          : say(
            " (\(run.decided) images judged otherwise by hand)",
            korean: " (이미지 \(run.decided)개는 사람이 다르게 판정)")
        return say(
          "\(run.folder): \(clear) of 100 digits are clear\(decided)",
          korean: "\(run.folder): 숫자 100개 중 \(clear)개가 또렷합니다\(decided)")
      }
        ?? say(
          "\(run.folder): no usable samples, which counts as 0",
          korean: "\(run.folder): 쓸 수 있는 샘플이 없어 0개로 셉니다")
    }
    feedback.append(
      say(
        """
        mean \(pointsText(mean)); all points from \(pointsText(full)) on, below that in proportion
        """,
        korean: "평균 \(pointsText(mean))개. \(pointsText(full))개부터 만점이며, 그보다 적으면 비례하여 점수를 줍니다"))
    let outcome: ItemResult.Outcome = earned >= points ? .passed : earned > 0 ? .partly : .failed
    return LineResult(
      id: id, title: title[language], possible: points,
      items: [
        ItemResult(
          name: id,
          title: say(
            "clear digits among the samples of all runs", korean: "모든 학습 결과의 샘플 중 또렷한 숫자")[
              language],
          points: earned, possible: points, outcome: outcome,
          feedback: feedback.map { $0[language] })
      ])
  }
}
