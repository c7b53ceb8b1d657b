import SubmissionProtocol

extension Rubric {
  /// What `findings` earn, and the pictures of the runs.
  func results(
    of findings: SubmissionFindings, in language: Language
  ) -> ([AssignmentResult], [RunPicture]) {
    let pictures = assignments.flatMap(\.lines).compactMap(\.folder).compactMap { folder in
      findings.runs[folder]?.picture.map { RunPicture(folder: folder, png: $0) }
    }
    return (assignments.map { $0.result(of: findings, in: language) }, pictures)
  }
}

extension Rubric.Assignment {
  /// Points for one assignment. What was not looked at has no verdict.
  func result(
    of findings: SubmissionFindings, in language: Language = .english
  ) -> AssignmentResult {
    let code = findings.code[folder]
    let runs = lines.compactMap(\.folder)
    return AssignmentResult(
      id: id, title: title[language], notes: (code?.notes ?? []).map { $0[language] },
      lines: lines.map { line in
        switch line.kind {
        case .tests:
          line.result(of: code ?? CodeFindings(), in: language)
        case .run:
          line.result(of: line.folder.flatMap { findings.runs[$0] }, in: language)
        case .clarity:
          line.clarityResult(of: runs.map { (folder: $0, run: findings.runs[$0]) }, in: language)
        }
      })
  }
}

extension Rubric.Line {
  fileprivate func result(of code: CodeFindings, in language: Language) -> LineResult {
    switch code.obstacle {
    case .notCompiled: result(withoutRunning: .notCompiled, because: code.notes, in: language)
    case .graderFault(let reason):
      result(withoutRunning: .graderFault, because: [both(reason)], in: language)
    case nil: result(of: code.records, standIns: code.standIns, in: language)
    }
  }

  fileprivate func clarityResult(
    of runs: [(folder: String, run: RunFindings?)], in language: Language
  ) -> LineResult {
    if runs.contains(where: { $0.run?.lacksClarity == true }) {
      return result(
        withoutRunning: .graderFault,
        because: [
          say(
            "the classifier's weights are not there",
            korean: "또렷한 숫자를 세는 분류기의 가중치 파일이 없습니다")
        ], in: language)
    }
    return result(
      of: runs.map { RunClarity(folder: $0.folder, clear: $0.run?.clear) }, in: language)
  }
}
