import Foundation
import Tensors

/// Unclear pictures that are made of digits.
extension UnclearImages {
  static func smeared(_ digit: InkImage, using random: RandomSource) -> InkImage {
    var image = digit
    if random.chance(0.5) {
      // Each pass spreads by 0.8 pixels: 2.8 to 3.7 in all, more than a stroke is wide.
      for _ in 0..<random.integer(in: 12...20) { image = image.blurred() }
    } else {
      // Sideways, since a 1 that is dragged along itself stays one.
      let length = random.between(9, 15)
      let angle = random.between(-0.8, 0.8)
      let steps = Int(length * 2)
      var sum = InkImage()
      for step in 0...steps {
        let shift = length * (Float(step) / Float(steps) - 0.5)
        let moved = digit.shifted(shift * cos(angle), shift * sin(angle))
        for index in sum.ink.indices { sum.ink[index] += moved.ink[index] }
      }
      image = sum
    }
    let brightest = max(image.ink.max() ?? 0, 1e-3)
    let contrast = random.between(0.5, 1) / brightest
    return InkImage(image.ink.map { $0 * contrast })
  }

  static func brokenStrokes(from source: DigitSource, using random: RandomSource) -> InkImage {
    if random.chance(0.4) { return opened(from: source, using: random) }
    return first {
      var image = source.digit(using: random).image
      let inked = image.ink.indices.filter { image.ink[$0] > 0.4 }
      let goal = image.ink.reduce(0, +) * random.between(0.35, 0.52)
      for _ in 0..<40 where !inked.isEmpty && image.ink.reduce(0, +) > goal {
        let centre = inked[random.integer(in: 0...inked.count - 1)]
        image.erase(
          aroundX: Float(centre % 28), y: Float(centre / 28), radius: random.between(1.7, 2.8))
      }
      return image
    } where: {
      $0.pieces(of: 4) >= 3
    }
  }

  /// A 0 with a gap of six pixels and more, or an 8 open below by four. Other digits of which one loop is
  /// open may be read still, as a 9 is; an 8 open elsewhere turns into another digit.
  static func opened(from source: DigitSource, using random: RandomSource) -> InkImage {
    var isOpen = false
    return first {
      var (image, label) = source.digit(where: [0, 8].contains, using: random)
      // Thicker strokes close smaller gaps.
      let passes = label == 0 ? 3 : 2
      func loops() -> Int {
        (0..<passes).reduce(image) { made, _ in made.spread(thicker: true) }.loops().pieces(of: 1)
      }
      let inked = image.ink.indices.filter { image.ink[$0] > 0.5 }
      isOpen = loops() == (label == 0 ? 1 : 2)
      guard isOpen, let lowest = inked.last else { return image }
      let places = label == 0 ? inked : inked.filter { $0 / 28 >= lowest / 28 - 2 }
      let centre = places[random.integer(in: 0...places.count - 1)]
      image.erase(
        aroundX: Float(centre % 28), y: Float(centre / 28), radius: random.between(2.8, 5))
      isOpen = loops() == (label == 0 ? 0 : 1) && image.pieces(of: 2) == 1
      return image
    } where: { _ in
      isOpen
    }
  }

  /// A 0 or 8 of which its outline alone is left. A 6 or 9 with a filled loop is one still, as writers
  /// often fill them; so is an 8 with one, and a narrow 0 becomes a 1: those are not used.
  static func filled(from source: DigitSource, using random: RandomSource) -> InkImage {
    if random.chance(0.25) { return filledBowls(from: source, using: random) }
    var isBlob = false
    return first {
      var (image, label) = source.digit(where: [0, 8].contains, using: random)
      let loops = image.loops()
      image.fill(loops)
      isBlob =
        label == 0
        ? loops.spread(thicker: false).ink.reduce(0, +) >= 8
        : loops.ink.reduce(0, +) >= 12 && loops.pieces(of: 3) >= 2
      return random.chance(0.4) ? image.spread(thicker: true) : image
    } where: { _ in
      isBlob
    }
  }

  /// A 3 of which both bowls are filled.
  private static func filledBowls(from source: DigitSource, using random: RandomSource) -> InkImage
  {
    var added: Float = 0
    return first {
      let (digit, _) = source.digit(where: { $0 == 3 }, using: random)
      let bowls = digit.bowls()
      var image = digit
      image.fill(bowls)
      added = image.ink.reduce(0, +) - digit.ink.reduce(0, +)
      return image
    } where: { _ in
      added >= 25
    }
  }

