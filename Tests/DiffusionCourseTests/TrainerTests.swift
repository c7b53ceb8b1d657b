import Digits
import ImageGenerationSolution
import NeuralNetworks
import Pictures
import Tensors
import XCTest

@testable import DiffusionCourse

final class TrainerTests: XCTestCase {
  private func trainer(
    _ configuration: RunConfiguration, in folder: String,
    assignment: any ImageGenerationAssignment.Type = ImageGeneration.self
  ) throws -> Trainer {
    try Trainer(
      assignment: assignment, configuration: configuration, data: tinyDigits,
      folder: ResultsFolder(path: folder))
  }

  private func weights(_ folder: String) throws -> [Float] {
    try SafeTensors.read(folder + "/model.safetensors").tensors.flatMap(\.values)
  }

  func testAnInterruptedRunGivesTheSameWeightsBitForBit() throws {
    let configuration = tinyConfiguration(tinyDigits)
    let undisturbed = try temporaryFolder(self)
    let first = try trainer(configuration, in: undisturbed)
    XCTAssertEqual(try first.train(), .completed)
    let record = try first.finish()

    // Stopped within the first epoch, then at an epoch's end, then within the last.
    let interrupted = try temporaryFolder(self)
    for stop in [3, 10, 12] {
      let part = try trainer(configuration, in: interrupted)
      XCTAssertEqual(try part.resume(), stop != 3)
      XCTAssertEqual(try part.train(shouldStop: { part.step == stop }), .interrupted)
    }
    let last = try trainer(configuration, in: interrupted)
    XCTAssertTrue(try last.resume())
    XCTAssertEqual(last.step, 12)
    XCTAssertEqual(try last.train(), .completed)
    let resumedRecord = try last.finish()

    XCTAssertEqual(try weights(undisturbed), try weights(interrupted))
    XCTAssertEqual(record.loss, resumedRecord.loss)
    XCTAssertEqual(
      try NPY.read(undisturbed + "/samples.npy"), try NPY.read(interrupted + "/samples.npy"))
    XCTAssertFalse(ResultsFolder(path: interrupted).hasCheckpoint)
  }

  /// A kill leaves the checkpoint of the last complete epoch, and what was half written beside it.
  func testAKilledRunGoesOnFromItsLastEpoch() throws {
    struct Killed: Error {}
    let configuration = tinyConfiguration(tinyDigits, prediction: .sample, schedule: .linear)
    let undisturbed = try temporaryFolder(self)
    let first = try trainer(configuration, in: undisturbed)
    _ = try first.train()
    _ = try first.finish()

    let killed = try temporaryFolder(self)
    let half = try trainer(configuration, in: killed)
    let path = Checkpoint.path(in: half.folder)
    var kept: Data?
    _ = try half.train(shouldStop: {
      if half.step == 8 { kept = FileManager.default.contents(atPath: path) }
      return half.step == 8
    })
    try XCTUnwrap(kept).write(to: URL(fileURLWithPath: path))
    try Data("half".utf8).write(to: URL(fileURLWithPath: path + ".new"))

    let last = try trainer(configuration, in: killed)
    XCTAssertTrue(try last.resume())
    XCTAssertEqual(last.step, 5)
    _ = try last.train()
    _ = try last.finish()
    XCTAssertEqual(try weights(undisturbed), try weights(killed))
    XCTAssertEqual(
      try FileManager.default.contentsOfDirectory(atPath: killed).sorted(),
      (ResultsFolder.File.allCases.map(\.rawValue) + ["events.out.tfevents.diffusion"]).sorted())
  }

  func testACheckpointOfOtherSettingsIsRefused() throws {
    let folder = try temporaryFolder(self)
    let first = try trainer(tinyConfiguration(tinyDigits), in: folder)
    _ = try first.train(shouldStop: { true })
    var other = tinyConfiguration(tinyDigits)
    other.settings.learningRate = 0.01
    XCTAssertThrowsError(try trainer(other, in: folder).resume()) { error in
      XCTAssertEqual(
        "\(error)",
        "\(folder)/checkpoint.safetensors is the checkpoint of another run (learning rate 0.002, "
          + "not 0.01): use the same settings to resume, --fresh to begin anew, or another --output"
      )
    }
  }

  func testABrokenCheckpointIsRefused() throws {
    let folder = try temporaryFolder(self)
    let run = try trainer(tinyConfiguration(tinyDigits), in: folder)
    let path = folder + "/checkpoint.safetensors"
    try Data("not a checkpoint".utf8).write(to: URL(fileURLWithPath: path))
    XCTAssertThrowsError(try run.resume()) { error in
      XCTAssertTrue(
        "\(error)".hasPrefix("\(path): not a usable checkpoint, "), "\(error)")
    }
    // A whole safetensors file of another kind.
    try SafeTensors.write(
      StateDictionary([("a", [1], [2])]), to: path, precision: .float32, metadata: [:])
    XCTAssertThrowsError(try run.resume()) { error in
      XCTAssertEqual(
        "\(error)",
        "\(path): not a usable checkpoint, its metadata do not describe a run: --fresh begins anew")
    }
  }

