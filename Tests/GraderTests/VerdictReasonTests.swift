import Digits
import Foundation
import Tensors
import XCTest

@testable import GraderLibrary

/// Why an image is not clear, as the report says it.
final class VerdictReasonTests: XCTestCase {
  private func cause(_ ink: [Float]) -> UnclearCause {
    UnclearCause(of: ink.map { $0 * 2 - 1 }[...])
  }

  private func picture(_ ink: (_ x: Int, _ y: Int) -> Float) -> [Float] {
    (0..<784).map { ink($0 % 28, $0 / 28) }
  }

  func testEachCauseIsToldByWhatItIs() {
    XCTAssertEqual(cause(picture { _, _ in 0 }), .nothing)
    XCTAssertEqual(cause(picture { _, _ in 0.5 }), .nothing)
    XCTAssertEqual(cause(picture { x, y in x == 14 && y == 14 ? 1 : 0 }), .nothing)
    let noise = RandomSource(seed: 4).uniform(shape: [784]).scalars
    XCTAssertEqual(cause(noise), .noise)
    // A blot, and a grey fog with a soft edge.
    XCTAssertEqual(
      cause(picture { x, y in (4..<24).contains(x) && (4..<24).contains(y) ? 1 : 0 }), .smeared)
    XCTAssertEqual(
      cause(
        picture { x, y in
          let distance = Float((x - 14) * (x - 14) + (y - 14) * (y - 14)).squareRoot()
          return max(0, 0.5 - distance / 24)
        }), .smeared)
    // Three strokes apart from each other.
    XCTAssertEqual(
      cause(
        picture { x, y in [5, 6, 13, 14, 21, 22].contains(x) && (6..<20).contains(y) ? 1 : 0 }),
      .pieces)
    // One bold cross.
    XCTAssertEqual(
      cause(picture { x, y in abs(x - y) < 2 || abs(x + y - 27) < 2 ? 1 : 0 }), .notADigit)
  }

  /// What is said of a digit that was not recognised must not be said of clear ones.
  func testFewClearDigitsHaveACause() {
    let digits = DrawnDigits.generate(count: 1000, seed: 17).allImages
    var found: [UnclearCause: Int] = [:]
    for index in 0..<1000 {
      found[UnclearCause(of: digits[index * 784..<(index + 1) * 784]), default: 0] += 1
    }
    for (cause, count) in found where cause != .notADigit {
      XCTAssertLessThanOrEqual(count, 10, "\(cause)")
    }
  }

  func testReasonsInBothLanguages() {
    func reason(
      _ reads: Int?, _ probability: Double, _ cause: UnclearCause? = nil, needed: Double? = nil
    ) -> [String] {
      let verdict = ImageVerdict(
        reads: reads, probability: probability, needed: needed, isClear: false, cause: cause)
      let sentence = verdict.reason(requested: 3)
      return [sentence.english, sentence.korean]
    }
    XCTAssertEqual(reason(7, 0.589), ["reads as 7, 58 %", "7(으)로 읽힘, 58 %"])
    XCTAssertEqual(
      reason(3, 0.8999),
      [
        "reads as 3, but with 89 % only", "3(으)로 읽히지만 89 %뿐임",
      ])
    XCTAssertEqual(
      reason(3, 0.4999, needed: 0.5),
      [
        "reads as 3, but with 49 % where 50 % are needed", "3(으)로 읽히지만 49 %로, 필요한 50 %보다 낮음",
      ])
    XCTAssertEqual(reason(nil, 0.9, .nothing), ["nothing there", "아무것도 없음"])
    XCTAssertEqual(reason(nil, 0.9), ["not a clear digit", "또렷한 숫자가 아님"])
    XCTAssertEqual(reason(7, .nan)[0], "reads as 7, 0 %")
  }

  // MARK: The page

  private func page(_ images: [ImageResult], folder: String = "results_epsilon_linear") -> String {
    samplesCard(
      [RunPicture(folder: folder, title: "ε, linear", png: "iVBORw0KGgo=", images: images)],
      in: .english
    ).joined(separator: "\n")
  }

  func testClearImagesAreUnmarkedAndOthersSayWhy() {
    var images = (0..<100).map {
      ImageResult(requested: $0 % 10, reads: $0 % 10, percent: 99, isClear: true)
    }
    XCTAssertFalse(page(images).contains("class=\"mark"))
    images[17].reads = 1
    images[17].isClear = false
    images[17].reason = "reads as 1, 58 %"
    images[23].reads = nil
    images[23].isClear = false
    images[23].reason = hostileText
    let text = page(images)
    XCTAssertEqual(text.ranges(of: "class=\"mark\"").count, 2)
    // Column 7 of row 1: 1 + 30 · 7 and 1 + 30 of 302 pixels.
    XCTAssertTrue(
      text.contains("style=\"left:69.86%;top:10.26%\" title=\"17: reads as 1, 58 %\""), text)
    XCTAssertTrue(
      text.contains(
        "<tr id=\"run-0-image-17\"><th scope=\"row\">17</th><td>7</td><td>reads as 1, 58 %</td></tr>"
      ))
    XCTAssertTrue(text.contains("98 of 100 digits are clear"))
    XCTAssertFalse(text.contains("<script"))
    // Clear by digit: 7 and 3 have nine.
    XCTAssertTrue(
      text.contains(
        "Clear</th><td>10</td><td>10</td><td>10</td><td>9</td><td>10</td><td>10</td><td>10</td><td>9</td>"
      ), text)
    // Confusion: asked for 7, one reads as 1; asked for 3, one as nothing.
    XCTAssertTrue(
      text.contains(
        "<tr><th scope=\"row\">7</th><td>·</td><td>1</td><td>·</td><td>·</td><td>·</td><td>·</td><td>·</td>"
          + "<td class=\"right\">9</td><td>·</td><td>·</td><td>·</td></tr>"), text)
  }

  func testVerdictsThatCannotBeDoNotBreakThePage() {
    let odd = ImageResult(requested: 57, reads: -3, percent: .max, isClear: false, reason: nil)
    XCTAssertTrue(page(Array(repeating: odd, count: 300)).contains("0 of 100 digits are clear"))
    XCTAssertFalse(page([], folder: hostileText).contains("<script"))
  }
}
