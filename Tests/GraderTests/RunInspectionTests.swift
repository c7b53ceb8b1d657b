import DiffusionCourse
import Digits
import Foundation
import NeuralNetworks
import Pictures
import Tensors
import XCTest

@testable import GraderLibrary

final class RunInspectionTests: XCTestCase {
  private let runName = "results_epsilon_linear"
  private var root = ""
  private var folder: ResultsFolder { ResultsFolder(path: "\(root)/\(runName)") }

  override func setUpWithError() throws {
    root = try temporaryFolder()
    try writeRun()
  }

  /// A folder as training leaves it: a network of 8 features, drawn digits for samples.
  private func writeRun(features: Int = 8) throws {
    try makeFolder(folder.path)
    let digits = DrawnDigits.generate(count: 100, seed: 3)
    let settings = RunSettings(
      features: features, timesteps: 100, beta1: 1e-4, beta2: 0.02, epochs: 2, batchSize: 10,
      learningRate: 1e-3, averageDecay: 0.99)
    let record = RunRecord(
      run: RunConfiguration(
        prediction: .epsilon, schedule: .linear, settings: settings, seed: 1, data: digits),
      sampleSeed: 2, parameters: 0, steps: 20, loss: 0.1, seconds: 1)
    try JSONEncoder().encode(record).write(to: url(.record))
    let network = ContextUnet(
      inChannels: 1, features: features, classes: 10, using: RandomSource(seed: 5))
    try SafeTensors.write(network.stateDictionary, to: folder.path(of: .model), precision: .float16)
    try NPY.write(
      shape: [100, 1, 28, 28], values: digits.images(Array(0..<100)), to: folder.path(of: .samples))
    let losses = (0..<50).map { "1,\($0 + 1),\(exp(-Double($0) / 20)),0.001,1.0" }
    try write(["epoch,step,loss,learning_rate,seconds"] + losses, to: .loss)
    for file in [ResultsFolder.File.samplesPicture, .reverse, .lossPicture] {
      try Data("picture".utf8).write(to: url(file))
    }
  }

  private func url(_ file: ResultsFolder.File) -> URL {
    URL(fileURLWithPath: folder.path(of: file))
  }

