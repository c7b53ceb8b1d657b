import Foundation
import Processes
import SubmissionProtocol
import Synchronization
import XCTest

@testable import GraderLibrary

/// Batches that go on after earlier ones: what is done again, what is not, and what stays.
final class BatchTests: XCTestCase {
  private static let assignment = "HandsOn"

  /// A class in a folder, graded into `out`, with a cache of its own.
  private struct Class {
    var folder: String
    var context: GradingContext
    var output: String { "\(folder)/out" }

    init(in folder: String) throws {
      self.folder = folder
      try makeFolder("\(folder)/in")
      context = try GradingContext.prepare(
        at: PackageLocation.find(), sandbox: .auto, report: { _ in })
      context.rubric.assignments.removeAll { $0.folder != BatchTests.assignment }
    }

    /// Packs the solution of the hands-on, with some text of a file replaced.
    func submit(
      _ name: String, replacing old: String = "", in file: String = "Step1Alpha.swift",
      with new: String = ""
    ) throws {
      var files: [String: [UInt8]] = [:]
      let location = try PackageLocation.find()
      let solution = "\(location.solutions)/\(BatchTests.assignment)"
      for file in namesInFolder(solution) where file.hasSuffix(".swift") {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(solution)/\(file)"))
        files["Assignments/\(BatchTests.assignment)/\(file)"] = Array(data)
      }
      let path = "Assignments/\(BatchTests.assignment)/\(file)"
      let text = String(decoding: try XCTUnwrap(files[path]), as: UTF8.self)
      XCTAssertTrue(old.isEmpty || text.contains(old))
      let edited = old.isEmpty ? text + new : text.replacing(old, with: new)
      files[path] = Array(("import Foundation\n" + edited).utf8)
      try Data(TarWriter.gzippedArchive(of: files)).write(
        to: URL(fileURLWithPath: "\(folder)/in/\(name)"))
    }

    func grade(
      jobs: Int = 2, isFresh: Bool = false, at time: String = "2026-11-21T12:00:00Z",
      into output: String? = nil, _ change: (inout GradingContext) -> Void = { _ in }
    ) throws -> ClassResults {
      var context = context
      change(&context)
      var batch = try BatchGrader(
        context: context, archives: SubmissionArchive.find(in: ["\(folder)/in"]),
        output: output ?? self.output, jobs: jobs, isFresh: isFresh, gradedAt: time,
        report: { _ in })
      batch.cacheFolder = "\(folder)/cache"
      return try batch.run()
    }
  }

  private func points(_ results: ClassResults) -> [Double] { results.submissions.map(\.points) }

  func testARubricChangeNeedsNoCompilerAndNoSuites() throws {
    let room = try Class(in: temporaryFolder())
    try room.submit("2000-00001.tar.gz")
    try room.submit(
      "2000-00002.tar.gz", replacing: "1 - beta", with: "1 + beta")
    let first = try room.grade()
    XCTAssertEqual(first.submissions[0].points, 100)
    XCTAssertLessThan(first.submissions[1].points, 100)
    XCTAssertTrue(first.isComplete)

    // The same again: from the records, with the times of then.
    let noCompiler = { (context: inout GradingContext) in context.kit.compiler = "/bin/false" }
    let again = try room.grade(at: "2026-11-22T12:00:00Z", noCompiler)
    XCTAssertTrue(again.submissions == first.submissions)
    XCTAssertEqual(again.gradedAt, "2026-11-22T12:00:00Z")

    // Twice the points, and another title.
    let changed = { (context: inout GradingContext) in
      context.kit.compiler = "/bin/false"
      for line in context.rubric.assignments[0].lines.indices {
        context.rubric.assignments[0].lines[line].points *= 2
        for test in (context.rubric.assignments[0].lines[line].tests ?? []).indices {
          context.rubric.assignments[0].lines[line].tests?[test].points *= 2
        }
      }
      context.rubric.assignments[0].lines[0].title = Sentence(
        english: "Another title", korean: "다른 제목")
    }
    let doubled = try room.grade(changed)
    XCTAssertEqual(points(doubled), points(first).map { $0 * 2 })
    XCTAssertTrue(doubled.isComplete)
    let report = try String(
      contentsOf: URL(fileURLWithPath: "\(room.output)/2000-00001/report.html"), encoding: .utf8)
    XCTAssertTrue(report.contains("Another title"))

    // Another language is another report, too.
    let korean = try room.grade { context in
      changed(&context)
      context.language = .korean
    }
    XCTAssertEqual(korean.submissions[0].assignments[0].lines[0].title, "다른 제목")
    XCTAssertEqual(points(korean), points(doubled))

    // Into another folder there are no records, and the cache answers.
    XCTAssertEqual(points(try room.grade(into: "\(room.folder)/out-2", changed)), points(doubled))
    // Where both are left aside, the compiler is missed.
    let missed = try room.grade(isFresh: true, into: "\(room.folder)/out-3", noCompiler)
    XCTAssertFalse(missed.isComplete)

    // A test that the rubric did not have before has to run, or there is no verdict.
    let more = try room.grade(into: "\(room.folder)/out-2") { context in
      changed(&context)
      context.rubric.assignments[0].lines[0].tests?[0].name = "testThatDidNotRun"
    }
    XCTAssertFalse(more.isComplete)
  }

