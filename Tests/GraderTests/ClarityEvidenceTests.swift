import Foundation
import Pictures
import XCTest

@testable import GraderLibrary

final class ClarityEvidenceTests: XCTestCase {
  /// A package with nothing but what is put there.
  private func package() throws -> PackageLocation {
    let root = try temporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(root)/Grader/Evidence", withIntermediateDirectories: true)
    return PackageLocation(root: root, products: "")
  }

  func testWhatIsMissingIsSaid() throws {
    let evidence = try ClarityEvidence(in: package())
    XCTAssertTrue(evidence.runs.isEmpty && evidence.checkpoints.isEmpty)
    XCTAssertTrue(evidence.labelled.isEmpty)
    XCTAssertEqual(evidence.notes.count, 7)
    XCTAssertTrue(
      evidence.notes[4].hasSuffix("checkpoints.json is not there: no checkpoints are counted"))
  }

  func testFilesThatContradictEachOther() throws {
    let location = try package()
    let path = "\(location.root)/Grader/Evidence/labelled-digits"
    try NPY.write(
      shape: [2, 1, 28, 28], values: [Float](repeating: 0, count: 1568), to: "\(path).npy")
    func words(_ json: String) throws -> String {
      try Data(json.utf8).write(to: URL(fileURLWithPath: "\(path).json"))
      do {
        _ = try ClarityEvidence(in: location)
        return "read"
      } catch { return "\(error)" }
    }
    XCTAssertEqual(try words(#"{"requested": [1, 2], "viewers": [[true, false]]}"#), "read")
    let expected =
      "\(path).json: a digit 0…9 and, from each viewer, true or false are expected for each of 2 images"
    XCTAssertEqual(try words(#"{"requested": [1, 2], "viewers": [[true]]}"#), expected)
    XCTAssertEqual(try words(#"{"requested": [1, 12], "viewers": [[true, false]]}"#), expected)
    XCTAssertTrue(try words("{").hasPrefix("\(path).json: "))
  }

  func testMostViewersDecide() throws {
    let location = try package()
    let path = "\(location.root)/Grader/Evidence/labelled-digits"
    try Data(
      #"{"requested": [1, 2, 3], "viewers": [[true, true, false], [true, false, false], [true, false, true]]}"#
        .utf8
    ).write(to: URL(fileURLWithPath: "\(path).json"))
    try NPY.write(
      shape: [3, 1, 28, 28], values: [Float](repeating: 0, count: 3 * 784), to: "\(path).npy")
    let labelled = try XCTUnwrap(ClarityEvidence(in: location).labelled.first)
    XCTAssertEqual(labelled.clear, [true, false, false])
    XCTAssertEqual(labelled.isPlain, [true, false, false])
  }

  /// What is measured on was never trained on.
  func testTrainingDigitsAreNoneOfTheEvidence() throws {
    let training = try LabelledDigits(
      name: "", "\(packageRoot)/Grader/Training/half-trained")
    func pictures(_ images: [Float]) -> Set<[Float]> {
      Set((0..<images.count / 784).map { Array(images[$0 * 784..<($0 + 1) * 784]) })
    }
    let trained = pictures(training.images)
    XCTAssertEqual(trained.count, training.clear.count, "one picture twice")
    XCTAssertTrue(training.clear.contains(true) && training.clear.contains(false))
    let evidence = try ClarityEvidence(in: PackageLocation(root: packageRoot, products: ""))
    let measured =
      evidence.labelled.map(\.images) + (evidence.checkpoints + evidence.runs).map(\.images)
    for images in measured { XCTAssertTrue(trained.isDisjoint(with: pictures(images))) }
  }

  /// 0 of bytes is black, 255 white; numbers are taken as they are.
  func testBytesAndNumbers() throws {
    let location = try package()
    let path = "\(location.root)/Grader/Evidence/labelled-digits"
    try Data(#"{"requested": [1], "viewers": [[true]]}"#.utf8).write(
      to: URL(fileURLWithPath: "\(path).json"))
    var values = [Float](repeating: 0, count: 784)
    values[1] = 255
    try NPY.write(shape: [1, 1, 28, 28], values: values, to: "\(path).npy")
    XCTAssertEqual(try ClarityEvidence(in: location).labelled.first?.images.prefix(2), [-1, 1])
    values[1] = 0.5
    try NPY.write(shape: [1, 1, 28, 28], values: values, to: "\(path).npy")
    XCTAssertEqual(try ClarityEvidence(in: location).labelled.first?.images.prefix(2), [0, 0.5])
  }
}
