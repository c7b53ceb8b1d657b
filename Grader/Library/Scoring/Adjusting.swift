import SubmissionProtocol

extension AssignmentResult {
  /// With the points that people gave, of single items first and of whole lines over them.
  func adjusted(by overrides: GradingOverrides) -> AssignmentResult {
    var result = self
    for one in overrides.adjustments where one.assignment == id {
      for index in result.lines.indices where result.lines[index].id == one.line {
        result.lines[index].adjust(by: one)
      }
    }
    return result
  }
}

extension LineResult {
  fileprivate mutating func adjust(by override: PointsOverride) {
    // Against today's rubric; the file was compared with it before.
    guard let item = override.item else {
      let wasGraded = isGraded
      adjustment = Adjustment(
        points: min(max(0, override.points), possible), instead: wasGraded ? itemPoints : nil,
        reason: override.reason, by: override.by)
      return
    }
    for index in items.indices where items[index].name == item {
      let before = items[index]
      let points = min(max(0, override.points), before.possible)
      items[index].adjustment = Adjustment(
        points: points, instead: before.outcome == .graderFault ? nil : before.points,
        reason: override.reason, by: override.by)
      items[index].points = points
      items[index].outcome = points >= before.possible ? .passed : points > 0 ? .partly : .failed
    }
    // A line decided on before its item keeps what the items earn now as what it replaces.
    let earned = itemPoints
    if adjustment?.instead != nil { adjustment?.instead = earned }
  }
}

extension GradingOverrides {
  /// Decisions that find nothing to decide on, for whoever grades.
  func remarks(on findings: SubmissionFindings) -> [String] {
    let runs = Set(images.map(\.run)).sorted()
    return runs.filter { findings.runs[$0]?.verdicts == nil }.map {
      "overrides: \($0) has no usable samples, so decisions on its images have no effect"
    }
  }
}