  func testEqualCodeIsCompiledOnce() throws {
    let room = try Class(in: temporaryFolder())
    for number in 1...3 { try room.submit("2000-0000\(number).tar.gz") }
    let cache = FindingsCache(folder: "\(room.folder)/cache")
    let results = try BatchGrader(
      context: room.context, archives: SubmissionArchive.find(in: ["\(room.folder)/in"]),
      output: room.output, jobs: 3, gradedAt: "2026-11-21T12:00:00Z", report: { _ in }
    ).run(with: cache)
    XCTAssertEqual(points(results), [100, 100, 100])
    XCTAssertEqual(cache.counts.made, 1)
    XCTAssertEqual(cache.counts.served, 2)
  }

  func testWithoutASandboxNothingOutlivesTheBatch() throws {
    var context = try Class(in: temporaryFolder()).context
    func cacheFolder() -> String? {
      BatchGrader(
        context: context, archives: [], output: "out", jobs: 1, gradedAt: "", report: { _ in }
      ).cacheFolder
    }
    XCTAssertEqual(cacheFolder() == nil, context.sandbox.level == .none)
    context.sandbox = try Sandbox.choose(.none)
    XCTAssertNil(cacheFolder())
  }

  func testAFaultOfTheGradersOverwritesNoGoodResult() throws {
    let room = try Class(in: temporaryFolder())
    try room.submit("2000-00001.tar.gz")
    XCTAssertEqual(points(try room.grade()), [100])

    let kept = try room.grade(isFresh: true, at: "2026-11-22T12:00:00Z") {
      $0.kit.compiler = "/bin/false"
    }
    XCTAssertFalse(kept.isComplete)
    let submission = kept.submissions[0]
    XCTAssertTrue(submission.isComplete)
    XCTAssertEqual(submission.points, 100)
    XCTAssertEqual(submission.gradedAt, "2026-11-21T12:00:00Z")
    XCTAssertEqual(submission.kept?.gradedAt, "2026-11-21T12:00:00Z")
    XCTAssertNil(submission.kept?.newerArchive)
    XCTAssertTrue(submission.kept?.reason.contains("without a verdict") == true, "\(submission)")
    let page = try String(
      contentsOf: URL(fileURLWithPath: "\(room.output)/index.html"), encoding: .utf8)
    XCTAssertTrue(
      page.contains("this is the verdict of 2026-11-21T12:00:00Z, kept because grading"))

    // A newer archive that the grader cannot handle leaves the verdict on the older one.
    try room.submit("2000-00001 (2).tar.gz", with: "\n// newer\n")
    let newer = try room.grade { $0.kit.compiler = "/bin/false" }
    XCTAssertEqual(newer.submissions[0].points, 100)
    XCTAssertEqual(newer.submissions[0].archive, "2000-00001.tar.gz")
    XCTAssertEqual(newer.submissions[0].kept?.newerArchive, "2000-00001 (2).tar.gz")
    XCTAssertFalse(newer.isComplete)

    // Once it can, the new verdict counts, and nothing is said any more.
    let healed = try room.grade(at: "2026-11-23T12:00:00Z")
    XCTAssertTrue(healed.isComplete)
    XCTAssertNil(healed.submissions[0].kept)
    XCTAssertEqual(healed.submissions[0].gradedAt, "2026-11-23T12:00:00Z")
    XCTAssertEqual(healed.submissions[0].archive, "2000-00001 (2).tar.gz")

    // An archive that is broken is the student's fault and keeps nothing.
    try Data("no archive".utf8).write(
      to: URL(fileURLWithPath: "\(room.folder)/in/2000-00001 (3).tar.gz"))
    let broken = try room.grade()
    XCTAssertNotNil(broken.submissions[0].failure)
    XCTAssertFalse(broken.submissions[0].failedByGrader)
    XCTAssertNil(broken.submissions[0].kept)
  }

