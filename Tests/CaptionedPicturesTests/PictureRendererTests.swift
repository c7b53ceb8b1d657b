import CaptionedPictures
import Pictures
import XCTest

final class PictureRendererTests: XCTestCase {
  /// FNV-1a over the first pictures' bytes: the same on every platform.
  func testPicturesNeverChange() {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<64 {
      let scene = Scene.training(seed: 1234, index: index)
      for byte in PictureRenderer.image(of: scene, seed: 1234, index: index).pixels {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    XCTAssertEqual(hash, 2_168_529_417_699_598_859)
  }

  func testValuesAndImageAgree() {
    let scene = Scene.training(seed: 1, index: 2)
    let values = PictureRenderer.values(of: scene, seed: 1, index: 2)
    XCTAssertEqual(values.count, PictureSize.values)
    XCTAssertTrue(values.allSatisfy { $0 >= -1 && $0 <= 1 })
    let image = PictureRenderer.image(of: scene, seed: 1, index: 2)
    XCTAssertEqual([image.width, image.height, image.channels], [32, 32, 3])
    XCTAssertEqual(
      Float(image[5, 7, 2]), (values[2 * 1024 + 5 * 32 + 7] + 1) * 127.5, accuracy: 0.51)
  }

  /// Every picture shows its background in the corners' majority and its things' colours in full.
  func testColoursAreThoseOfTheScene() {
    for index in 0..<500 {
      let scene = Scene.random(seed: 8, index: index)
      let image = PictureRenderer.image(of: scene, seed: 8, index: index)
      func count(_ colour: RGB) -> Int {
        (0..<1024).count {
          image[$0 / 32, $0 % 32, 0] == colour.red && image[$0 / 32, $0 % 32, 1] == colour.green
            && image[$0 / 32, $0 % 32, 2] == colour.blue
        }
      }
      XCTAssertGreaterThan(count(scene.background.rgb), 500)
      for thing in scene.things {
        XCTAssertGreaterThan(count(thing.colour.rgb), 3, "\(scene)")
      }
    }
  }

  func testColoursAreFarApart() {
    func distance(_ a: RGB, _ b: RGB) -> Double {
      let differences = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)]
      return differences.reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }.squareRoot()
    }
    let colours = ThingColour.allCases.map(\.rgb)
    let backgrounds = Background.allCases.map(\.rgb)
    for i in colours.indices {
      for j in 0..<i { XCTAssertGreaterThan(distance(colours[i], colours[j]), 80) }
    }
    for i in backgrounds.indices {
      for j in 0..<i { XCTAssertGreaterThan(distance(backgrounds[i], backgrounds[j]), 60) }
    }
    for background in Background.allCases {
      for colour in ThingColour.allCases where background.suits(colour) {
        XCTAssertGreaterThan(distance(background.rgb, colour.rgb), 100, "\(background) \(colour)")
      }
    }
  }

  /// All of a thing is in the picture: no coloured pixel on its outermost frame.
  func testThingsAreWhollyInThePicture() {
    for index in 0..<1000 {
      let scene = Scene.random(seed: 9, index: index)
      let image = PictureRenderer.image(of: scene, seed: 9, index: index)
      let background = scene.background.rgb
      for place in 0..<32 {
        for (y, x) in [(0, place), (31, place), (place, 0), (place, 31)] {
          let differences = [
            Int(image[y, x, 0]) - Int(background.red), Int(image[y, x, 1]) - Int(background.green),
            Int(image[y, x, 2]) - Int(background.blue),
          ]
          XCTAssertLessThan(differences.map(abs).max()!, 140, "\(scene) at \(y), \(x)")
        }
      }
    }
  }
}
