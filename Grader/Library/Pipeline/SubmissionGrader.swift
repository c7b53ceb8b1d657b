import Foundation

extension GradingContext {
  /// Grades one submission. Whatever is wrong with it, a result comes back.
  public func grade(_ submission: SubmissionArchive) -> SubmissionResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = SubmissionResult(
      student: submission.student, folder: submission.folder, archive: submission.name,
      notes: submission.notes)
    do {
      try grade(submission, into: &result)
    } catch {
      result.failure = "\(error)"
    }
    let elapsed = (clock.now - start).components
    result.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return result
  }

  private func grade(_ submission: SubmissionArchive, into result: inout SubmissionResult) throws {
    let work = try TemporaryFolder(in: temporaryFolder)
    defer { work.remove() }
    let unpacked = "\(work.path)/unpacked"
    do {
      let parts = try Submission(
        in: try Archive(path: submission.path), expecting: location.stubPaths)
      try parts.unpack(to: unpacked)
      result.notes += parts.notes(student: submission.student)
    } catch {
      throw UnusableSubmission(description: "the archive \(error.reason)")
    }
    for assignment in rubric.assignments {
      let (graded, pictures) = try grade(assignment, unpackedIn: unpacked, workFolder: work.path)
      result.assignments.append(graded)
      result.pictures += pictures
    }
  }

  /// Grades one assignment of the files under `root`, laid out as in an archive.
  func grade(
    _ assignment: Rubric.Assignment, unpackedIn root: String, workFolder: String
  ) throws(GraderError) -> (AssignmentResult, [RunPicture]) {
    var result = AssignmentResult(id: assignment.id, title: assignment.title, lines: [])
    let testLines = assignment.lines.filter { $0.kind == .tests }
    var verdicts: [LineResult] = []
    if !testLines.isEmpty {
      let compiler = StudentCompiler(
        kit: kit, sandbox: sandbox, workFolder: workFolder,
        stubs: "\(location.assignments)/\(assignment.folder)",
        timeout: patience.compilerSeconds)
      let module = try compiler.compile(
        studentFolder: "\(root)/Assignments/\(assignment.folder)",
        module: assignment.folder)
      result.notes = module.notes
      verdicts = try lines(testLines, of: assignment, module: module, workFolder: workFolder)
    }
    let runs = assignment.lines.compactMap(\.folder).map { RunInspection($0, in: root) }
    for line in assignment.lines {
      switch line.kind {
      case .tests:
        result.lines += verdicts.filter { $0.id == line.id }
      case .run:
        result.lines += runs.filter { $0.name == line.folder }.map { line.result(of: $0) }
      case .clarity:
        result.lines.append(clarityResult(line, runs: runs))
      }
    }
    return (result, runs.compactMap(\.picture))
  }

  /// Runs the suites of an assignment's lines.
  private func lines(
    _ lines: [Rubric.Line], of assignment: Rubric.Assignment, module: StudentModule,
    workFolder: String
  ) throws(GraderError) -> [LineResult] {
    if let fault = module.fault {
      return lines.map { $0.result(withoutRunning: .graderFault, because: [fault]) }
    }
    guard let worker = module.worker else {
      return lines.map { $0.result(withoutRunning: .notCompiled, because: module.notes) }
    }
    let runner = SuiteRunner(
      bundle: location.testBundle, workFolder: workFolder, answerSeconds: patience.answerSeconds)
    let command = sandbox.wrap(
      // Swift's own backtraces take a second each, and tell a student nothing here.
      [worker], readOnly: [worker], limits: .worker,
      environment: ["SWIFT_BACKTRACE": "enable=no"])
    let records = try runner.records(
      of: lines.map { ($0.suite ?? "", ($0.tests ?? []).map(\.name)) },
      variable: "GRADER_WORKER_" + assignment.id.uppercased().replacing("-", with: "_"),
      worker: command)
    let standIns = module.standIns.sorted { $0.key < $1.key }.map(\.value)
    return lines.map { $0.result(of: records, standIns: standIns) }
  }

  private func clarityResult(_ line: Rubric.Line, runs: [RunInspection]) -> LineResult {
    if clarity == nil, runs.contains(where: { $0.samples != nil }) {
      return line.result(
        withoutRunning: .graderFault, because: ["the classifier's weights are not there"])
    }
    let requested = (0..<100).map { $0 % 10 }
    return line.result(
      of: runs.map { run in
        RunClarity(
          folder: run.name,
          clear: run.samples.flatMap { samples in
            clarity?.clear(images: samples, count: 100, requested: requested).count { $0 }
          })
      })
  }
}

/// Why nothing of a submission can be graded.
struct UnusableSubmission: Error, CustomStringConvertible {
  var description: String
}

extension Submission {
  /// What the reader of the report should know about the archive.
  ///
  /// - Parameter student: CollectSubmission.sh names the folder in the archive after them.
  fileprivate func notes(student: String) -> [String] {
    var notes: [String] = []
    if !root.isEmpty, root != student { notes.append("found in the archive's folder \(root)") }
    if let first = others.first {
      let more = others.count > 1 ? " and \(others.count - 1) more" : ""
      notes.append("not part of a submission, and left out: \(first)\(more)")
    }
    return notes
  }
}

extension PackageLocation {
  /// The stubs as a submission holds them: `Assignments/HandsOn/Step1Alpha.swift`…
  var stubPaths: [String] {
    assignmentFolders.flatMap { folder in
      SourceFiles.stubs(in: "\(assignments)/\(folder)").map {
        "Assignments/\(folder)/\($0.name)"
      }
    }
  }
}
