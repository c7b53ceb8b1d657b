extension Rubric {
  /// What `findings` earn, and the pictures of the runs.
  func results(of findings: SubmissionFindings) -> ([AssignmentResult], [RunPicture]) {
    let pictures = assignments.flatMap(\.lines).compactMap(\.folder).compactMap { folder in
      findings.runs[folder]?.picture.map { RunPicture(folder: folder, png: $0) }
    }
    return (assignments.map { $0.result(of: findings) }, pictures)
  }
}

extension Rubric.Assignment {
  /// Points for one assignment. What was not looked at has no verdict.
  func result(of findings: SubmissionFindings) -> AssignmentResult {
    let code = findings.code[folder]
    let runs = lines.compactMap(\.folder)
    return AssignmentResult(
      id: id, title: title, notes: code?.notes ?? [],
      lines: lines.map { line in
        switch line.kind {
        case .tests:
          line.result(of: code ?? CodeFindings())
        case .run:
          line.result(of: line.folder.flatMap { findings.runs[$0] })
        case .clarity:
          line.clarityResult(of: runs.map { (folder: $0, run: findings.runs[$0]) })
        }
      })
  }
}

extension Rubric.Line {
  fileprivate func result(of code: CodeFindings) -> LineResult {
    switch code.obstacle {
    case .notCompiled: result(withoutRunning: .notCompiled, because: code.notes)
    case .graderFault(let reason): result(withoutRunning: .graderFault, because: [reason])
    case nil: result(of: code.records, standIns: code.standIns)
    }
  }

  fileprivate func clarityResult(of runs: [(folder: String, run: RunFindings?)]) -> LineResult {
    if runs.contains(where: { $0.run?.lacksClarity == true }) {
      return result(
        withoutRunning: .graderFault, because: ["the classifier's weights are not there"])
    }
    return result(of: runs.map { RunClarity(folder: $0.folder, clear: $0.run?.clear) })
  }
}
