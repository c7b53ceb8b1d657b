import Digits
import ImageGenerationSolution
import NeuralNetworks
import Pictures
import Tensors
import XCTest

@testable import DiffusionCourse

final class ResultsFolderTests: XCTestCase {
  private func finishedRun() throws -> (folder: ResultsFolder, record: RunRecord) {
    let folder = ResultsFolder(path: try temporaryFolder(self))
    var configuration = tinyConfiguration(tinyDigits)
    configuration.settings.epochs = 1
    let trainer = try Trainer(
      assignment: ImageGeneration.self, configuration: configuration, data: tinyDigits,
      folder: folder)
    _ = try trainer.train()
    return (folder, try trainer.finish())
  }

  func testNames() {
    let names = PredictionType.allCases.flatMap { prediction in
      NoiseSchedule.allCases.map { ResultsFolder.name(prediction: prediction, schedule: $0) }
    }
    XCTAssertEqual(
      names,
      [
        "results_epsilon_linear", "results_epsilon_cosine", "results_sample_linear",
        "results_sample_cosine",
      ])
  }

  func testAFinishedRunReadsBack() throws {
    let (folder, record) = try finishedRun()
    XCTAssertTrue(folder.isFinished)
    XCTAssertEqual(try folder.record(), record)
    XCTAssertEqual(
      record.run,
      {
        var configuration = tinyConfiguration(tinyDigits)
        configuration.settings.epochs = 1
        return configuration
      }())
    XCTAssertEqual(record.steps, 5)
    XCTAssertEqual(record.sampleSeed, 4)
    XCTAssertEqual(record.version, projectVersion)

    let samples = try NPY.read(folder.path(of: .samples))
    XCTAssertEqual(samples.shape, [100, 1, 28, 28])
    let sheet = try PNG.read(folder.path(of: .samplesPicture))
    XCTAssertEqual([sheet.width, sheet.height], [604, 604])
    let lines = try String(contentsOfFile: folder.path(of: .loss), encoding: .utf8)
      .split(separator: "\n")
    XCTAssertEqual(lines.first, "epoch,step,loss,learning_rate,seconds")
    XCTAssertEqual(lines.count, 2)
    let size = try FileManager.default.attributesOfItem(atPath: folder.path(of: .reverse))[.size]
    XCTAssertLessThan(try XCTUnwrap(size as? Int), 200_000)
  }

  /// The samples came from the 16-bit weights in the file, not from finer ones.
  func testTheSamplesComeFromTheWeightsInTheFile() throws {
    let (folder, record) = try finishedRun()
    let sampled = try RunSampler.draw(
      100, from: folder.network(of: record), by: ImageGeneration.self, run: record.run,
      seed: record.sampleSeed)
    XCTAssertEqual(try NPY.read(folder.path(of: .samples)).values, sampled.images.scalars)
    for tensor in try SafeTensors.read(folder.path(of: .model)).tensors {
      for value in tensor.values {
        XCTAssertEqual(value, Float(halfPrecision(value)))
      }
    }
  }

  /// Rounds to a 10-bit fraction; exact for what is 16-bit already.
  private func halfPrecision(_ value: Float) -> Double {
    guard value != 0 else { return 0 }
    let unit = max(pow(2, Double(value.exponent) - 10), 0x1p-24)
    return (Double(value) / unit).rounded() * unit
  }

  /// Even if every state were noise, the animation stays small.
  func testTheAnimationStaysSmall() {
    let random = RandomSource(seed: 1)
    let states = (0..<50).map { _ in random.normal(shape: [100, 1, 28, 28]) }
    let frames = SamplePictures.reverseFrames(states)
    XCTAssertEqual(frames.count, 16)
    XCTAssertLessThan(GIF.encode(frames: frames).count, 200_000)
    // The last frame is the result.
    XCTAssertEqual(frames.last, SamplePictures.reverseFrames([states[49]]).first)
  }

  func testWhatIsMissingIsNamed() throws {
    let (folder, _) = try finishedRun()
    try FileManager.default.removeItem(atPath: folder.path(of: .samples))
    XCTAssertThrowsError(try folder.record()) { error in
      XCTAssertEqual(
        "\(error)",
        "\(folder.path): not the results of a finished run, without samples.npy: `train` makes "
          + "them")
    }
    XCTAssertThrowsError(try ResultsFolder(path: "/nowhere").record())
  }

  func testABrokenRecordIsRefused() throws {
    let (folder, _) = try finishedRun()
    let path = folder.path(of: .record)
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    func sentence(_ text: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      do {
        _ = try folder.record()
        return "accepted"
      } catch {
        let advice = "; train that run anew with --fresh"
        XCTAssertTrue("\(error)".hasSuffix(advice), "\(error)")
        return String(
          "\(error)".dropFirst("\(path): not the record of a run, ".count).dropLast(advice.count))
      }
    }
    XCTAssertEqual(try sentence(whole), "accepted")
    XCTAssertEqual(try sentence("{"), "it is not JSON")
    XCTAssertEqual(try sentence("{}"), "it lacks version")
    XCTAssertEqual(
      try sentence(
        whole.replacingOccurrences(of: "\"features\" : 8", with: "\"features\" : \"8\"")),
      "run.settings.features has the wrong type")
    XCTAssertEqual(
      try sentence(whole.replacingOccurrences(of: "\"features\" : 8", with: "\"features\" : 8000")),
      "features 8000: a multiple of 8 in 8…256 is needed (group normalisation makes 8 groups)")
    XCTAssertEqual(
      try sentence(whole.replacingOccurrences(of: "\"epsilon\"", with: "\"v\"")),
      "run.prediction has a value that cannot be")
    XCTAssertEqual(try sentence(String(repeating: " ", count: 2 << 20)), "it is larger than 1 MB")
  }
}
