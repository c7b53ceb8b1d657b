import CaptionedPictures
import XCTest

final class SceneTests: XCTestCase {
  func testSceneDependsOnSeedAndIndexAlone() {
    for index in 0..<50 {
      XCTAssertEqual(
        Scene.training(seed: 5, index: index), Scene.training(seed: 5, index: index))
    }
    let few = (0..<200).map { Scene.random(seed: 1, index: $0) }
    XCTAssertNotEqual(few, (0..<200).map { Scene.random(seed: 2, index: $0) })
  }

  func testHeldOutScenesAreATenthAndNeverTrainedOn() {
    let count = 20_000
    let heldOut = (0..<count).count { Scene.random(seed: 3, index: $0).isHeldOut }
    // The combinations themselves are a sample of 1/10, so not closer.
    XCTAssertEqual(Double(heldOut) / Double(count), 0.1, accuracy: 0.015)
    XCTAssertFalse((0..<count).contains { Scene.training(seed: 3, index: $0).isHeldOut })
    XCTAssertTrue((0..<2000).allSatisfy { Scene.heldOut(seed: 3, index: $0).isHeldOut })
  }

  func testWhatIsHeldOutDependsOnTheCombinationOnly() {
    for index in 0..<500 {
      var scene = Scene.random(seed: 4, index: index)
      let isHeldOut = scene.isHeldOut
      switch scene.content {
      case .one(let thing, _, _, _):
        scene.content = .one(thing, size: .large, slant: .right, position: .top)
      case .two: scene.background = scene.background == .white ? .black : .white
      }
      XCTAssertEqual(scene.isHeldOut, isHeldOut)
    }
  }

  func testEveryAttributeIsDrawn() {
    let scenes = (0..<3000).map { Scene.training(seed: 6, index: $0) }
    XCTAssertEqual(Set(scenes.flatMap(\.things).map(\.kind)).count, Kind.allCases.count)
    XCTAssertEqual(Set(scenes.flatMap(\.things).map(\.colour)).count, ThingColour.allCases.count)
    XCTAssertEqual(Set(scenes.map(\.background)).count, Background.allCases.count)
    XCTAssertTrue(
      scenes.allSatisfy { scene in scene.things.allSatisfy { scene.background.suits($0.colour) } })
    XCTAssertTrue(scenes.allSatisfy { Set($0.things).count == $0.things.count })
  }

  func testSceneSurvivesJSON() throws {
    for index in 0..<100 {
      let scene = Scene.random(seed: 7, index: index)
      let data = try JSONEncoder().encode(scene)
      XCTAssertEqual(try JSONDecoder().decode(Scene.self, from: data), scene)
    }
  }

  func testThingsThatChangedPlacesAreRightInAWrongRelation() {
    let (star, three) = (
      Scene.Thing(kind: .star, colour: .yellow), Scene.Thing(kind: .three, colour: .purple)
    )
    let wanted = Scene(background: .white, content: .two(star, three, arrangement: .sideBySide))
    let swapped = Scene(background: .white, content: .two(three, star, arrangement: .sideBySide))
    let agreement = swapped.agreement(with: wanted, in: Set(Attribute.allCases))
    XCTAssertEqual(
      agreement,
      [
        .count: true, .background: true, .kind: true, .colour: true, .secondKind: true,
        .secondColour: true, .relation: false,
      ])
    let alone = Scene(
      background: .white, content: .one(star, size: .small, slant: .none, position: .left))
    XCTAssertEqual(
      alone.agreement(with: wanted, in: [.count, .kind, .relation]),
      [.count: false, .kind: false, .relation: false])
    XCTAssertEqual(
      alone.agreement(with: alone, in: Set(Attribute.allCases)).filter(\.value).count, 8)
  }
}