  func testAVerdictOfAnotherUnnumberedArchiveIsNotKept() throws {
    let room = try Class(in: temporaryFolder())
    try room.submit("work.tar.gz")
    XCTAssertEqual(points(try room.grade()), [100])
    try room.submit("work.tar.gz", with: "\n// somebody else's\n")
    let results = try room.grade { $0.kit.compiler = "/bin/false" }
    XCTAssertNil(results.submissions[0].kept)
    XCTAssertFalse(results.submissions[0].isComplete)
  }

  func testABrokenRecordIsGradedAgain() throws {
    let room = try Class(in: temporaryFolder())
    try room.submit("2000-00001.tar.gz")
    let first = try room.grade()
    let record = URL(fileURLWithPath: "\(room.output)/.grader/records/2000-00001.json")
    let whole = try Data(contentsOf: record)
    for data in [Data(), whole.dropLast(), Data("{}".utf8)] {
      try data.write(to: record)
      XCTAssertEqual(points(try room.grade()), points(first))
      XCTAssertNotNil(SealedFile.read(SubmissionRecord.self, from: record.path))
    }
  }

  func testOneGraderAFolder() throws {
    let folder = try temporaryFolder()
    let output = try OutputFolder("\(folder)/out")
    XCTAssertThrowsError(try OutputFolder("\(folder)/out")) { error in
      XCTAssertEqual(
        "\(error)",
        "\(folder)/out: cannot be written: another grader (process \(getpid())) is at work in it; "
          + "wait for it, or give another --output")
    }
    XCTAssertNoThrow(try OutputFolder("\(folder)/other"))
    output.release()
    XCTAssertNoThrow(try OutputFolder("\(folder)/out"))
  }

  func testTheLockOfADeadGraderIsNone() throws {
    let folder = try temporaryFolder()
    try makeFolder("\(folder)/out/.grader")
    try writeFile("1", to: "\(folder)/out/.grader/lock")
    XCTAssertNoThrow(try OutputFolder("\(folder)/out"))
  }

  func testWhatAKilledGraderLeftIsRemoved() throws {
    let folder = try temporaryFolder()
    try makeFolder("\(folder)/out/2000-00001")
    for name in ["results.json.123.part", "2000-00001/report.html.99.part", "2000-00001/kept.part"]
    {
      try writeFile("half", to: "\(folder)/out/\(name)")
    }
    _ = try OutputFolder("\(folder)/out")
    XCTAssertEqual(namesInFolder("\(folder)/out").filter { !$0.hasPrefix(".") }, ["2000-00001"])
    XCTAssertEqual(namesInFolder("\(folder)/out/2000-00001"), ["kept.part"])

    // Temporary folders: one in use, one whose maker is gone, one of somebody else.
    let used = try TemporaryFolder(in: folder)
    try makeFolder("\(folder)/grader-session.a1B2c3/inner")
    chmod("\(folder)/grader-session.a1B2c3/inner", 0)
    try makeFolder("\(folder)/grader-abcdef")
    TemporaryFolder.removeLeftOvers(in: folder)
    XCTAssertEqual(
      Set(namesInFolder(folder)),
      ["grader-abcdef", "out", URL(fileURLWithPath: used.path).lastPathComponent])
    used.remove()
  }

