/// Digits drawn with a pen of varying hand: the data that needs no download.
///
/// Like MNIST's: white on black, antialiased, about 20 pixels high, centred by weight in 28 × 28.
/// Only +, −, ×, ÷ and √ on Double and whole-number random numbers are used, all exact by
/// IEEE 754: the same seed gives the same bytes on every platform.
public enum DrawnDigits {
  /// Draws labelled digits.
  ///
  /// Each run of ten images holds each digit once, in random order, so labels are balanced.
  /// Image i depends on the seed and on i alone: a longer set begins with the shorter one.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - seed: Another seed gives other digits.
  public static func generate(count: Int, seed: UInt64) -> DigitSet {
    guard count >= 0 else { fatalError("\(count) digits cannot be drawn") }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * DigitSet.pixelsPerImage)
    var labels: [UInt8] = []
    labels.reserveCapacity(count)
    var pen = Pen()
    for index in 0..<count {
      if index % 10 == 0 { labels += shuffledDigits(block: index / 10, seed: seed) }
      var random = SplitMix64(seed: seed, stream: 1, item: index)
      pen.draw(hand(for: Int(labels[index]), using: &random), appendingTo: &pixels)
    }
    return DigitSet(
      pixels: pixels, labels: [UInt8](labels.prefix(count)), source: "drawn digits, seed \(seed)")
  }

  /// One writing of a shape, as of a digit: 28 × 28 pixels, row by row.
  package static func pixels(of skeleton: DigitSkeleton, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var pen = Pen()
    var pixels: [UInt8] = []
    pen.draw(hand(for: skeleton, using: &random), appendingTo: &pixels)
    return pixels
  }

  private static func shuffledDigits(block: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed, stream: 2, item: block)
    var digits = [UInt8](0...9)
    for last in stride(from: 9, to: 0, by: -1) { digits.swapAt(last, random.below(last + 1)) }
    return digits
  }

  private static func hand(for digit: Int, using random: inout SplitMix64) -> Handwriting {
    let skeletons = DigitSkeleton.all[digit]
    return hand(for: skeletons[random.below(skeletons.count)], using: &random)
  }

  /// One writing of a shape: its skeleton bent, slanted, turned, sized and placed.
  private static func hand(
    for skeleton: DigitSkeleton, using random: inout SplitMix64
  ) -> Handwriting {
    let bend = Bend(using: &random)
    var points = skeleton.points.map { point in
      // −1…1 in both directions.
      bend.applied(
        toX: (point.x + random.middling(-5, 5)) / 50 - 1,
        y: (point.y + random.middling(-5, 5)) / 50 - 1)
    }
    let radius = 0.75 + random.middling(0, 1.1)
    let place = Placement(
      of: points, side: random.middling(18.2, 21), radius: radius,
      shift: DigitSkeleton.Point(x: random.middling(-1.3, 1.3), y: random.middling(-1.3, 1.3)))
    points = points.map(place.applied)
    return Handwriting(
      points: points, strokes: skeleton.strokes, startRadius: radius * random.uniform(0.88, 1.12),
      endRadius: radius * random.uniform(0.82, 1.12), softness: random.uniform(0.9, 1.5))
  }
}

/// What a pen is asked to draw, in pixels.
struct Handwriting {
  var points: [DigitSkeleton.Point]
  var strokes: [[Int]]
  /// Half the width of the line where the writing starts, and where it ends.
  var startRadius: Double
  var endRadius: Double
  /// Pixels over which the line's edge fades.
  var softness: Double
}

/// A smooth change of shape: bending, then slant, width and turn.
private struct Bend {
  private let xTerms: [Double]
  private let yTerms: [Double]
  private let taper: Double
  private let slant: Double
  private let width: Double
  /// Cosine and sine of the turn.
  private let cosine: Double
  private let sine: Double

  init(using random: inout SplitMix64) {
    xTerms = (0..<3).map { _ in random.middling(-0.16, 0.16) }
    yTerms = (0..<3).map { _ in random.middling(-0.13, 0.13) }
    taper = random.middling(-0.22, 0.22)
    slant = random.middling(-0.22, 0.55)
    width = random.middling(0.6, 1)
    // Through the tangent of half the angle: no sine or cosine of the system's.
    let half = random.middling(-0.1, 0.1)
    cosine = (1 - half * half) / (1 + half * half)
    sine = 2 * half / (1 + half * half)
  }

  func applied(toX x: Double, y: Double) -> DigitSkeleton.Point {
    let bentX =
      x * (1 + taper * y) + xTerms[0] * (y * y - 0.4) + xTerms[1] * x * y
      + xTerms[2] * y * (1 - y * y)
    let bentY = y + yTerms[0] * (x * x - 0.3) + yTerms[1] * x * y + yTerms[2] * (y * y - 0.4)
    let slantedX = width * bentX - slant * bentY
    return DigitSkeleton.Point(
      x: cosine * slantedX - sine * bentY, y: sine * slantedX + cosine * bentY)
  }
}

/// The scale and shift that put a shape into the image's middle.
private struct Placement {
  private let scale: Double
  private let origin: DigitSkeleton.Point

  /// The middle of 28 pixels, counted between their centres.
  private static let middle = 13.5
  /// How far from the middle ink may be: the outermost pixels stay black.
  private static let reach = 12.0

  /// - Parameters:
  ///   - side: The larger of the shape's width and height in the image, its line's width included.
  ///   - radius: Half the width of the line.
  ///   - shift: How far from the middle the shape stands.
  init(
    of points: [DigitSkeleton.Point], side: Double, radius: Double, shift: DigitSkeleton.Point
  ) {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    let scale = (side - 2 * radius) / max(xs.max()! - xs.min()!, ys.max()! - ys.min()!)
    func origin(_ values: [Double], shift: Double) -> Double {
      let (low, high) = (values.min()!, values.max()!)
      let box = (low + high) / 2
      let weight = values.reduce(0, +) / Double(values.count)
      let room = Placement.reach - radius - (high - low) / 2 * scale
      // Half by the box, half by the weight of the points, as MNIST is centred by weight.
      let offset = min(max((box - weight) / 2 * scale + shift, -room), room)
      return Placement.middle + offset - box * scale
    }
    self.scale = scale
    self.origin = DigitSkeleton.Point(
      x: origin(xs, shift: shift.x), y: origin(ys, shift: shift.y))
  }

  func applied(to point: DigitSkeleton.Point) -> DigitSkeleton.Point {
    DigitSkeleton.Point(x: origin.x + point.x * scale, y: origin.y + point.y * scale)
  }
}
