import Foundation
import SubmissionProtocol

extension GradingContext {
  /// Grades one submission, without a look at earlier results. Whatever is wrong with it, a result
  /// comes back.
  public func grade(_ submission: SubmissionArchive) -> SubmissionResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = SubmissionResult(of: submission, in: language)
    do throws(SubmissionFailure) {
      let bytes = try submission.bytes()
      result.take(
        try findings(in: bytes, of: submission), by: rubric, overrides: overrides, in: language)
    } catch {
      result.take(error, in: language)
    }
    result.seconds = clock.now.seconds(since: start)
    return result
  }

  /// Unpacks an archive and finds out all there is to be known about it, as far as it is not known
  /// already.
  ///
  /// - Parameters:
  ///   - bytes: The archive's.
  ///   - circumstances: For the keys of the cache; nil leaves it alone.
  func findings(
    in bytes: [UInt8], of submission: SubmissionArchive, circumstances: Circumstances? = nil
  ) throws(SubmissionFailure) -> SubmissionFindings {
    let parts: Submission
    do throws(ArchiveFailure) {
      parts = try Submission(
        in: try Archive(bytes: bytes, name: Archive.name(of: submission.path)),
        expecting: location.stubPaths)
    } catch {
      throw SubmissionFailure(error)
    }
    do throws(GraderError) {
      let unpacked = UnpackedSubmission(parts, in: temporaryFolder)
      defer { unpacked.remove() }
      var findings = SubmissionFindings(notes: parts.notes(student: submission.student))
      findings.bundle = BundleClaim(parts.bundle?.bytes)
      findings.code = try code(of: parts, unpacked, circumstances: circumstances)
      findings.runs = try runs(of: parts, unpacked, circumstances: circumstances)
      findings.works = try works(of: parts, circumstances: circumstances)
      findings.verifications = try verifications(
        of: parts, unpacked, runs: findings.runs, circumstances: circumstances)
      return findings
    } catch {
      throw SubmissionFailure(error)
    }
  }

  /// The code of every assignment, compiled and tested, from the cache where it was before.
  private func code(
    of parts: Submission, _ unpacked: UnpackedSubmission, circumstances: Circumstances?
  ) throws(GraderError) -> [String: CodeFindings] {
    let wanted = rubric.assignments.filter { $0.lines.contains { $0.kind == .tests } }
    let keys = wanted.map { assignment in
      circumstances?.key(ofCode: assignment.folder, sources: parts.sources) ?? assignment.folder
    }
    let assignments = Dictionary(zip(keys, wanted), uniquingKeysWith: { first, _ in first })
    let found = try (circumstances == nil ? FindingsCache(folder: nil) : cache).findings(
      for: keys,
      isUsable: { key, code in assignments[key].map { code.isComplete(for: $0) } ?? false },
      make: { missing throws(GraderError) in
        let tested = missing.compactMap { assignments[$0] }
        let codes = inParallel(tested, jobs: isAlone ? tested.count : 1) { assignment in
          Result { () throws(GraderError) in
            try self.code(
              of: assignment, in: try unpacked.root(), workFolder: try unpacked.workFolder())
          }
        }
        var made: [String: (findings: CodeFindings, isComplete: Bool)] = [:]
        for (key, (assignment, code)) in zip(missing, zip(tested, codes)) {
          let code = try code.get()
          made[key] = (code, code.isComplete(for: assignment))
        }
        return made
      })
    return Dictionary(
      zip(wanted, keys).compactMap { assignment, key in
        found[key].map { (assignment.folder, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Every results folder looked at, from the cache where it was before.
  private func runs(
    of parts: Submission, _ unpacked: UnpackedSubmission, circumstances: Circumstances?
  ) throws(GraderError) -> [String: RunFindings] {
    var runs: [String: RunFindings] = [:]
    for folder in rubric.assignments.flatMap(\.lines).compactMap(\.folder) {
      guard let files = parts.results[folder] else {
        runs[folder] = RunFindings(isThere: false)
        continue
      }
      let key = circumstances?.key(ofRun: folder, files: files) ?? folder
      let found = try (circumstances == nil ? FindingsCache(folder: nil) : cache).findings(
        for: [key], isUsable: { _, run in clarity == nil || !run.lacksClarity },
        make: {
          missing throws(GraderError) -> [String: (findings: RunFindings, isComplete: Bool)] in
          let root = try unpacked.root()
          let inspection = RunInspection(folder, in: root)
          var run = RunFindings(inspection, judge: clarity)
          run.flags = SampleFlags(training: training).flags(of: inspection.samples ?? [])
          run.fingerprint = RunFingerprint(inspection, in: root)
          return [key: (run, !run.lacksClarity)]
        })
      runs[folder] = found[key]
    }
    return runs
  }

  /// Every work looked at, from the cache where it was before; nil if the rubric asks for none.
  private func works(
    of parts: Submission, circumstances: Circumstances?
  ) throws(GraderError) -> [WorkFindings]? {
    guard rubric.assignments.flatMap(\.lines).contains(where: { $0.kind == .work }) else {
      return nil
    }
    let isPrivate = parts.works[Submission.privateMark] != nil
    let key = circumstances?.key(ofWorks: parts.works) ?? "works"
    let found = try (circumstances == nil ? FindingsCache(folder: nil) : cache).findings(
      for: [key], isUsable: { (_, _: [WorkFindings]) in true },
      make: {
        missing throws(GraderError) -> [String: (findings: [WorkFindings], isComplete: Bool)] in
        let found = WorkFiles.all(in: parts.works).map {
          WorkFindings($0, judge: works, isPrivate: isPrivate)
        }
        return [key: (found, works != nil)]
      })
    return found[key]
  }

  /// Compiles and tests the code of one assignment.
  func code(
    of assignment: Rubric.Assignment, in root: String, workFolder: String
  ) throws(GraderError) -> CodeFindings {
    let session = try sandbox.session(in: temporaryFolder)
    defer { session.end() }
    let module = try compiled(assignment, in: root, session)
    var findings = CodeFindings(
      notes: module.notes, standIns: module.standIns.sorted { $0.key < $1.key }.map(\.value))
    findings.excerpts = CodeExcerpt.all(
      of: assignment.lines.flatMap { $0.functions ?? [] },
      in: "\(root)/Assignments/\(assignment.folder)")
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

  /// The student's module of an assignment, as a library.
  func compiled(
    _ assignment: Rubric.Assignment, in root: String, _ session: SandboxSession
  ) throws(GraderError) -> StudentModule {
    let compiler = StudentCompiler(
      kit: kit, session: session,
      stubs: "\(location.assignments)/\(assignment.folder)", timeout: patience.compilerSeconds)
    return try compiler.compile(
      studentFolder: "\(root)/Assignments/\(assignment.folder)", module: assignment.folder)
  }

  /// What starts the worker with such a library.
  func workerCommand(
    for library: String, in session: SandboxSession
  ) throws(GraderError) -> SandboxedCommand {
    try session.wrap(
      [kit.worker, library], readOnly: [kit.worker, library], limits: .worker,
      // The suites' tensors are small: threads would wait for each other, and for other jobs. Sets and
      // dictionaries in the same order each time, so that equal code gets equal verdicts.
      environment: ["DIFFUSION_THREADS": "1", "SWIFT_DETERMINISTIC_HASHING": "1"])
  }

  /// Runs the suites of an assignment.
  private func records(
    of assignment: Rubric.Assignment, library: String, in session: SandboxSession,
    workFolder: String
  ) throws(GraderError) -> [TestRecord] {
    let runner = SuiteRunner(
      bundle: location.testBundle, workFolder: workFolder, answerSeconds: patience.answerSeconds)
    let command = try workerCommand(for: library, in: session)
    return try runner.records(
      of: assignment.lines.filter { $0.kind == .tests }.map { line in
        (line.suite ?? "", (line.tests ?? []).map(\.name))
      },
      variable: "GRADER_WORKER_" + assignment.id.uppercased().replacing("-", with: "_"),
      worker: command)
  }
}

extension SubmissionArchive {
  func bytes() throws(SubmissionFailure) -> [UInt8] {
    do {
      return try Archive.bytes(of: path)
    } catch {
      throw SubmissionFailure(error)
    }
  }
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
