import CaptionedPictures
import Pictures
import Tensors
import XCTest

@testable import GraderLibrary

final class PainterMeasurementTests: XCTestCase {
  private let captions = (0..<300).map { Caption.unseen(seed: 31, index: $0) }

  func testPicturesOfTheRightScenesAgreeInEverything() {
    let agreement = PromptAgreement(captions, captions.map(\.scene))
    XCTAssertEqual(agreement.prompts, 300)
    XCTAssertEqual(agreement.mentioned, 1)
    XCTAssertEqual(agreement.all, 1)
    XCTAssertTrue(agreement.attributes.values.allSatisfy { $0 == 1 })
  }

  /// Backgrounds are drawn alike from eight: 1/8 of random scenes agree.
  func testChanceIsWhatTheWorldsShareSays() {
    let scenes = (0..<400).map { Scene.random(seed: 32, index: $0) }
    let chance = PromptAgreement.byChance(captions, scenes)
    XCTAssertEqual(chance.attributes[.background] ?? 0, 1.0 / 8, accuracy: 0.02)
    XCTAssertLessThan(chance.all, 0.01)
    XCTAssertLessThan(chance.mentioned, 0.3)
  }

  func testHowManyThingsThereAreIsNotCounted() {
    let star = Scene.Thing(kind: .star, colour: .red)
    let scene = Scene(
      background: .white, content: .one(star, size: .small, slant: .none, position: .top))
    var other = scene
    other.background = .black
    let caption = Caption(
      of: scene, in: .english, mentioning: [.colour, .background, .size, .slant, .position],
      seed: 1, index: 1)
    let agreement = PromptAgreement([caption], [other])
    XCTAssertEqual(agreement.attributes[.count], 1)
    // Kind, colour, size, slant and position of six.
    XCTAssertEqual(agreement.mentioned, 5.0 / 6, accuracy: 1e-12)
    XCTAssertEqual(agreement.all, 0)
  }

  func testOneAttributeIsChanged() {
    for index in 0..<500 {
      let scene = Scene.random(seed: 33, index: index)
      let changed = scene.withOneAttributeChanged(using: RandomSource(seed: 1, item: index))
      XCTAssertNotEqual(changed, scene)
      XCTAssertEqual(changed.things.count, scene.things.count)
      let wrong = changed.agreement(with: scene, in: Set(Attribute.allCases)).filter { !$0.value }
      XCTAssertTrue((1...2).contains(wrong.count), "\(scene) \(changed)")
    }
  }

  func testTablesAlign() {
    let table = MeasuredTable(
      header: ["figure", "measured", ""],
      rows: [["a", "1.5 %", "met"], ["원", "10 %", "**missed**"]])
    XCTAssertEqual(
      table.lines, ["figure  measured  ", "a          1.5 %  met", "원          10 %  **missed**"])
    XCTAssertEqual(
      table.markdown,
      [
        "| figure | measured |  |", "| --- | ---: | --- |", "| a | 1.5 % | met |",
        "| 원 | 10 % | **missed** |",
      ])
  }
}
