import DiffusionCourse
import Foundation
import NeuralNetworks
import Pictures
import SubmissionCatalogues
import WorkerClient
import XCTest

@testable import GraderLibrary

/// Drawing images again with changed solutions: compiled in the sandbox, asked through the pipe.
class VerificationTestCase: XCTestCase {
  static let sampling = "ImageGeneration/Problem2Sampling.swift"

  private static let prepared = Result {
    try GradingContext.prepare(at: PackageLocation.find(), sandbox: .auto, report: { _ in })
  }

  func context() throws -> GradingContext { try Self.prepared.get() }

  /// A reference run as it was submitted.
  struct Run {
    var record: RunRecord
    var network: ContextUnet
    var samples: [Float]
  }

  func run(_ name: String) throws -> Run {
    let folder = ResultsFolder(path: "\(try PackageLocation.find().solutions)/\(name)")
    let record = try folder.record()
    let network = try folder.network(of: record)
    network.isTraining = false
    return Run(
      record: record, network: network,
      samples: try NPY.read(folder.path(of: .samples), maximumBytes: 1 << 20).values)
  }

  func verifier(
    _ run: Run, _ verification: Verification = .spot, secret: UInt64 = 20_261_121,
    seconds: Double = 20
  ) throws -> RunVerifier {
    let judge = try context().clarity
    return RunVerifier(
      run: run.record.run, sampleSeed: run.record.sampleSeed, network: run.network,
      samples: run.samples,
      clear: judge?.clear(images: run.samples, count: 100, requested: (0..<100).map { $0 % 10 })
        .count { $0 },
      judge: judge, verification: verification, secret: secret, answerSeconds: seconds)
  }

  /// Compiles the assignment's files and hands over a worker that runs them.
  func withWorker<Value>(
    _ files: [String: String], _ body: (WorkerConnection) throws -> Value
  ) throws -> Value {
    let context = try context()
    let assignment = try XCTUnwrap(
      context.rubric.assignments.first { $0.folder == "ImageGeneration" })
    let root = try temporaryFolder()
    for (name, text) in files where name.hasPrefix("ImageGeneration/") {
      let path = "\(root)/Assignments/\(name)"
      try makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      try writeFile(text, to: path)
    }
    let session = try context.sandbox.session()
    defer { session.end() }
    let module = try context.compiled(assignment, in: root, session)
    let library = try XCTUnwrap(module.library, module.notes.map(\.english).joined())
    XCTAssert(module.standIns.isEmpty, "\(module.standIns)")
    let command = try context.workerCommand(for: library, in: session)
    return try body(WorkerConnection(command: command.words, bounds: command.bounds))
  }

  func solution() throws -> [String: String] { try PackageLocation.find().solutionFiles() }

  /// The solution with another `sample`; what it was is there as `honest`, and the submitted samples
  /// as `stored(count)`.
  func cheating(_ body: String, storing samples: [Float]) throws -> [String: String] {
    var files = try solution()
    let honest = try XCTUnwrap(files[Self.sampling])
      .replacing("public static func sample(", with: "static func honest(")
    let bytes = samples.map { UInt8(((min(max($0, -1), 1) + 1) * 127.5).rounded()) }
    files[Self.sampling] =
      "import Foundation\n" + honest
        + """

        extension ImageGeneration {
          static func stored(_ count: Int) -> Tensor {
            let bytes = [UInt8](Data(base64Encoded: "\(Data(bytes).base64EncodedString())")!)
            return Tensor(
              bytes[..<(count * 784)].map { Float($0) / 127.5 - 1 }, shape: [count, 1, 28, 28])
          }

          public static func sample(
            network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
            prediction: PredictionType, using random: RandomSource
          ) -> SampledImages {
            let labels = (0..<count).map { $0 % 10 }
            func drawn(_ network: any DenoisingNetwork) -> SampledImages {
              honest(
                network: network, count: count, imageShape: imageShape, tables: tables,
                prediction: prediction, using: random)
            }
        \(body)
          }
        }
        """
    return files
  }
}
