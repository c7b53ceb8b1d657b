import DiffusionCourse
import SubmissionProtocol
import Tensors
import WorkerClient

extension GradingContext {
  /// Draws images of every run again, as far as `--verify` asks for it and it was not done before.
  func verifications(
    of parts: Submission, _ unpacked: UnpackedSubmission, runs: [String: RunFindings],
    circumstances: Circumstances?
  ) throws(GraderError) -> [String: RunVerification] {
    if verification == .off { return [:] }
    var found: [String: RunVerification] = [:]
    for assignment in rubric.assignments {
      let folders = assignment.lines.compactMap(\.folder).filter { parts.results[$0] != nil }
      let keys = folders.map { folder in
        circumstances.map {
          $0.key(
            ofVerification: verification,
            code: $0.key(ofCode: assignment.folder, sources: parts.sources),
            run: $0.key(ofRun: folder, files: parts.results[folder] ?? [:]))
        } ?? folder
      }
      let byKey = Dictionary(zip(keys, folders), uniquingKeysWith: { first, _ in first })
      let known = try (circumstances == nil ? FindingsCache(folder: nil) : cache).findings(
        for: keys, isUsable: { (_: String, _: RunVerification) in true },
        make: { missing throws(GraderError) in
          let wanted = missing.compactMap { key in byKey[key].map { (key: key, folder: $0) } }
          let made = try self.verified(
            wanted.map(\.folder), of: assignment, in: try unpacked.root(), runs: runs,
            secret: secret(of: parts))
          return Dictionary(
            zip(wanted, made).map { ($0.key, (findings: $1, isComplete: $1.isComplete)) },
            uniquingKeysWith: { first, _ in first })
        })
      for (key, folder) in zip(keys, folders) { found[folder] = known[key] }
    }
    return found
  }

  /// Follows from all that was submitted, so that nothing in it can know the number: every change of
  /// the code changes it. And the same submission gets the same verdict.
  private func secret(of parts: Submission) -> UInt64 {
    var key = ContentKey()
    for (path, file) in parts.sources.sorted(by: { $0.key < $1.key }) {
      key.add(path)
      key.add(file.bytes)
    }
    for (folder, files) in parts.results.sorted(by: { $0.key < $1.key }) {
      for (name, file) in files.sorted(by: { $0.key < $1.key }) {
        key.add("\(folder)/\(name)")
        key.add(file.bytes)
      }
    }
    return UInt64(key.text.prefix(16), radix: 16) ?? 0
  }

  private func verified(
    _ folders: [String], of assignment: Rubric.Assignment, in root: String,
    runs: [String: RunFindings], secret: UInt64
  ) throws(GraderError) -> [RunVerification] {
    let session = try sandbox.session(in: temporaryFolder)
    defer { session.end() }
    let module = try compiled(assignment, in: root, session)
    guard module.fault == nil, let library = module.library else {
      var nothing = RunVerification.nothing(
        because: say("the code does not compile", korean: "코드가 컴파일되지 않습니다"))
      nothing.isComplete = module.fault == nil
      return folders.map { _ in nothing }
    }
    let command = try workerCommand(for: library, in: session)
    var connection: WorkerConnection?
    return folders.enumerated().map { index, folder in
      guard
        let verifier = verifier(
          of: folder, in: root, run: runs[folder], secret: secret &+ UInt64(index))
      else {
        return .nothing(
          because: say(
            "without usable weights, samples and run.json there is nothing to draw again",
            korean: "쓸 수 있는 가중치, 샘플, run.json이 없어 다시 그릴 것이 없습니다"))
      }
      do throws(SubmissionStop) {
        if let running = connection, running.isRunning {
          return verifier.verify(asking: running)
        }
        let fresh = try WorkerConnection(command: command.words, bounds: command.bounds)
        connection = fresh
        return verifier.verify(asking: fresh)
      } catch {
        var nothing = RunVerification.nothing(because: error.lines.joined())
        nothing.isComplete = false
        return nothing
      }
    }
  }

  private func verifier(
    of folder: String, in root: String, run: RunFindings?, secret: UInt64
  ) -> RunVerifier? {
    let inspection = RunInspection(folder, in: root)
    guard inspection.findings[.model]?.share == 1, let samples = inspection.samples,
      let record = inspection.record,
      let network = try? ResultsFolder(path: "\(root)/\(folder)").network(of: record)
    else { return nil }
    network.isTraining = false
    return RunVerifier(
      run: record.run, sampleSeed: record.sampleSeed, network: network, samples: samples,
      clear: run?.clear, judge: clarity, verification: verification, secret: secret,
      answerSeconds: min(20, patience.answerSeconds ?? 20))
  }
}