  /// Counts that would overflow, states that are none: refused, not trapped.
  func testACheckpointWithAnImpossiblePositionIsRefused() throws {
    let folder = try temporaryFolder(self)
    let run = try trainer(tinyConfiguration(tinyDigits), in: folder)
    _ = try run.train(shouldStop: { true })
    let path = folder + "/checkpoint.safetensors"
    let whole = try SafeTensors.read(path)
    let header = try XCTUnwrap(whole.metadata["run"])
    for (from, to) in [
      ("\"stepInEpoch\":1", "\"stepInEpoch\":6"), ("\"epoch\":0", "\"epoch\":-1"),
      ("\"count\":1", "\"count\":9223372036854775807"),
      ("\"averageUpdates\":1", "\"averageUpdates\":9223372036854775807"),
      ("\"optimizerStep\":1", "\"optimizerStep\":-1"), ("\"words\":[", "\"words\":[1,"),
    ] {
      let changed = header.replacingOccurrences(of: from, with: to)
      XCTAssertNotEqual(changed, header, from)
      try SafeTensors.write(whole, to: path, precision: .float32, metadata: ["run": changed])
      XCTAssertThrowsError(try run.resume(), to) { error in
        XCTAssertEqual(
          error as? RunError,
          .brokenCheckpoint(path: path, reason: "its position in the run cannot be"))
      }
    }
    // A tensor less.
    try SafeTensors.write(
      StateDictionary(whole.tensors.dropLast()), to: path, precision: .float32,
      metadata: ["run": header])
    XCTAssertThrowsError(try run.resume()) { error in
      XCTAssertTrue("\(error)".hasPrefix("\(path): not a usable checkpoint, "), "\(error)")
    }
  }

  func testTheLossFalls() throws {
    var configuration = tinyConfiguration(tinyDigits)
    configuration.settings.epochs = 24
    let run = try trainer(configuration, in: temporaryFolder(self))
    var losses: [Double] = []
    _ = try run.train(report: {
      if case .epoch(let progress, _) = $0 { losses.append(progress.loss) }
    })
    XCTAssertEqual(losses.count, 24)
    XCTAssertLessThan(losses.suffix(4).reduce(0, +), 0.7 * losses.prefix(4).reduce(0, +))
  }

  // MARK: What a student's functions may do wrong

  private enum Broken: ImageGenerationAssignment {
    nonisolated(unsafe) static var change: (Tensor) -> Tensor = { $0 }
    nonisolated(unsafe) static var extraBeta = false

    static func betaSchedule(
      beta1: Double, beta2: Double, timesteps: Int, schedule: NoiseSchedule
    ) -> [Double] {
      let betas = ImageGeneration.betaSchedule(
        beta1: beta1, beta2: beta2, timesteps: timesteps, schedule: schedule)
      return extraBeta ? betas + [0.5] : betas
    }

    static func scheduleTables(betas: [Double]) -> ScheduleTables {
      ImageGeneration.scheduleTables(betas: betas)
    }

    static func loss(
      network: any DenoisingNetwork, images: Tensor, labels: [Int], tables: ScheduleTables,
      prediction: PredictionType, using random: RandomSource
    ) -> Tensor {
      change(
        ImageGeneration.loss(
          network: network, images: images, labels: labels, tables: tables,
          prediction: prediction, using: random))
    }

    static func sample(
      network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
      prediction: PredictionType, using random: RandomSource
    ) -> SampledImages {
      SampledImages(images: .zeros([3] + imageShape), labels: [0, 1, 2], states: [])
    }

    static func settings(prediction: PredictionType, schedule: NoiseSchedule) -> RunSettings {
      ImageGeneration.settings(prediction: prediction, schedule: schedule)
    }
  }

  private func error(training change: @escaping (Tensor) -> Tensor) throws -> RunError? {
    Broken.change = change
    defer { Broken.change = { $0 } }
    let run = try trainer(
      tinyConfiguration(tinyDigits), in: temporaryFolder(self), assignment: Broken.self)
    do {
      _ = try run.train()
      return nil
    } catch {
      return error as? RunError
    }
  }

  func testALossThatCannotBeIsNamed() throws {
    XCTAssertEqual(try error { $0.reshaped(to: [1]) }, .lossHasShape([1]))
    XCTAssertEqual(try error { $0.detached() }, .lossWithoutGradient)
    XCTAssertEqual(try error { $0 / 0.0 }, .lossIsNotFinite(value: .infinity, step: 1))
    XCTAssertNil(try error { $0 })
  }

  func testATableOfTheWrongLengthIsNamed() throws {
    Broken.extraBeta = true
    defer { Broken.extraBeta = false }
    XCTAssertThrowsError(
      try trainer(
        tinyConfiguration(tinyDigits), in: temporaryFolder(self), assignment: Broken.self)
    ) { error in
      XCTAssertEqual(
        "\(error)", "betaSchedule has 23 entries; with T = 21 it needs T + 1 = 22")
    }
  }

  func testSamplesOfTheWrongShapeLeaveTheCheckpoint() throws {
    let folder = try temporaryFolder(self)
    let run = try trainer(tinyConfiguration(tinyDigits), in: folder, assignment: Broken.self)
    XCTAssertEqual(try run.train(), .completed)
    XCTAssertThrowsError(try run.finish()) { error in
      XCTAssertEqual(
        "\(error)",
        "`sample` returned images of shape [3, 1, 28, 28]; [100, 1, 28, 28] is needed")
    }
    let results = ResultsFolder(path: folder)
    XCTAssertTrue(results.hasCheckpoint)
    XCTAssertFalse(results.isFinished)
    // Mended, the run ends without training again.
    let mended = try trainer(tinyConfiguration(tinyDigits), in: folder)
    XCTAssertTrue(try mended.resume())
    XCTAssertEqual(
      try mended.train(report: { _ in XCTFail("trained again") }), .completed)
    _ = try mended.finish()
    XCTAssertTrue(results.isFinished)
  }
}
