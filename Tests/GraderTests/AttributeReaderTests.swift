import CaptionedPictures
import NeuralNetworks
import Tensors
import XCTest

@testable import GraderLibrary

final class AttributeReaderTests: XCTestCase {
  func testAnswersTellOfTheSceneTheyAreOf() {
    for index in 0..<500 {
      let scene = Scene.random(seed: 21, index: index)
      for head in AttributeHead.allCases {
        XCTAssertTrue((0..<head.classes).contains(head.label(of: scene)))
      }
      let read = AttributeHead.scene(hasTwo: scene.things.count == 2) { $0.label(of: scene) }
      XCTAssertEqual(read, scene)
    }
  }

  /// The committed reader on held-out scenes of other seeds than those of the card, as drawn and spoilt.
  func testCommittedReaderReadsHeldOutScenes() throws {
    let path = try PackageLocation.find().reader
    let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    XCTAssertLessThanOrEqual(try XCTUnwrap(bytes), 300_000)
    let reader = try AttributeReader(weightsAt: path)
    let scenes = (0..<600).map { Scene.heldOut(seed: 22, index: $0) }
    var pictures: [Float] = []
    for (index, scene) in scenes.enumerated() {
      PictureRenderer.append(scene, seed: 22, index: index, to: &pictures)
    }
    let spoilt = AttributeReaderTraining.spoilt(scenes, seed: 22, first: 0)
    for pictures in [pictures, spoilt] {
      let accuracy = AttributeReaderMeasurement.Accuracy(
        reader.scenes(in: pictures, count: scenes.count), scenes)
      for (attribute, share) in accuracy.attributes {
        // Of at least 200 pictures each; 99 % are required of the 4,000 that the command reads.
        XCTAssertGreaterThan(share, 0.97, "\(attribute)")
      }
    }
    // What is no number is read as something.
    let broken = [Float](repeating: .nan, count: PictureSize.values)
    XCTAssertEqual(reader.scenes(in: broken, count: 1).count, 1)
  }

  func testBrokenWeightsAreTold() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("reader.safetensors").path
    func words() -> String {
      do throws(WeightsError) {
        _ = try AttributeReader(weightsAt: path)
        return "read"
      } catch { return error.description }
    }
    let advice = "put the right file there, or make it anew"
    XCTAssertEqual(words(), "\(path): no such file; check the path")
    var state = AttributeNetwork(using: RandomSource(seed: 1)).stateDictionary
    state.tensors[0].values[0] = .infinity
    try SafeTensors.write(state, to: path)
    XCTAssertEqual(
      words(),
      "\(path): some weights are infinite or undefined; \(advice)")
    state.tensors.removeFirst()
    try SafeTensors.write(state, to: path)
    XCTAssertTrue(words().hasSuffix(advice), words())
  }

  func testTrainingIsReproducible() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["a", "b"].map { folder.appendingPathComponent($0).path }
    for path in paths {
      try AttributeReaderTraining.run(output: path, steps: 3, seed: 4)
    }
    XCTAssertEqual(
      FileManager.default.contents(atPath: paths[0]), FileManager.default.contents(atPath: paths[1])
    )
    let state = try SafeTensors.read(paths[0])
    XCTAssertEqual(state.metadata["made by"], "grader train-reader --steps 3 --seed 4")
  }

  func testArtefactsStayInRangeAndGrowWithTheirStrength() {
    let scene = Scene.training(seed: 5, index: 1)
    let picture = PictureRenderer.values(of: scene, seed: 5, index: 1)
    func change(_ strength: Float) -> Float {
      (0..<20).reduce(0) { sum, item in
        var spoilt = picture
        DecoderArtefacts.apply(
          to: &spoilt, strength: strength, using: RandomSource(seed: 3, item: item))
        XCTAssertTrue(spoilt.allSatisfy { $0 >= -1 && $0 <= 1 })
        return sum + zip(spoilt, picture).reduce(0) { $0 + abs($1.0 - $1.1) }
      } / Float(20 * picture.count)
    }
    XCTAssertEqual(change(0), 0, accuracy: 1e-6)
    XCTAssertGreaterThan(change(1), change(0.3))
    XCTAssertGreaterThan(change(1), 0.02)
  }
}
