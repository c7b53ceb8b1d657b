import CaptionedPictures
import Digits
import Foundation
import XCTest

final class TokenizerTests: XCTestCase {
  func testIdsAreStable() {
    XCTAssertLessThanOrEqual(Vocabulary.count, 256)
    XCTAssertEqual(
      Tokenizer.tokenize("A red circle on a blue background").ids.prefix(8),
      [1, 29, 23, 64, 34, 71, 2, 0])
    XCTAssertEqual(
      Set(Vocabulary.entries.flatMap(\.spellings)).count,
      Vocabulary.entries.reduce(0) { $0 + $1.spellings.count })
  }

  func testEveryWordReadsBackAsItself() {
    for entry in Vocabulary.entries {
      for spelling in entry.spellings {
        XCTAssertEqual(words(spelling), entry.word)
      }
    }
    for index in 0..<1000 {
      let caption = Caption(of: Scene.random(seed: 1, index: index), seed: 1, index: index)
      let ids = Tokenizer.tokenize(caption.text).ids
      XCTAssertEqual(Tokenizer.tokenize(Tokenizer.text(of: ids)).ids, ids)
    }
  }

  func testCasePunctuationAndFormsOfHangulDoNotMatter() {
    XCTAssertEqual(words("Two RED-colored Circles, (3's) — gray!"), "two red circle 3 grey")
    XCTAssertEqual(words("３"), "3")
    XCTAssertEqual(words("파란 배경 위의 빨간 원이"), "파란 배경 위 의 빨간 원")
    XCTAssertEqual(words("파란배경위의빨간원"), "파란 배경 위 의 빨간 원")
    XCTAssertEqual(words("보라색 3의 왼쪽에 있는 노란별"), "보라 3 의 왼쪽 에 있는 노란 별")
    XCTAssertEqual(words("빨간 이의 위, 별이"), "빨간 이 의 위 별")
    let text = "회색 배경 중앙에 있는 초록색 삼각형"
    XCTAssertEqual(
      Tokenizer.tokenize(text.decomposedStringWithCanonicalMapping), Tokenizer.tokenize(text))
  }

  func testUnknownWordsAreTold() {
    let prompt = Tokenizer.tokenize("An astronaut riding a yelow horse, 고양이, 12")
    XCTAssertEqual(prompt.unknownWords, ["astronaut", "riding", "yelow", "horse", "고양이", "12"])
    XCTAssertEqual(
      Tokenizer.tokenize("a yelow star").remarks,
      [
        "“yelow” is not in the small world's vocabulary and will be left out: did you mean "
          + "“yellow” for “yelow”? it knows digits, circle, square, triangle, star, heart, cross, "
          + "their colours, sizes, slants, places and backgrounds, in English and Korean; "
          + "`--words` lists them."
      ])
    let long = Tokenizer.tokenize([String](repeating: "red", count: 40).joined(separator: " "))
    XCTAssertTrue(long.isCut)
    XCTAssertEqual(long.ids.last, Vocabulary.end)
    XCTAssertEqual(long.remarks.count, 1)
    XCTAssertEqual(Tokenizer.tokenize("").ids, [1, 2] + [Int](repeating: 0, count: 22))
  }

  func testAnyTextCanBeGiven() {
    var random = SplitMix64(seed: 17)
    var texts = [
      "\0", "a\0b", "👩‍👩‍👧‍👦🎨", "\u{FEFF}", "e\u{301}", "\u{1112}\u{1161}\u{11AB}", "\u{1112}",
      String(repeating: "이", count: 1_000_000), String(repeating: "red ", count: 250_000),
      String(repeating: "\u{301}", count: 100_000), String(repeating: "x", count: 1_000_000),
      "ㅎㅏㄴ", "مرحبا", "\u{202E}der", "\r\n\t",
    ]
    for _ in 0..<3000 {
      let scalars = (0..<random.below(40)).compactMap { _ in
        Unicode.Scalar(
          UInt32(random.below([128, 0x250, 0x3200, 0xD7B0, 0x11_0000][random.below(5)])))
      }
      texts.append(String(String.UnicodeScalarView(scalars)))
    }
    for text in texts {
      let prompt = Tokenizer.tokenize(text)
      XCTAssertEqual(prompt.ids.count, Tokenizer.length)
      XCTAssertTrue(prompt.ids.allSatisfy { (0..<Vocabulary.count).contains($0) })
      XCTAssertLessThanOrEqual(prompt.unknownWords.count, Tokenizer.reportedWords)
      XCTAssertTrue(prompt.unknownWords.allSatisfy { $0.count <= 25 })
    }
  }

  private func words(_ prompt: String) -> String {
    Tokenizer.text(of: Tokenizer.tokenize(prompt).ids)
  }
}
