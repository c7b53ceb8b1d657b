import DiffusionCourse
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

  /// A run as training leaves it: that of the reference solution.
  override func setUpWithError() throws {
    root = try temporaryFolder()
    try FileManager.default.copyItem(
      atPath: "\(packageRoot)/Solutions/\(runName)", toPath: folder.path)
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

  /// Changes one setting in run.json; `from` must be there.
  private func edit(_ from: String, _ to: String) throws {
    let text = try String(contentsOf: url(.record), encoding: .utf8)
    XCTAssertTrue(text.contains(from), from)
    try write([text.replacing(from, with: to)], to: .record)
  }

  private func assertShare(
    _ part: RunPart, _ share: Double, _ feedback: String, file: StaticString = #filePath,
    line: UInt = #line
  ) {
    let finding = inspect().findings[part]
    XCTAssertEqual(finding?.share ?? -1, share, accuracy: 1e-9, file: file, line: line)
    XCTAssertTrue(
      finding?.feedback.contains { $0.english == feedback } ?? false,
      "\(finding?.feedback.map(\.english) ?? [])", file: file, line: line)
  }

  // MARK: Settings

  func testStepsThatEpochsAndImagesDoNotMakeCostHalf() throws {
    try edit("\"steps\" : 5620", "\"steps\" : 9000")
    assertShare(
      .settings, 0.5,
      """
      run.json: 20 epochs of 18000 images in batches of 64 are 5620 steps, but it says 9000 were made
      """)
  }

  func testAScheduleThatLeavesTheDigitInTheNoiseCostsHalf() throws {
    try edit("\"beta2\" : 0.1", "\"beta2\" : 0.02")
    // ᾱ_200 = Π (1 − β_t), β from 0.0005 to 0.02: 0.1270 by Python.
    assertShare(
      .settings, 0.5,
      """
      with these settings ᾱ_T is 0.127, so x_T still shows the digit, while sampling begins with pure \
      noise; take more timesteps or a larger β_T (ᾱ_T < 0.001 is good)
      """)
  }

  func testBrokenRecords() throws {
    try write(["{\"version\": "], to: .record)
    assertNone(.settings, "run.json is not the record that training writes: it is not JSON")
    assertNone(.model, "without a usable run.json the network is unknown")
    try write(["{\"version\": \"1\"}"], to: .record)
    assertNone(.settings, "run.json is not the record that training writes: run is missing")
  }

  // MARK: Weights

  func testWeightsOfAnotherWidthThanTheRecordsCostHalf() throws {
    try edit("\"features\" : 32", "\"features\" : 256")
    assertShare(
      .model, 0.5,
      """
      the weights are those of a ContextUnet with 32 features, but run.json says 256: they come from \
      another training than the record
      """)
  }

  func testAFileThatClaimsAHugeNetworkMakesNone() throws {
    try SafeTensors.write(
      StateDictionary([
        (
          name: "init_conv.conv1.0.weight", shape: [256, 1, 3, 3],
          values: Array(repeating: 0, count: 2304)
        )
      ]), to: folder.path(of: .model))
    assertNone(
      .model,
      """
      model.safetensors does not hold the tensors of the ContextUnet with 32 features that run.json \
      describes
      """)
  }

  func testWeightsThatKnowNothingOrSomethingElseDoNotDenoise() throws {
    let other = "\(packageRoot)/Solutions/results_sample_linear/model.safetensors"
    try Data(contentsOf: URL(fileURLWithPath: other)).write(to: url(.model))
    assertNone(
      .denoising,
      """
      the weights predict the clean image x₀, not the noise ε: they are those of a run with the other \
      prediction
      """)
    let untrained = ContextUnet(
      inChannels: 1, features: 32, classes: 10, using: RandomSource(seed: 5))
    try SafeTensors.write(
      untrained.stateDictionary, to: folder.path(of: .model), precision: .float16)
    let finding = try XCTUnwrap(inspect().findings[.denoising])
    XCTAssertEqual(finding.share, 0)
    XCTAssertTrue(
      finding.feedback[0].english.hasSuffix(
        """
        accounts for only 0 % of the noise ε; all points need 65 %, half of them 30 %, and a trained one \
        reaches 80 % and more
        """),
      finding.feedback[0].english)
    try FileManager.default.removeItem(at: url(.model))
    assertNone(.denoising, "not looked at: it needs the weights and run.json")
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

  // MARK: Loss

  private func log(_ losses: [Double], steps: [Int]? = nil) -> [String] {
    let steps = steps ?? losses.indices.map { 5620 * ($0 + 1) / losses.count }
    return ["epoch,step,loss"] + zip(steps, losses).map { "1,\($0),\($1)" }
  }

  func testALossThatDoesNotFallOrCannotBeRead() throws {
    try write(log(Array(repeating: 0.5, count: 20)), to: .loss)
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

  func testALossThatFallsALittleHasHalf() throws {
    try write(log((0..<20).map { 1 - 0.01 * Double($0) }), to: .loss)
    assertShare(
      .loss, 0.5,
      """
      the loss went from 1.0000 to 0.8200 only; training should bring it well below its start, so train \
      longer or with another learning rate
      """)
  }

  func testOneLuckyStretchAtTheEndIsNoTraining() throws {
    var losses = Array(repeating: 0.5, count: 100)
    losses[99] = 0.01
    try write(log(losses), to: .loss)
    assertNone(
      .loss,
      "the loss went from 0.5000 to 0.5000; training should bring it well below its start")
  }

  func testALogOfAnotherLengthThanTheRunHasHalf() throws {
    let falling = (0..<50).map { exp(-Double($0) / 20) }
    try write(log(falling, steps: (1...50).map { 20 * $0 }), to: .loss)
    assertShare(.loss, 0.5, "loss.csv ends at step 1000, the run of run.json has 5620")
    try write(log(falling, steps: Array(repeating: 5620, count: 50)), to: .loss)
    assertShare(.loss, 0.5, "loss.csv: the steps do not rise from line to line")
    try write(["loss"] + falling.map { "\($0)" }, to: .loss)
    assertShare(
      .loss, 0.5,
      "loss.csv has no whole numbers in a column named step: how long was trained cannot be seen")
  }

  // MARK: Samples

  private func images() throws -> [Float] { try NPY.read(folder.path(of: .samples)).values }

  private func write(_ values: [Float], shape: [Int] = [100, 1, 28, 28]) throws {
    try NPY.write(shape: shape, values: values, to: folder.path(of: .samples))
  }

  func testEmptyNoisyAndRepeatedSamplesAreNone() throws {
    try write(Array(repeating: -1, count: 78_400))
    assertNone(.samples, "100 of 100 images are empty or of one grey")
    try write(RandomSource(seed: 1).normal(shape: [100, 1, 28, 28]).clamped(to: -1...1).scalars)
    assertNone(.samples, "100 of 100 images are noise")
    let first = Array(
      try NPY.read("\(packageRoot)/Solutions/\(runName)/samples.npy").values[..<784])
    try write((0..<100).flatMap { _ in first })
    assertNone(.samples, "99 of 100 images repeat another one")
  }

  func testSomeUselessImagesCostTheirShareBeyondTen() throws {
    var values = try images()
    for index in 0..<10 * 784 { values[index] = -1 }
    try write(values)
    assertShare(.samples, 1, "10 of 100 images are empty or of one grey")
    for index in 0..<40 * 784 { values[index] = -1 }
    try write(values)
    assertShare(.samples, 0.6, "40 of 100 images are empty or of one grey")
  }

  func testOtherShapesOfTheSameImagesAreReadAndCostHalf() throws {
    let values = try images()
    for shape in [[100, 28, 28], [100, 784], [100, 28, 28, 1]] {
      try write(values, shape: shape)
      assertShare(
        .samples, 0.5,
        "samples.npy has the shape \(shape), not [100, 1, 28, 28]; it was read as that")
      XCTAssertEqual(inspect().samples, values)
    }
  }

  func testSamplesOfAnotherShapeAreNone() throws {
    try write(Array(repeating: 0, count: 7840), shape: [10, 1, 28, 28])
    assertNone(.samples, "samples.npy has the shape [10, 1, 28, 28], not [100, 1, 28, 28]")
    XCTAssertNil(inspect().samples)
    // As many numbers, but which are rows is anyone's guess.
    try write(
      try NPY.read("\(packageRoot)/Solutions/\(runName)/samples.npy").values, shape: [78_400])
    assertNone(.samples, "samples.npy has the shape [78400], not [100, 1, 28, 28]")
    try Data("x".utf8).write(to: url(.samples))
    let finding = try XCTUnwrap(inspect().findings[.samples])
    XCTAssertTrue(
      finding.feedback[0].english.hasPrefix("samples.npy: "), finding.feedback[0].english)
  }

  func testImagesWithoutNumbersAreNotClearAndTheOthersAreJudged() throws {
    var values = try images()
    values[3 * 784 + 7] = .nan
    values[5 * 784] = .infinity
    try write(values)
    assertShare(
      .samples, 0.5,
      "2 of 100 images have values that are infinite or not numbers: they count as not clear")
    let run = RunFindings(inspect(), judge: try committedClassifier())
    for image in [3, 5] {
      XCTAssertEqual(run.verdicts?[image].isClear, false)
      XCTAssertEqual(
        run.verdicts?[image].reason(requested: image).english, "values that are not numbers")
    }
    XCTAssertGreaterThan(run.verdicts?.count(where: \.isClear) ?? 0, 90)
    for index in 0..<11 { values[index * 784] = .nan }
    try write(values)
    assertNone(
      .samples, "samples.npy: 11 of 100 images have values that are infinite or not numbers")
  }

  /// What the classifier counts in each form of the same file, and what the form costs.
  func testRangeInversionAndTypeChangeNoVerdict() throws {
    let values = try images()
    let judge = try committedClassifier()
    let asked = RunFindings(inspect(), judge: judge)
    let bytes = values.map { Float(Int(((min(1, max(-1, $0)) + 1) * 127.5).rounded())) }
    let unit = "the values are in 0…1, not in −1…1; they were taken as 2 · value − 1 for judging"
    let byte =
      "the values are in 0…255, not in −1…1; they were taken as value / 127.5 − 1 for judging"
    let inverted =
      "the digits are black on white, not white on black; they were inverted for judging"
    let cases: [(values: [Float], said: [String])] = [
      (values.map { ($0 + 1) / 2 }, [unit]), (bytes, [byte]), (values.map { -$0 }, [inverted]),
      (values.map { (1 - $0) / 2 }, [unit, inverted]), (bytes.map { 255 - $0 }, [byte, inverted]),
    ]
    for (values, said) in cases {
      try write(values)
      let finding = try XCTUnwrap(inspect().findings[.samples])
      XCTAssertEqual(finding.share, 0.5)
      XCTAssertEqual(Array(finding.feedback.map(\.english).prefix(said.count)), said)
      let run = RunFindings(inspect(), judge: judge)
      let changed = zip(run.verdicts ?? [], asked.verdicts ?? []).count { $0.isClear != $1.isClear }
      XCTAssertLessThanOrEqual(changed, 1, "\(said)")
      XCTAssertEqual(run.verdicts?.count, 100)
    }
  }

  /// Eight bits a pixel and a file of doubles are no other images.
  func testEightBitsAndDoublesAreWithoutEffect() throws {
    let values = try images()
    let judge = try committedClassifier()
    let asked = try XCTUnwrap(RunFindings(inspect(), judge: judge).verdicts).count(where: \.isClear)
    try write(values.map { (($0 + 1) * 127.5).rounded() / 127.5 - 1 })
    XCTAssertEqual(inspect().findings[.samples]?.share, 1)
    let rounded = RunFindings(inspect(), judge: judge).verdicts?.count(where: \.isClear) ?? 0
    XCTAssertLessThanOrEqual(abs(rounded - asked), 1)
    // Doubles in Fortran's order: [100, 1, 28, 28] with the image's number running fastest.
    let head = "{'descr': '<f8', 'fortran_order': True, 'shape': (100, 1, 28, 28), }"
    let padded = head + String(repeating: " ", count: 117 - head.utf8.count) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
    for column in 0..<28 {
      for row in 0..<28 {
        for image in 0..<100 {
          let value = Double(values[image * 784 + row * 28 + column])
          withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
        }
      }
    }
    try Data(bytes).write(to: url(.samples))
    XCTAssertEqual(inspect().findings[.samples]?.share, 1)
    XCTAssertEqual(inspect().samples, values)
  }

  func testAShiftByAPixelChangesAtMostOneVerdict() throws {
    let values = try images()
    let judge = try committedClassifier()
    let asked = try XCTUnwrap(RunFindings(inspect(), judge: judge).verdicts).count(where: \.isClear)
    for (down, right) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
      let shifted = values.indices.map { index -> Float in
        let (row, column) = (index % 784 / 28 - down, index % 28 - right)
        guard (0..<28).contains(row), (0..<28).contains(column) else { return -1 }
        return values[index / 784 * 784 + row * 28 + column]
      }
      try write(shifted)
      let clear = RunFindings(inspect(), judge: judge).verdicts?.count(where: \.isClear) ?? 0
      XCTAssertLessThanOrEqual(abs(clear - asked), 1, "shifted by \(down), \(right)")
    }
  }

  func testGreyAndDimPicturesAreNotTakenForAnotherRange() throws {
    let values = try images()
    // Washed out, dim, bright: all within −1…1, and what they are is what is judged.
    for (scale, offset) in [(0.4, 0.0), (0.5, -0.5), (0.3, 0.3)] as [(Float, Float)] {
      try write(values.map { $0 * scale + offset })
      XCTAssertEqual(SampleForm(of: try images()), SampleForm(), "\(scale), \(offset)")
    }
    // Beyond −1…1, as samplers that do not clip leave them.
    XCTAssertEqual(SampleForm(of: values.map { $0 * 1.3 }), SampleForm())
  }
}
