/// The clear digits of one run.
struct RunClarity: Equatable {
  /// The results folder.
  var folder: String
  /// Of 100; nil where the run has no usable samples, which counts as 0.
  var clear: Int?
}

extension Rubric.Line {
  /// Points for clear digits (kind `clarity`): points · min(1, mean / fullMarksFrom), to a tenth,
  /// where the mean is over all runs of the assignment, those that are missing included.
  func result(of runs: [RunClarity]) -> LineResult {
    let mean = Double(runs.reduce(0) { $0 + ($1.clear ?? 0) }) / Double(max(1, runs.count))
    let full = fullMarksFrom ?? 100
    let earned = roundedPoints(points * min(1, mean / full))
    var feedback = runs.map { run in
      run.clear.map { "\(run.folder): \($0) of 100 digits are clear" }
        ?? "\(run.folder): no usable samples, which counts as 0"
    }
    feedback.append(
      "mean \(pointsText(mean)); all points from \(pointsText(full)) on, below that in proportion")
    let outcome: ItemResult.Outcome = earned >= points ? .passed : earned > 0 ? .partly : .failed
    return LineResult(
      id: id, title: title, possible: points,
      items: [
        ItemResult(
          name: id, title: "clear digits among the samples of all runs", points: earned,
          possible: points, outcome: outcome, feedback: feedback)
      ])
  }
}
