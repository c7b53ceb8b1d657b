import CaptionedPictures
import XCTest

final class CaptionTests: XCTestCase {
  func testEveryWordOfCaptionsIsKnownAndFits() {
    for index in 0..<6000 {
      let scene = Scene.random(seed: 11, index: index)
      for language in Caption.Language.allCases {
        let caption = Caption(of: scene, in: language, seed: 11, index: index)
        let tokenized = Tokenizer.tokenize(caption.text)
        XCTAssertEqual(tokenized.remarks, [], caption.text)
        XCTAssertTrue(caption.isTrue(of: scene))
      }
    }
  }

  /// The captions' words against the scenes, by the words for each attribute's values.
  func testCaptionsAreTrueInBothLanguages() throws {
    for index in 0..<4000 {
      let scene = Scene.random(seed: 12, index: index)
      let english = Caption(of: scene, in: .english, seed: 12, index: index)
      let korean = Caption(of: scene, in: .korean, seed: 12, index: index)
      XCTAssertEqual(english.mentioned, korean.mentioned)
      for (caption, words) in [(english, Words.english), (korean, Words.korean)] {
        let tokens = Tokenizer.text(of: Tokenizer.tokenize(caption.text).ids)
          .split(separator: " ").map(String.init)
        var colours: [Int] = []
        if caption.mentioned.contains(.background) {
          let place = try XCTUnwrap(tokens.firstIndex(of: words.background), caption.text)
          XCTAssertTrue(
            words.backgrounds[scene.background.rawValue].contains(tokens[place - 1]), caption.text)
        }
        for (place, token) in tokens.enumerated() {
          let next = place + 1 < tokens.count ? tokens[place + 1] : ""
          if next != words.background,
            let colour = words.colours.firstIndex(where: { $0.contains(token) })
          {
            colours.append(colour)
          }
        }
        let kinds = tokens.compactMap { token in
          words.kinds.firstIndex { $0.contains(token) }
        }
        XCTAssertEqual(kinds.sorted(), scene.things.map(\.kind.rawValue).sorted(), caption.text)
        let mentionedColours = zip(scene.things, [Attribute.colour, .secondColour])
          .filter { caption.mentioned.contains($0.1) }.map(\.0.colour.rawValue)
        XCTAssertEqual(colours.sorted(), mentionedColours.sorted(), caption.text)
        if case .one(_, let size, let slant, _) = scene.content {
          XCTAssertEqual(
            tokens.contains { words.sizes[size.rawValue].contains($0) },
            caption.mentioned.contains(.size), caption.text)
          XCTAssertFalse(tokens.contains { words.sizes[1 - size.rawValue].contains($0) })
          XCTAssertEqual(
            tokens.contains { words.slanted.contains($0) },
            slant != .none && !caption.mentioned.isDisjoint(with: [.slant, .slanted]), caption.text)
        }
      }
    }
  }

  func testRelationsNameTheRightThingFirst() {
    let scene = Scene(
      background: .white,
      content: .two(
        Scene.Thing(kind: .star, colour: .yellow), Scene.Thing(kind: .three, colour: .purple),
        arrangement: .sideBySide))
    var (english, korean) = (Set<String>(), Set<String>())
    for index in 0..<3000 {
      english.insert(Caption(of: scene, in: .english, seed: 1, index: index).text)
      korean.insert(Caption(of: scene, in: .korean, seed: 1, index: index).text)
    }
    XCTAssertTrue(english.contains("a yellow star to the left of a purple 3, white background"))
    XCTAssertTrue(english.contains("a purple 3 right of a yellow star on a white background"))
    XCTAssertTrue(korean.contains("보라색 3의 왼쪽에 있는 노란 별"))
    XCTAssertTrue(korean.contains("노란 별이 보라색 3의 왼쪽에 있는 그림"))
    XCTAssertTrue(korean.contains("보라색 3이 노란 별의 오른쪽에 있는 그림"))
    XCTAssertFalse(english.contains { $0.contains("left of a yellow star") })
    XCTAssertFalse(korean.contains { $0.contains("별의 왼쪽") || $0.contains("별 왼쪽") })
  }

  func testUnseenPromptsNameWhatIsHeldOut() {
    for index in 0..<500 {
      let caption = Caption.unseen(seed: 13, index: index)
      XCTAssertTrue(caption.scene.isHeldOut)
      XCTAssertTrue(caption.mentioned.isSuperset(of: [.kind, .colour, .background]))
    }
  }
}

/// Words by the raw values of what they stand for.
private struct Words {
  let kinds: [Set<String>]
  let colours: [Set<String>]
  let backgrounds: [Set<String>]
  let sizes: [Set<String>]
  let slanted: Set<String>
  let background: String

  static let english = Words(
    kinds: [
      ["0", "zero"], ["1", "one"], ["2", "two"], ["3", "three"], ["4", "four"], ["5", "five"],
      ["6", "six"], ["7", "seven"], ["8", "eight"], ["9", "nine"], ["circle"], ["square"],
      ["triangle"], ["star"], ["heart"], ["cross"],
    ],
    colours: [
      ["red"], ["orange"], ["yellow"], ["green"], ["cyan", "turquoise"], ["blue"],
      ["purple", "violet"], ["pink"],
    ],
    backgrounds: [
      ["white"], ["black"], ["grey"], ["blue"], ["yellow"], ["pink"], ["green"], ["purple"],
    ],
    sizes: [["small", "little"], ["large", "big"]], slanted: ["slanted", "tilted", "leaning"],
    background: "background")

  static let korean = Words(
    kinds: [
      ["0", "영"], ["1", "일"], ["2", "이"], ["3", "삼"], ["4", "사"], ["5", "오"], ["6", "육"],
      ["7", "칠"], ["8", "팔"], ["9", "구"], ["원", "동그라미"], ["네모", "사각형", "정사각형"],
      ["세모", "삼각형"], ["별"], ["하트"], ["십자"],
    ],
    colours: [
      ["빨간"], ["주황"], ["노란"], ["초록", "녹색"], ["청록"], ["파란"], ["보라"], ["분홍", "핑크"],
    ],
    backgrounds: [
      ["흰", "하얀"], ["검은", "까만"], ["회색"], ["파란"], ["노란"], ["분홍"], ["초록"], ["보라"],
    ],
    sizes: [["작은", "조그만"], ["큰", "커다란"]], slanted: ["기울어진", "기운", "비스듬한"],
    background: "배경")
}
