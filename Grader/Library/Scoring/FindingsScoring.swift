import SubmissionProtocol

extension Rubric {
  /// What `findings` earn, and the pictures of the runs.
  ///
  /// - Parameter overrides: What was decided about this submission by a person.
  func results(
    of findings: SubmissionFindings, overrides: GradingOverrides = GradingOverrides(),
    in language: Language
  ) -> ([AssignmentResult], [RunPicture]) {
    let pictures = assignments.flatMap(\.lines).compactMap { line -> RunPicture? in
      guard let folder = line.folder, let run = findings.runs[folder], let png = run.picture else {
        return nil
      }
      return RunPicture(
        folder: folder, title: line.title[language], png: png,
        images: run.images(folder, overrides: overrides, in: language))
    }
    let results = assignments.map {
      $0.result(of: findings, overrides: overrides, in: language).adjusted(by: overrides)
    }
    return (results, pictures)
  }
}

extension Rubric.Assignment {
  /// Points for one assignment, before adjustments. What was not looked at has no verdict.
  func result(
    of findings: SubmissionFindings, overrides: GradingOverrides = GradingOverrides(),
    in language: Language = .english
  ) -> AssignmentResult {
    let code = findings.code[folder]
    let runs = lines.compactMap(\.folder)
    return AssignmentResult(
      id: id, title: title[language], partOf: partOf?[language],
      notes: (code?.notes ?? []).map { $0[language] },
      lines: lines.map { line in
        switch line.kind {
        case .tests:
          line.result(of: code ?? CodeFindings(), in: language)
        case .run:
          line.result(of: line.folder.flatMap { findings.runs[$0] }, in: language)
        case .work:
          line.result(of: findings.works, in: language)
        case .clarity:
          line.clarityResult(
            of: runs.map { (folder: $0, run: findings.runs[$0]) }, overrides: overrides,
            in: language)
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
    case nil:
      result(of: code.records, standIns: code.standIns, in: language)
        .showing(code.excerpts.filter { functions?.contains($0.function) == true })
    }
  }

  fileprivate func clarityResult(
    of runs: [(folder: String, run: RunFindings?)], overrides: GradingOverrides,
    in language: Language
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
      of: runs.map { RunClarity(folder: $0.folder, run: $0.run, overrides: overrides) },
      in: language)
  }
}

extension LineResult {
  /// With the code that lost points; without where none were lost.
  fileprivate func showing(_ excerpts: [CodeExcerpt]) -> LineResult {
    var result = self
    result.excerpts = points < possible && !excerpts.isEmpty ? excerpts : nil
    return result
  }
}