  private func write(_ lines: [String], to file: ResultsFolder.File) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: url(file))
  }

  private func inspect() -> RunInspection { RunInspection(runName, in: root) }

  private func assertNone(
    _ part: RunPart, _ feedback: String, file: StaticString = #filePath, line: UInt = #line
  ) {
    let finding = inspect().findings[part]
    XCTAssertEqual(finding?.share, 0, file: file, line: line)
    XCTAssertEqual(finding?.feedback.map(\.english), [feedback], file: file, line: line)
  }

  func testAWholeRunHasAllPoints() throws {
    let run = inspect()
    for part in RunPart.allCases {
      XCTAssertEqual(run.findings[part]?.share, 1, "\(part): \(run.findings[part]?.feedback ?? [])")
    }
    XCTAssertEqual(run.samples?.count, 100 * 784)
    let picture = try XCTUnwrap(run.picture)
    let bytes = try XCTUnwrap(Data(base64Encoded: picture))
    let image = try PNG.decode(Array(bytes))
    XCTAssertEqual([image.width, image.height], [302, 302])
  }

  func testAMissingFolderIsSaidSo() throws {
    let run = RunInspection("results_sample_cosine", in: root)
    XCTAssertFalse(run.isThere)
    var line = Rubric.small.assignments[1].lines[0]
    line.folder = run.name
    let result = line.result(of: RunFindings(run, judge: nil), in: .english)
    XCTAssertEqual(result.points, 0)
    XCTAssertEqual(
      result.items.map(\.feedback),
      Array(repeating: ["the folder results_sample_cosine is not in the archive"], count: 2))
  }

  func testEachMissingFileCostsItsShare() throws {
    try FileManager.default.removeItem(at: url(.reverse))
    try Data().write(to: url(.lossPicture))
    let finding = try XCTUnwrap(inspect().findings[.files])
    XCTAssertEqual(finding.share, 5.0 / 7, accuracy: 1e-12)
    XCTAssertEqual(finding.feedback.map(\.english), ["missing or empty: reverse.gif, loss.png"])
  }

  func testARunOfAnotherSettingIsNotThisOne() throws {
    let other = "results_sample_cosine"
    try FileManager.default.copyItem(atPath: folder.path, toPath: "\(root)/\(other)")
    XCTAssertEqual(
      RunInspection(other, in: root).findings[.settings]?.feedback.map(\.english),
      ["run.json is of another run: results_epsilon_linear"])
  }

  func testBrokenRecords() throws {
    try write(["{\"version\": "], to: .record)
    assertNone(.settings, "run.json is not the record that training writes: it is not JSON")
    assertNone(.model, "without a usable run.json the network is unknown")
    try write(["{\"version\": \"1\"}"], to: .record)
    assertNone(.settings, "run.json is not the record that training writes: run is missing")
  }

  func testARecordThatAsksForAHugeNetworkMakesNone() throws {
    var text = try String(contentsOf: url(.record), encoding: .utf8)
    text.replace("\"features\":8", with: "\"features\":256")
    try write([text], to: .record)
    let size = fileSize(folder.path(of: .model))
    assertNone(
      .model,
      "model.safetensors has \(size) bytes, too few for the 256 features of run.json")
  }

  func testBrokenWeightsAreRefusedInOneLine() throws {
    for bytes in [Data(), Data(repeating: 0xFF, count: 200_000), Data("no weights".utf8)] {
      try bytes.write(to: url(.model))
      let finding = try XCTUnwrap(inspect().findings[.model])
      XCTAssertEqual(finding.share, 0)
      XCTAssertEqual(finding.feedback.count, 1)
      XCTAssertTrue(
        finding.feedback[0].english.hasPrefix("model.safetensors"), finding.feedback[0].english)
      XCTAssertFalse(finding.feedback[0].english.contains(root))
    }
  }

  func testALossThatDoesNotFallOrCannotBeRead() throws {
    try write(["step,loss"] + (0..<20).map { "\($0),0.5" }, to: .loss)
    assertNone(
      .loss,
      "the loss went from 0.5000 to 0.5000; training should bring it well below its start")
    try write(["step,loss", "1,0.5", "2,nan"], to: .loss)
    assertNone(.loss, "loss.csv: line 3 holds no finite loss")
    try write(["1,0.5", "2,0.4"], to: .loss)
    assertNone(.loss, "loss.csv has no column named loss in its first line")
    try write(["loss", "1", "0.1"], to: .loss)
    assertNone(.loss, "loss.csv has 2 entries; a training leaves at least 5")
  }

  func testEmptyNoisyAndRepeatedSamplesAreNone() throws {
    try NPY.write(
      shape: [100, 1, 28, 28], values: Array(repeating: -1, count: 78_400),
      to: folder.path(of: .samples))
    XCTAssertEqual(
      inspect().findings[.samples]?.feedback.map(\.english),
      ["100 of 100 images are empty or of one grey", "only 1 of 100 images differ from each other"])
    let noise = RandomSource(seed: 1).normal(shape: [100, 1, 28, 28]).clamped(to: -1...1)
    try NPY.write(
      shape: noise.shape, values: noise.scalars, to: folder.path(of: .samples))
    XCTAssertEqual(
      inspect().findings[.samples]?.feedback.map(\.english), ["100 of 100 images are noise"])
  }

  func testSamplesOfAnotherShapeOrWithoutNumbers() throws {
    try NPY.write(
      shape: [10, 1, 28, 28], values: Array(repeating: 0, count: 7840),
      to: folder.path(of: .samples))
    assertNone(.samples, "samples.npy has the shape [10, 1, 28, 28], not [100, 1, 28, 28]")
    var values = [Float](repeating: 0, count: 78_400)
    values[7] = .nan
    try NPY.write(shape: [100, 1, 28, 28], values: values, to: folder.path(of: .samples))
    assertNone(.samples, "samples.npy: 1 values are infinite or undefined")
    try Data("x".utf8).write(to: url(.samples))
    let finding = try XCTUnwrap(inspect().findings[.samples])
    XCTAssertTrue(
      finding.feedback[0].english.hasPrefix("samples.npy: "), finding.feedback[0].english)
  }
}
