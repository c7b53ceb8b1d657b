import CaptionedPictures
import DiffusionCourse
import Painter
import Tensors
import TextToImageSolution
import XCTest

/// The committed weights at work.
final class PaintingTests: XCTestCase {
  private func settings(_ prompt: String = "a red circle", seed: UInt64 = 5) -> PaintingSettings {
    PaintingSettings(prompt: prompt, steps: 10, seed: seed)
  }

  func testTheSameSettingsGiveTheSamePicture() throws {
    let painter = try Painter()
    let picture = painter.paint(settings(), by: TextToImage.self)
    XCTAssertEqual(picture.shape, [1, 3, 32, 32])
    XCTAssertTrue(picture.scalars.allSatisfy { (0...1).contains($0) })
    XCTAssertEqual(
      picture.scalars, try Painter().paint(settings(), by: TextToImage.self).scalars)
    XCTAssertNotEqual(
      picture.scalars, painter.paint(settings(seed: 6), by: TextToImage.self).scalars)
  }

  /// Red, where it is: a red thing makes the middle redder than a blue one does, from the same noise.
  func testThePromptDecides() throws {
    let painter = try Painter()
    func middle(_ prompt: String) -> (red: Float, blue: Float) {
      let pixels = painter.paint(settings(prompt), by: TextToImage.self).scalars
      func mean(_ channel: Int) -> Float {
        var sum: Float = 0
        for y in 13..<19 { for x in 13..<19 { sum += pixels[channel * 1024 + y * 32 + x] } }
        return sum / 36
      }
      return (mean(0), mean(2))
    }
    let red = middle("a large red square in the middle, white background")
    let blue = middle("a large blue square in the middle, white background")
    XCTAssertGreaterThan(red.red, red.blue + 0.4)
    XCTAssertGreaterThan(blue.blue, blue.red + 0.4)
  }

  func testWithoutGuidanceThePromptIsNotRead() throws {
    let painter = try Painter()
    var first = settings("a red circle")
    var second = settings("a blue 7")
    (first.guidance, second.guidance) = (0, 0)
    XCTAssertEqual(
      painter.paint(first, by: TextToImage.self).scalars,
      painter.paint(second, by: TextToImage.self).scalars)
  }

  func testANegativePromptChangesThePicture() throws {
    let painter = try Painter()
    var other = settings()
    other.negative = "black background"
    XCTAssertNotEqual(
      painter.paint(settings(), by: TextToImage.self).scalars,
      painter.paint(other, by: TextToImage.self).scalars)
  }

  /// Each scheduler reaches a clean picture; the way there has a state for each step, and ends in it.
  func testTheWayThereEndsInThePicture() throws {
    let painter = try Painter()
    for scheduler in SchedulerKind.allCases {
      var settings = settings()
      settings.scheduler = scheduler
      let (picture, states) = painter.paintVisibly(settings, by: TextToImage.self)
      XCTAssertEqual(states.count, settings.steps)
      XCTAssertEqual(states.last?.scalars, picture.scalars, "\(scheduler)")
      XCTAssertEqual(picture.scalars, painter.paint(settings, by: TextToImage.self).scalars)
    }
  }

  /// Pictures that no training saw come back from their latents: the root of the mean squared error is below
  /// 8 of 256 shades.
  func testPicturesComeBackFromTheirLatents() throws {
    let painter = try Painter()
    var values: [Float] = []
    for index in 0..<64 {
      values += PictureRenderer.values(
        of: Scene.heldOut(seed: 9, index: index), seed: 9, index: index)
    }
    let pictures = Tensor(values, shape: [64, 3, 32, 32])
    let back = painter.reconstructed(pictures, by: TextToImage.self)
    let shades = (back * 2 - 1 - pictures).squared().mean().squareRoot().scalar * 128
    XCTAssertLessThan(shades, 8)
  }

  /// Of 32 captions of which one is true, it comes first; chance would be 1 in 32.
  func testTheScorerFindsTheRightCaption() throws {
    let scorer = try ContrastiveScorer(weights: .committed)
    var found = 0
    let tries = 50
    for index in 0..<tries {
      let right = Caption.unseen(seed: 21, index: index)
      var captions = [right]
      var next = 1_000 * (index + 1)
      while captions.count < 32 {
        let other = Caption.unseen(seed: 21, index: next)
        next += 1
        if !other.isTrue(of: right.scene) { captions.append(other) }
      }
      let picture = PictureRenderer.values(of: right.scene, seed: 21, index: index)
      let scores = scorer.scores(
        of: Tensor(picture, shape: [1, 3, 32, 32]), for: captions.map(\.text),
        by: TextToImage.self)
      if scores.indices.max(by: { scores[$0] < scores[$1] }) == 0 { found += 1 }
    }
    XCTAssertGreaterThanOrEqual(found, tries * 8 / 10)
  }
}