  func testASubmissionThatTheGraderDidNotSurviveComesLast() throws {
    let room = try Class(in: temporaryFolder())
    for number in 1...3 { try room.submit("2000-0000\(number).tar.gz") }
    let archives = try SubmissionArchive.find(in: ["\(room.folder)/in"])
    let output = try OutputFolder(room.output)
    output.mark(archives[0])
    output.release()
    let order = Mutex<[String]>([])
    var batch = BatchGrader(
      context: room.context, archives: archives, output: room.output, jobs: 1,
      gradedAt: "2026-11-21T12:00:00Z",
      report: { progress in
        order.withLock { $0.append(String(progress.line.prefix(10))) }
      })
    batch.cacheFolder = nil
    let results = try batch.run()
    XCTAssertEqual(order.withLock { $0 }, ["2000-00002", "2000-00003", "2000-00001"])
    XCTAssertEqual(
      results.submissions.map(\.student), ["2000-00001", "2000-00002", "2000-00003"])
    XCTAssertEqual(namesInFolder("\(room.output)/.grader/running"), [])

    // Killed between the record and the mark's removal: the record counts, and the mark goes.
    let later = try OutputFolder(room.output)
    later.mark(archives[0])
    later.release()
    XCTAssertTrue(try batch.run().isComplete)
    XCTAssertEqual(namesInFolder("\(room.output)/.grader/running"), [])
  }

  /// Endless loops, sleeps, traps, an unfinished and a wrong function, and right ones: the verdicts must
  /// not depend on how many are judged at a time.
  func testOneJobAndEightGiveTheSamePoints() throws {
    let room = try Class(in: temporaryFolder())
    let alphas = "betas.map { beta in 1 - beta }"
    let bodies = [
      alphas, "while true {}", "{ while true { usleep(1_000) } }()", "[betas[betas.count]]",
      "fatalError(\"TODO 1\")", "betas.map { 1 + $0 }", "{ exit(0) }()",
      "{ _ = try! String(contentsOfFile: \"/nowhere\", encoding: .utf8); return betas }()",
    ]
    for (index, body) in bodies.enumerated() {
      try room.submit("2000-0000\(index).tar.gz", replacing: alphas, with: body)
    }
    let shorter = { (context: inout GradingContext) in
      context.patience.answerSeconds = 1
      context.rubric.assignments[0].lines.removeAll { $0.suite != "HandsOnStep1Tests" }
    }
    let alone = try room.grade(jobs: 1, isFresh: true, into: "\(room.folder)/1", shorter)
    let crowd = try room.grade(jobs: 8, isFresh: true, into: "\(room.folder)/8", shorter)
    func verdicts(_ results: ClassResults) -> [String] {
      results.submissions.flatMap { submission in
        submission.assignments.flatMap(\.lines).flatMap(\.items).map {
          "\(submission.student) \($0.name) \($0.outcome) \($0.points) \($0.feedback)"
        }
      }
    }
    XCTAssertTrue(alone.isComplete && crowd.isComplete)
    XCTAssertEqual(verdicts(alone).count, 8 * 4)
    for (one, other) in zip(verdicts(alone), verdicts(crowd)) { XCTAssertEqual(one, other) }
    XCTAssertEqual(points(alone), [10, 5, 5, 5, 5, 7, 5, 5])
  }

  /// The real program, killed at a few moments of a small batch; `Tests/Robustness/kill_at_random.sh`
  /// does the same at length.
  func testKilledAtRandomMomentsItGoesOnAndLosesNothing() throws {
    let location = try PackageLocation.find()
    let script = "\(location.root)/Tests/Robustness/kill_at_random.sh"
    var environment = ProcessInfo.processInfo.environment
    environment["GRADER"] = "\(location.products)/grader"
    let run = try runToEnd(
      ["bash", script, "3", "4"], environment: environment, timeout: 900)
    XCTAssertEqual(run.status, .exited(0), run.standardOutput.text + run.standardError.text)
    XCTAssertTrue(run.standardOutput.text.contains("equal but for times"), run.standardOutput.text)
  }
}
