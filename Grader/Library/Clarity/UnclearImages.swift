import Tensors

/// Pictures that are no clear digit, of the kinds that broken samplers make and some beyond.
///
/// Each kind is defined so that an eye finds no digit in it, whichever is asked for: where chance
/// could leave one (the 0 in a 9 without its tail), the picture is made anew.
enum UnclearImages {
  enum Kind: String, CaseIterable, Codable, Sendable {
    /// Grey noise, fine or coarse.
    case noise
    /// One grey, perhaps with specks.
    case blank
    /// A digit under noise, ᾱ below a half, as half-way through sampling.
    case halfDenoised
    /// Round spots.
    case blobs
    /// Jagged patches, as a network draws that has hardly been trained.
    case patches
    /// A digit blurred until its strokes are gone, or dragged sideways.
    case smeared
    /// A digit of which pieces of stroke all over are missing, half of the ink or more, or one with an opened loop.
    case brokenStrokes
    /// A digit of which ink fills the loops or bowls.
    case filled
    /// A digit with a wide band missing across its middle.
    case cut
    /// Two different digits over each other, neither covering most of the other.
    case twoDigits
    /// A digit whose tiles, 2 × 2 or 4 × 4, have changed places.
    case shuffledTiles
    /// A digit mirrored or turned into what is no digit.
    case turned
    /// A letter that does not look like a digit.
    case letter
    /// Random curved strokes.
    case scribble
    /// A digit bent out of shape.
    case crumpled
    /// A digit almost as dark as its background.
    case faint
    /// Black on white.
    case inverted
  }

  /// - Parameters:
  ///   - kind: What to draw.
  ///   - source: Where digits to start from are taken.
  static func image(
    _ kind: Kind, from source: DigitSource, using random: RandomSource
  ) -> InkImage {
    switch kind {
    case .noise: noise(using: random)
    case .blank: blank(using: random)
    case .halfDenoised:
      source.digit(using: random).image
        .noised(keeping: random.between(0.01, 0.5), using: random)
    case .blobs: blobs(using: random)
    case .patches: patches(using: random)
    case .smeared: smeared(source.digit(using: random).image, using: random)
    case .brokenStrokes: brokenStrokes(from: source, using: random)
    case .filled: filled(from: source, using: random)
    case .cut: cut(from: source, using: random)
    case .twoDigits: twoDigits(from: source, using: random)
    case .shuffledTiles: shuffledTiles(from: source, using: random)
    case .turned: turned(from: source, using: random)
    case .letter:
      letter(distorted: source.isDistorting, using: random)
    case .scribble: scribble(using: random)
    case .crumpled: crumpled(from: source, using: random)
    case .faint: faint(source.digit(using: random).image, using: random)
    case .inverted: InkImage(source.digit(using: random).image.ink.map { 1 - $0 })
    }
  }

  /// Pictures of every kind in turn, values in −1…1.
  static func pictures(
    _ count: Int, from source: DigitSource, seed: UInt64
  ) -> [Float] {
    let kinds = Kind.allCases
    return InkImage.values(count) { index in
      image(
        kinds[index % kinds.count], from: source,
        using: RandomSource(seed: seed, item: index))
    }
  }

  /// The first of up to forty pictures that is as it should be, else the last.
  static func first(
    made make: () -> InkImage, where holds: (InkImage) -> Bool
  ) -> InkImage {
    var image = make()
    for _ in 0..<40 where !holds(image) { image = make() }
    return image
  }
}