  /// A digit, not a 1, bent until much of it is folded over. A bent 1 is a stroke still, and where the
  /// shifts of neighbouring parts happen to be alike a digit is moved, not bent.
  static func crumpled(from source: DigitSource, using random: RandomSource) -> InkImage {
    var folded: Float = 0
    return first {
      let digit = source.digit(where: { $0 != 1 }, using: random).image
      let (image, share) = Distortion.crumpled(
        digit, strength: random.between(5.5, 8), using: random)
      folded = share
      return image
    } where: {
      $0.ink.reduce(0, +) > 20 && folded >= 0.2
    }
  }

  static func cut(from source: DigitSource, using random: RandomSource) -> InkImage {
    first {
      let digit = source.digit(using: random).image
      let width = random.integer(in: 6...9)
      let first = random.integer(in: 14 - width...14)
      let isHorizontal = random.chance(0.5)
      var image = digit
      for index in 0..<784 {
        let position = isHorizontal ? index / 28 : index % 28
        if (first..<first + width).contains(position) { image.ink[index] = 0 }
      }
      // What lost little may still be read: none of it is kept.
      return image.ink.reduce(0, +) < 0.7 * digit.ink.reduce(0, +) ? image : InkImage()
    } where: {
      $0.pieces(of: 5) >= 2
    }
  }

  /// Two digits over each other, or mixed in equal parts. A 1 over another digit is one more stroke of
  /// that (a crossed 0 or 7), and where two run side by side they are one thicker stroke: neither is used.
  static func twoDigits(from source: DigitSource, using random: RandomSource) -> InkImage {
    let isMixed = random.chance(0.3)
    let share = random.between(0.45, 0.55)
    var pair = (InkImage(), InkImage())
    return first {
      let (digit, label) = source.digit(where: { $0 != 1 }, using: random)
      let other = source.digit(where: { $0 != label && $0 != 1 }, using: random).image
      pair = (digit, other.shifted(random.between(-5, 5), random.between(-5, 5)))
      return isMixed
        ? pair.0.mixed(share, with: pair.1)
        : InkImage(zip(pair.0.ink, pair.1.ink).map { max($0, $1) })
    } where: { _ in
      // A 3 over an 8 is an 8: each must stand out from the other, by a pixel and more.
      pair.0.share(notCoveredBy: pair.1.spread(thicker: true)) > 0.5
        && pair.1.share(notCoveredBy: pair.0.spread(thicker: true)) > 0.5
    }
  }

  static func shuffledTiles(from source: DigitSource, using random: RandomSource) -> InkImage {
    let tiles = random.chance(0.5) ? 2 : 4
    let side = 28 / tiles
    var moved: Float = 0
    return first {
      let digit = source.digit(using: random).image
      let order = random.shuffled(tiles * tiles)
      var image = InkImage()
      for index in 0..<784 {
        let (row, column) = (index / 28, index % 28)
        let tile = order[row / side * tiles + column / side]
        image.ink[index] =
          digit.ink[(tile / tiles * side + row % side) * 28 + tile % tiles * side + column % side]
      }
      let difference = zip(image.ink, digit.ink).reduce(0) { $0 + abs($1.0 - $1.1) }
      moved = difference / max(digit.ink.reduce(0, +), 1)
      return image
    } where: { _ in
      moved > 0.9
    }
  }

  /// How a digit is turned, and the digits that are none afterwards. 0, 1 and 8 look alike in a mirror
  /// and upside down, a 3 from top to bottom, a 6 turned round is a 9 and a 9 a 6, a 2 or 5 turned
  /// round is one again, in a mirror a 2 is an S, hence a 5, a 5 a 2 and a 6 a 2 with a loop, a 0 lies
  /// down as a 0, a 4 turned round may be an open 6, a 7 a Z, hence a 2, and a 5 turned by a quarter
  /// an open 9: those are not used.
  static let turns: [(turn: InkImage.Turn, digits: [Int])] = [
    (.leftToRight, [3, 4, 7, 9]), (.topToBottom, [4, 6, 7, 9]),
    (.half, [3]), (.quarter, [1, 2, 3, 4, 6, 7, 8, 9]),
    (.threeQuarters, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ]

  static func turned(from source: DigitSource, using random: RandomSource) -> InkImage {
    let (turn, digits) = turns[random.integer(in: 0...turns.count - 1)]
    return source.digit(where: digits.contains, using: random).image.turned(turn)
  }

  static func faint(_ digit: InkImage, using random: RandomSource) -> InkImage {
    let contrast = random.between(0.03, 0.22)
    var result = InkImage(digit.ink.map { $0 * contrast })
    if random.chance(0.5) { result.addNoise(deviation: random.between(0, 0.05), using: random) }
    return result
  }
}
