import Foundation
import SubmissionProtocol

extension GradingContext {
  /// Grades one submission. Whatever is wrong with it, a result comes back.
  public func grade(_ submission: SubmissionArchive) -> SubmissionResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = SubmissionResult(
      student: submission.student, folder: submission.folder, archive: submission.name,
      notes: submission.notes.map { $0[language] })
    do {
      try grade(submission, into: &result)
    } catch let unusable as UnusableSubmission {
      result.failure = unusable.reason[language]
    } catch {
      let words = "\(error)"
      result.failure =
        say("the grader failed: \(words)", korean: "채점기에 문제가 생겼습니다: \(words)")[language]
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
      result.notes += parts.notes(student: submission.student).map { $0[language] }
    } catch {
      throw UnusableSubmission(
        reason: say(
          "the archive \(error.reason.sentence)", korean: "압축 파일: \(error.reason.sentence)"))
    }
    let findings = SubmissionFindings(
      code: try code(in: unpacked, workFolder: work.path), runs: runs(in: unpacked))
    (result.assignments, result.pictures) = rubric.results(of: findings, in: language)
  }

  /// Compiles and tests the code of every assignment.
  ///
  /// - Parameter root: The folder that the submission was unpacked into.
  private func code(
    in root: String, workFolder: String
  ) throws(GraderError) -> [String: CodeFindings] {
    let tested = rubric.assignments.filter { $0.lines.contains { $0.kind == .tests } }
    let findings = inParallel(tested, jobs: isAlone ? tested.count : 1) { assignment in
      Result { () throws(GraderError) in
        try self.code(of: assignment, in: root, workFolder: workFolder)
      }
    }
    var code: [String: CodeFindings] = [:]
    for (assignment, findings) in zip(tested, findings) {
      code[assignment.folder] = try findings.get()
    }
    return code
  }

  /// Compiles and tests the code of one assignment.
  func code(
    of assignment: Rubric.Assignment, in root: String, workFolder: String
  ) throws(GraderError) -> CodeFindings {
    let session = try sandbox.session(in: temporaryFolder)
    defer { session.end() }
    let compiler = StudentCompiler(
      kit: kit, session: session,
      stubs: "\(location.assignments)/\(assignment.folder)", timeout: patience.compilerSeconds)
    let module = try compiler.compile(
      studentFolder: "\(root)/Assignments/\(assignment.folder)", module: assignment.folder)
    var findings = CodeFindings(
      notes: module.notes, standIns: module.standIns.sorted { $0.key < $1.key }.map(\.value))
    if let fault = module.fault {
      findings.obstacle = .graderFault(fault)
    } else if let library = module.library {
      findings.records = try records(
        of: assignment, library: library, in: session, workFolder: workFolder)
    } else {
      findings.obstacle = .notCompiled
    }
    return findings
  }

  /// Runs the suites of an assignment.
  private func records(
    of assignment: Rubric.Assignment, library: String, in session: SandboxSession,
    workFolder: String
  ) throws(GraderError) -> [TestRecord] {
    let runner = SuiteRunner(
      bundle: location.testBundle, workFolder: workFolder, answerSeconds: patience.answerSeconds)
    let command = try session.wrap(
      [kit.worker, library], readOnly: [kit.worker, library], limits: .worker,
      // The suites' tensors are small: threads would wait for each other, and for other jobs.
      environment: ["DIFFUSION_THREADS": "1"])
    return try runner.records(
      of: assignment.lines.filter { $0.kind == .tests }.map { line in
        (line.suite ?? "", (line.tests ?? []).map(\.name))
      },
      variable: "GRADER_WORKER_" + assignment.id.uppercased().replacing("-", with: "_"),
      worker: command)
  }

  /// Looks at every results folder.
  private func runs(in root: String) -> [String: RunFindings] {
    let folders = rubric.assignments.flatMap(\.lines).compactMap(\.folder)
    return Dictionary(
      folders.map { ($0, RunFindings(RunInspection($0, in: root), judge: clarity)) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// Why nothing of a submission can be graded.
struct UnusableSubmission: Error {
  var reason: Sentence
}

extension Submission {
  /// What the reader of the report should know about the archive.
  ///
  /// - Parameter student: CollectSubmission.sh names the folder in the archive after them.
  fileprivate func notes(student: String) -> [Sentence] {
    var notes: [Sentence] = []
    if !root.isEmpty, root != student {
      notes.append(
        say("found in the archive's folder \(root)", korean: "압축 파일 안의 폴더 \(root)에서 찾았습니다"))
    }
    if let first = others.first {
      let more =
        others.count > 1
        ? say(" and \(others.count - 1) more", korean: " 외 \(others.count - 1)개") : both("")
      notes.append(
        say(
          "not part of a submission, and left out: \(first)\(more)",
          korean: "제출물에 속하지 않아 제외했습니다: \(first)\(more)"))
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
