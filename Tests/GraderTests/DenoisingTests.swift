import DiffusionCourse
import NeuralNetworks
import Tensors
import XCTest

@testable import GraderLibrary

/// Where the bounds of the denoising check lie between weights that know something and others.
final class DenoisingTests: XCTestCase {
  private struct Run {
    var record: RunRecord
    var network: ContextUnet
  }

  private func run(_ name: String) throws -> Run {
    let folder = ResultsFolder(path: "\(packageRoot)/Solutions/\(name)")
    let record = try folder.record()
    return Run(record: record, network: try folder.network(of: record))
  }

  private let names = ["epsilon_linear", "epsilon_cosine", "sample_linear", "sample_cosine"]

  /// Each run's weights in each run's folder: all points in their own, none elsewhere.
  func testWeightsHavePointsInTheirOwnRunAlone() throws {
    for name in names {
      let run = try run("results_\(name)")
      for other in names {
        let record = try self.run("results_\(other)").record
        let finding = RunInspection.denoising(of: run.network, record: record)
        XCTAssertEqual(
          finding.share, name == other ? 1 : 0,
          "\(name) as \(other): \(finding.feedback.map(\.english))")
      }
    }
  }

  /// The bounds lie well away from what runs and strangers have.
  func testTheBoundsHaveRoom() throws {
    for name in names {
      let run = try run("results_\(name)")
      run.network.isTraining = false
      let own = DenoisingCheck(run.record.run).unexplained(by: run.network)
      XCTAssertLessThan(own, 0.7 * DenoisingCheck.mostWithoutDoubt, name)
      var run2 = run.record.run
      run2.prediction = run2.prediction == .epsilon ? .sample : .epsilon
      XCTAssertGreaterThan(DenoisingCheck(run2).unexplained(by: run.network), 1.5, name)
    }
    let record = try run("results_epsilon_linear").record
    for seed in 0..<3 as Range<UInt64> {
      let untrained = ContextUnet(
        inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: seed))
      untrained.isTraining = false
      XCTAssertGreaterThan(DenoisingCheck(record.run).unexplained(by: untrained), 0.9)
    }
  }
}
