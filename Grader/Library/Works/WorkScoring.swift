import SubmissionProtocol

extension Rubric.Line {
  /// Points for one work (kind `work`), part by part.
  ///
  /// - Parameter works: All of the submission, in order; nil if nobody looked.
  func result(of works: [WorkFindings]?, in language: Language) -> LineResult {
    let notLookedAt = say(
      "this was not looked at: the weights of the painter are not there",
      korean: "이 부분은 검사되지 않았습니다. 그림 모델의 가중치가 없습니다")
    guard let works else {
      return result(withoutRunning: .graderFault, because: [notLookedAt], in: language)
    }
    let place = place ?? 1
    guard works.indices.contains(place - 1) else {
      return result(
        withoutRunning: .failed,
        because: [
          say(
            "works/ holds \(count(works.count, "work")); this would be number \(place)",
            korean: "works/에 작품이 \(works.count)개 있습니다. 이것은 \(place)번째 작품의 항목입니다")
        ], in: language)
    }
    let work = works[place - 1]
    let items = (parts ?? []).map { part -> ItemResult in
      guard let kind = WorkPart(rawValue: part.name), var finding = work.findings[kind] else {
        return ItemResult(
          name: part.name, title: part.title[language], points: 0, possible: part.points,
          outcome: .graderFault, feedback: [notLookedAt[language]])
      }
      if kind == .prompt, let score = work.score { finding = agreement(score) }
      // Findings may come from a file, which can claim anything.
      let share = min(max(finding.share, 0), 1)
      return ItemResult(
        name: part.name, title: part.title[language],
        points: roundedPoints(part.points * share), possible: part.points,
        outcome: share >= 1 ? .passed : share > 0 ? .partly : .failed,
        feedback: finding.feedback.map { $0[language] })
    }
    return LineResult(
      id: id, title: "\(title[language]): \(work.name)", possible: points, items: items)
  }

  /// All from `agreementFrom` on; the threshold is the rubric's, so that another needs no other run.
  private func agreement(_ score: Double) -> RunInspection.Finding {
    let needed = agreementFrom ?? 0
    let found = say("CLIP score \(scoreText(score))", korean: "CLIP score \(scoreText(score))")
    if score >= needed {
      return .full(
        say(
          "\(found), \(scoreText(needed)) is needed",
          korean: "\(found), 기준은 \(scoreText(needed))입니다"))
    }
    return .none(
      say(
        """
        \(found), \(scoreText(needed)) is needed: the picture does not show what the prompt asks for; try another \
        seed or more guidance
        """,
        korean: """
          \(found), 기준은 \(scoreText(needed))입니다. 그림이 프롬프트의 내용을 보여 주지 않습니다. 시드를 바꾸거나 \
          guidance를 높여 보십시오
          """))
  }
}
