import CaptionedPictures
import DiffusionCourse
import Painter
import Tensors

/// Whether the contrastive scorer finds the right caption among 32.
struct ScorerMeasurement: Codable, Equatable, Sendable {
  static let candidates = 32
  private static let seed: UInt64 = 0xC11_95C0

  var pictures: Int
  /// The share of drawn held-out scenes whose right caption is first, the others being captions of
  /// random scenes, none of them true of the picture.
  var amongRandom: Double
  /// The same, the others being captions of the same scene with one attribute changed.
  var amongNear: Double

  init(
    _ scorer: ContrastiveScorer, count: Int, by assignment: any TextToImageAssignment.Type
  ) {
    var (random, near) = (0, 0)
    for index in 0..<count {
      let scene = Scene.heldOut(seed: Self.seed, index: index)
      let language: Caption.Language = index.isMultiple(of: 2) ? .english : .korean
      let right = Caption(of: scene, in: language, seed: Self.seed, index: index)
      let picture = Tensor(
        PictureRenderer.values(of: scene, seed: Self.seed, index: index),
        shape: [1, PictureSize.channels, PictureSize.side, PictureSize.side])
      func isFirst(_ wrong: (Int) -> Caption) -> Bool {
        let captions = [right] + Self.falseCaptions(of: scene, wrong)
        let scores = scorer.scores(of: picture, for: captions.map(\.text), by: assignment)
        return scores.dropFirst().allSatisfy { $0 < scores[0] }
      }
      if isFirst({ number in
        Caption(
          of: .random(seed: Self.seed &+ 1, index: index << 16 + number), in: language,
          seed: Self.seed &+ 1, index: index << 16 + number)
      }) {
        random += 1
      }
      if isFirst({ number in
        let source = RandomSource(seed: Self.seed &+ 2, item: index << 16 + number)
        return Caption(
          of: scene.withOneAttributeChanged(using: source), in: language,
          mentioning: right.mentioned, seed: Self.seed, index: index)
      }) {
        near += 1
      }
    }
    pictures = count
    amongRandom = Double(random) / Double(max(1, count))
    amongNear = Double(near) / Double(max(1, count))
  }

  /// 31 different captions, none of them true of the scene.
  private static func falseCaptions(of scene: Scene, _ caption: (Int) -> Caption) -> [Caption] {
    var (captions, texts, number): ([Caption], Set<String>, Int) = ([], [], 0)
    // A scene has some forty neighbours of one changed attribute; those whose change the captions do not
    // mention are true of it. So there may be fewer than 31 near captions.
    while captions.count < candidates - 1, number < 2_000 {
      let next = caption(number)
      number += 1
      if !next.isTrue(of: scene), texts.insert(next.text).inserted { captions.append(next) }
    }
    return captions
  }
}

extension Scene {
  /// The scene with another kind, colour, background, size, slant, position or arrangement.
  func withOneAttributeChanged(using random: RandomSource) -> Scene {
    func other<Value: CaseIterable & Equatable>(_ value: Value) -> Value {
      let others = Value.allCases.filter { $0 != value }
      return others[random.integer(in: 0...others.count - 1)]
    }
    var scene = self
    func changed(_ thing: Thing) -> Thing {
      random.chance(0.5)
        ? Thing(kind: other(thing.kind), colour: thing.colour)
        : Thing(kind: thing.kind, colour: other(thing.colour))
    }
    switch (content, random.integer(in: 0...5)) {
    case (_, 0): scene.background = other(background)
    case (.one(let thing, let size, let slant, let position), let choice):
      scene.content =
        switch choice {
        case 1: .one(thing, size: other(size), slant: slant, position: position)
        case 2: .one(thing, size: size, slant: other(slant), position: position)
        case 3: .one(thing, size: size, slant: slant, position: other(position))
        default: .one(changed(thing), size: size, slant: slant, position: position)
        }
    case (.two(let first, let second, let arrangement), let choice):
      scene.content =
        switch choice {
        case 1: .two(second, first, arrangement: arrangement)
        case 2, 3: .two(changed(first), second, arrangement: arrangement)
        default: .two(first, changed(second), arrangement: arrangement)
        }
    }
    return scene
  }
}
