import Foundation
import XCTest

@testable import GraderLibrary

/// Whole submissions through the real path: archive, compiler, sandbox, hidden suites, score.
final class GradingTests: XCTestCase {
  private static let assignments = ["HandsOn", "ImageGeneration"]

  /// Files of a submission, by path; begins with the reference solution or the stubs.
  private struct Work {
    var files: [String: [UInt8]] = [:]

    init(solved: Bool, assignments: [String] = GradingTests.assignments) throws {
      let location = try PackageLocation.find()
      for name in assignments {
        let folder = "\(solved ? location.solutions : location.assignments)/\(name)"
        for file in namesInFolder(folder) where file.hasSuffix(".swift") {
          let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
          files["Assignments/\(name)/\(file)"] = Array(data)
        }
      }
    }

    subscript(_ path: String) -> String? {
      get { files["Assignments/\(path)"].map { String(decoding: $0, as: UTF8.self) } }
      set { files["Assignments/\(path)"] = newValue.map { Array($0.utf8) } }
    }

    func write(to path: String) throws {
      try Data(TarWriter.gzippedArchive(of: files)).write(to: URL(fileURLWithPath: path))
    }
  }

  /// Grades archives; `only` keeps one assignment of the rubric.
  private func grade(
    _ works: [String: Work], only: String? = nil, garbage: String? = nil
  ) throws -> (results: ClassResults, output: String) {
    let folder = try temporaryFolder()
    try makeFolder("\(folder)/in")
    for (student, work) in works { try work.write(to: "\(folder)/in/\(student).tar.gz") }
    if let garbage {
      try Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }).write(
        to: URL(fileURLWithPath: "\(folder)/in/\(garbage).tar.gz"))
    }
    var context = try GradingContext.prepare(
      at: PackageLocation.find(), sandbox: .auto, report: { _ in })
    context.clarity = AllClear()
    if let only { context.rubric.assignments.removeAll { $0.folder != only } }
    let output = "\(folder)/out"
    let results = try BatchGrader(
      context: context, archives: SubmissionArchive.find(in: ["\(folder)/in"]), output: output,
      jobs: 2, isFresh: true, gradedAt: "2026-11-21T12:00:00Z", report: { _ in }
    ).run()
    return (results, output)
  }

  private func points(
    _ results: ClassResults, _ student: String, _ assignment: Int = 0
  ) throws -> [Double] {
    let submission = try XCTUnwrap(results.submissions.first { $0.student == student })
    XCTAssertNil(submission.failure)
    return submission.assignments[assignment].lines.map(\.points)
  }

  private func items(
    _ results: ClassResults, _ student: String, line: String
  ) throws -> [ItemResult] {
    let submission = try XCTUnwrap(results.submissions.first { $0.student == student })
    let lines = submission.assignments.flatMap(\.lines)
    return try XCTUnwrap(lines.first { $0.id == line }).items
  }

  func testReferenceStubsAndAGarbageArchiveInOneBatch() throws {
    let (results, output) = try grade(
      ["2000-00001": Work(solved: true), "2000-00002": Work(solved: false)], garbage: "2000-00003")
    XCTAssertEqual(results.submissions.map(\.student), ["2000-00001", "2000-00002", "2000-00003"])

    XCTAssertEqual(try points(results, "2000-00001"), [10, 10, 20, 20, 40])
    // The runs are not in these archives.
    XCTAssertEqual(try points(results, "2000-00001", 1), [10, 10, 10, 10, 0, 0, 0, 0, 0])

    XCTAssertEqual(try points(results, "2000-00002"), [0, 0, 0, 0, 0])
    XCTAssertEqual(try points(results, "2000-00002", 1), Array(repeating: 0, count: 9))
    for line in results.submissions[1].assignments.flatMap(\.lines).prefix(9) {
      for item in line.items {
        XCTAssertEqual(item.outcome, .notImplemented, "\(line.id) \(item.name)")
        XCTAssertTrue(item.feedback[0].hasPrefix("not implemented: "), item.feedback[0])
      }
    }

    XCTAssertEqual(
      results.submissions[2].failure,
      "the archive is neither a tar, a gzipped tar nor a zip archive; pack it with "
        + "CollectSubmission.sh")
    XCTAssertFalse(results.isComplete)
    for name in [
      "index.html", "gradebook.csv", "junit.xml", "results.json", "2000-00001/report.html",
      "2000-00002/results.json", "2000-00003/report.html",
    ] {
      XCTAssertTrue(isFile("\(output)/\(name)"), name)
    }
  }

  func testOnlyStepOneDoneEarnsExactlyStepOne() throws {
    var work = try Work(solved: false, assignments: ["HandsOn"])
    work["HandsOn/Step1Alpha.swift"] = try Work(solved: true)["HandsOn/Step1Alpha.swift"]
    let (results, _) = try grade(["2000-00001": work], only: "HandsOn")
    XCTAssertEqual(try points(results, "2000-00001"), [10, 0, 0, 0, 0])
    XCTAssertTrue(results.isComplete)
  }

  /// Each of four functions does something else that must not reach beyond its own tests.
  func testHostileFunctionsLoseTheirOwnTestsAlone() throws {
    var work = try Work(solved: true, assignments: ["HandsOn"])
    // An endless loop, in one of the two functions of step 1.
    work["HandsOn/Step1Alpha.swift"] = """
      import DiffusionCourse
      extension HandsOn {
        public static func alphas(betas: [Double]) -> [Double] {
          var sum = 0.0
          while sum >= 0 { sum += betas[0] }
          return [sum]
        }
        public static func alphaBars(alphas: [Double]) -> [Double] {
          alphas.reduce(into: []) { $0.append(($0.last ?? 1) * $1) }
        }
      }
      """
    // A trap.
    work["HandsOn/Step2Timesteps.swift"] = """
      import DiffusionCourse
      import Tensors
      extension HandsOn {
        public static func sampleTimesteps(
          count: Int, timesteps: Int, using random: RandomSource
        ) -> [Int] {
          let none: [Int] = []
          return [none[count]]
        }
      }
      """
    // The end of the process.
    work["HandsOn/Step3ForwardProcess.swift"] = """
      import DiffusionCourse
      import Foundation
      import Tensors
      extension HandsOn {
        public static func noiseImages(
          _ images: Tensor, at timesteps: [Int], alphaBars: [Double], using random: RandomSource
        ) -> (noisyImages: Tensor, noise: Tensor) {
          exit(0)
        }
      }
      """
    // 50 MB of print, and then the right answer.
    work["HandsOn/Step4TrainingStep.swift"] = """
      import DiffusionCourse
      import Tensors
      extension HandsOn {
        public static func trainingLoss(
          network: any DenoisingNetwork, images: Tensor, alphaBars: [Double], kind: LossKind,
          using random: RandomSource
        ) -> Tensor {
          let line = String(repeating: "x", count: 9_999)
          for _ in 0..<5_000 { print(line) }
          let timesteps = random.integers(
            in: 1...alphaBars.count - 1, count: images.shape[0])
          let noise = random.normal(shape: images.shape)
          let signal = alphaBars.map { $0.squareRoot() }.gathered(at: timesteps)
          let rest = alphaBars.map { (1 - $0).squareRoot() }.gathered(at: timesteps)
          let prediction = network.predict(signal * images + rest * noise, at: timesteps)
          switch kind {
          case .l1: return meanAbsoluteError(prediction, noise)
          case .l2: return meanSquaredError(prediction, noise)
          case .huber: return huberLoss(prediction, noise)
          }
        }
      }
      """
    let (results, _) = try grade(
      ["2000-00001": work, "2000-00002": Work(solved: true, assignments: ["HandsOn"])],
      only: "HandsOn")
    XCTAssertEqual(try points(results, "2000-00001"), [5, 0, 0, 20, 40])
    XCTAssertEqual(try points(results, "2000-00002"), [10, 10, 20, 20, 40])
    XCTAssertTrue(results.isComplete)
    for line in ["step-2", "step-3"] {
      XCTAssertTrue(
        try items(results, "2000-00001", line: line).allSatisfy { $0.outcome == .crashed })
    }
  }

  func testAFileThatDoesNotCompileCostsItsOwnPoints() throws {
    var work = try Work(solved: true, assignments: ["HandsOn"])
    work["HandsOn/Step3ForwardProcess.swift"]? += "\nextension HandsOn { func broken( }\n"
    var renamed = try Work(solved: true, assignments: ["HandsOn"])
    renamed["HandsOn/MyStep1.swift"] = renamed["HandsOn/Step1Alpha.swift"]
    renamed["HandsOn/Step1Alpha.swift"] = nil
    var wrongSignature = try Work(solved: true, assignments: ["HandsOn"])
    wrongSignature["HandsOn/Step2Timesteps.swift"]?.replace(
      "func sampleTimesteps(", with: "func drawTimesteps(")
    wrongSignature["HandsOn/Step5ReverseProcess.swift"] = nil
    let (results, _) = try grade(
      ["2000-00001": work, "2000-00002": renamed, "2000-00003": wrongSignature], only: "HandsOn")

    // Step 4 calls step 3.
    XCTAssertEqual(try points(results, "2000-00001"), [10, 10, 0, 0, 40])
    let notes = results.submissions[0].assignments[0].notes
    XCTAssertEqual(notes.first, "Step3ForwardProcess.swift does not compile; its stub stands in")
    XCTAssertTrue(notes[1].hasPrefix("Step3ForwardProcess.swift:"), notes[1])
    let feedback = try items(results, "2000-00001", line: "step-3")[0].feedback
    XCTAssertTrue(
      feedback.contains { $0.hasPrefix("Step3ForwardProcess.swift does not compile: ") },
      "\(feedback)")

    XCTAssertEqual(try points(results, "2000-00002"), [10, 10, 20, 20, 40])

    XCTAssertEqual(try points(results, "2000-00003"), [10, 0, 20, 0, 0])
    let missing = results.submissions[2].assignments[0].notes
    XCTAssertTrue(
      missing.contains("missing: Step5ReverseProcess.swift; its stub stands in"), "\(missing)")
    XCTAssertTrue(
      missing.contains("Step2Timesteps.swift does not compile; its stub stands in"), "\(missing)")
  }
}

private struct AllClear: ClarityJudging {
  func verdicts(images: [Float], count: Int, requested: [Int]) -> [ClarityVerdict] {
    requested.map {
      ClarityVerdict(requested: $0, predicted: $0, probability: 1, threshold: 0.9)
    }
  }
}
