import Digits
import ImageGenerationSolution
import NeuralNetworks
import Pictures
import Tensors
import XCTest

@testable import DiffusionCourse

/// The sheets of samples that a run draws on its way, and its events.
final class TrainingGridTests: XCTestCase {
  private func trainer(
    in folder: String, gridInterval: Int,
    assignment: any ImageGenerationAssignment.Type = ImageGeneration.self
  ) throws -> Trainer {
    try Trainer(
      assignment: assignment, configuration: tinyConfiguration(tinyDigits), data: tinyDigits,
      folder: ResultsFolder(path: folder), gridInterval: gridInterval)
  }

  private func events(_ folder: ResultsFolder) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: folder.eventsPath)))
  }

  func testSheetsAreDrawnAndTheWeightsDoNotDependOnThem() throws {
    var weights: [[Float]] = []
    for interval in [0, 1, 2] {
      let run = try trainer(in: temporaryFolder(self), gridInterval: interval)
      var drawn: [Int] = []
      _ = try run.train(report: { if case .grid(let epoch, _) = $0 { drawn.append(epoch) } })
      _ = try run.finish()
      // The third and last epoch has the samples of the run itself.
      XCTAssertEqual(drawn, [[], [1, 2], [2]][interval])
      XCTAssertEqual(run.folder.gridEpochs, drawn)
      weights.append(
        try SafeTensors.read(run.folder.path(of: .model)).tensors.flatMap(\.values))
    }
    XCTAssertEqual(weights[0], weights[1])
    XCTAssertEqual(weights[0], weights[2])
  }

  /// Two rows of ten, by the averaged weights of that moment and the noise of every sheet.
  func testASheetShowsTheWeightsOfItsEpoch() throws {
    let run = try trainer(in: temporaryFolder(self), gridInterval: 1)
    _ = try run.train(shouldStop: { run.step == 6 })
    let sheet = try PNG.read(run.folder.gridPath(epoch: 1))
    XCTAssertEqual([sheet.width, sheet.height], [604, 124])

    let again = try trainer(in: temporaryFolder(self), gridInterval: 0)
    _ = try again.train(shouldStop: { again.step == 5 })
    let checkpoint = try SafeTensors.read(again.folder.path + "/checkpoint.safetensors")
    let network = ContextUnet(
      inChannels: 1, features: 8, classes: 10, using: RandomSource(seed: 0))
    try network.load(checkpoint.withPrefix("average."))
    let sampled = try RunSampler.draw(
      20, from: network, by: ImageGeneration.self, run: again.configuration,
      seed: again.configuration.sampleSeed)
    XCTAssertEqual(sheet, SamplePictures.sheet(sampled.images))
  }

  func testASheetThatCannotBeDrawnEndsNoTraining() throws {
    enum WithoutSampler: ImageGenerationAssignment {
      static func betaSchedule(
        beta1: Double, beta2: Double, timesteps: Int, schedule: NoiseSchedule
      ) -> [Double] {
        ImageGeneration.betaSchedule(
          beta1: beta1, beta2: beta2, timesteps: timesteps, schedule: schedule)
      }
      static func scheduleTables(betas: [Double]) -> ScheduleTables {
        ImageGeneration.scheduleTables(betas: betas)
      }
      static func loss(
        network: any DenoisingNetwork, images: Tensor, labels: [Int], tables: ScheduleTables,
        prediction: PredictionType, using random: RandomSource
      ) -> Tensor {
        ImageGeneration.loss(
          network: network, images: images, labels: labels, tables: tables,
          prediction: prediction, using: random)
      }
      static func sample(
        network: any DenoisingNetwork, count: Int, imageShape: [Int], tables: ScheduleTables,
        prediction: PredictionType, using random: RandomSource
      ) -> SampledImages {
        SampledImages(images: .filled(.nan, shape: [count] + imageShape), labels: [], states: [])
      }
      static func settings(prediction: PredictionType, schedule: NoiseSchedule) -> RunSettings {
        ImageGeneration.settings(prediction: prediction, schedule: schedule)
      }
    }
    let run = try trainer(
      in: temporaryFolder(self), gridInterval: 1, assignment: WithoutSampler.self)
    var reasons: [String] = []
    XCTAssertEqual(
      try run.train(report: { if case .noGrid(_, let reason) = $0 { reasons.append(reason) } }),
      .completed)
    XCTAssertEqual(reasons, Array(repeating: "\(RunError.samplesAreNotFinite)", count: 2))
    XCTAssertEqual(run.folder.gridEpochs, [])
  }

  /// Numbers and pictures stand in the order of their steps, interrupted or not.
  func testEventsGoOnAfterAnInterruption() throws {
    let whole = try trainer(in: temporaryFolder(self), gridInterval: 1)
    _ = try whole.train()
    _ = try whole.finish()

    let path = try temporaryFolder(self)
    var sizes: [Int] = []
    for stop in [3, 7, 12, 100] {
      let part = try trainer(in: path, gridInterval: 1)
      _ = try part.resume()
      if try part.train(shouldStop: { part.step == stop }) == .completed { _ = try part.finish() }
      sizes.append(try events(part.folder).count)
    }
    XCTAssertEqual(sizes, sizes.sorted())
    // All but the times is equal; numbers of eight bytes each.
    XCTAssertEqual(sizes.last, try events(whole.folder).count)
  }

  func testAnotherRunBeginsWithoutTheSheetsOfTheLast() throws {
    let path = try temporaryFolder(self)
    let first = try trainer(in: path, gridInterval: 1)
    _ = try first.train()
    let own = first.folder.epochsPath + "/mine.png"
    try Data().write(to: URL(fileURLWithPath: own))
    try first.folder.removeCheckpoint()
    let second = try trainer(in: path, gridInterval: 2)
    _ = try second.train(shouldStop: { true })
    XCTAssertEqual(second.folder.gridEpochs, [])
    XCTAssertTrue(FileManager.default.fileExists(atPath: own), "not the run's to remove")
  }

  // MARK: The learning curve, read back

  func testTheLearningCurveReadsBack() throws {
    let folder = ResultsFolder(path: try temporaryFolder(self))
    var history = LossHistory()
    for step in 1...60 {
      history.append(
        loss: 1 / Double(step), epoch: 1, step: step, learningRate: 1e-3, seconds: Double(step),
        ending: false)
    }
    try folder.write(history)
    let read = try LossHistory(of: folder)
    XCTAssertEqual(read.entries.map(\.step), [20, 40, 60])
    for (found, expected) in zip(read.entries, history.entries) {
      XCTAssertEqual(found.loss, expected.loss, accuracy: 5.1e-7)
    }
  }

  func testATextThatIsNoLearningCurveIsRefused() {
    let header = "epoch,step,loss,learning_rate,seconds\n"
    let broken = [
      "": "its first line is not epoch,step,loss,learning_rate,seconds",
      "step,loss\n1,2\n": "its first line is not epoch,step,loss,learning_rate,seconds",
      header: "it has no entries",
      header + "1,20,0.5,1e-3\n": "line 2 is no entry of a learning curve",
      header + "1,20,nan,1e-3,1\n": "line 2 is no entry of a learning curve",
      header + "1,20,0.5,1e-3,1\n1,20,0.5,1e-3,2\n": "line 3 is no entry of a learning curve",
      header + "1,99999999999999999999,0.5,1e-3,1\n": "line 2 is no entry of a learning curve",
    ]
    for (text, reason) in broken {
      XCTAssertThrowsError(try LossHistory(csv: text), text) { error in
        XCTAssertEqual(error as? LossHistory.Problem, LossHistory.Problem(reason: reason))
      }
    }
  }

  /// A tenth of the run around each entry, by hand: 40 entries reach two to either side.
  func testSmoothing() throws {
    let rows = (1...40).map { "1,\($0),\($0 % 2 == 0 ? 4 : 1),1e-3,1" }.joined(separator: "\n")
    let smooth = try LossHistory(csv: "epoch,step,loss,learning_rate,seconds\n" + rows)
      .smoothedLosses
    XCTAssertEqual(smooth[0], 1, accuracy: 1e-12)
    // 1, 4, 1 and then five: 1, 4, 1, 4, 1.
    XCTAssertEqual(smooth[1], pow(4, 1.0 / 3), accuracy: 1e-12)
    XCTAssertEqual(smooth[2], pow(16, 1.0 / 5), accuracy: 1e-12)
    XCTAssertEqual(smooth[39], 4, accuracy: 1e-12)
  }
}
