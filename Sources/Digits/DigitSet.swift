/// Labelled pictures of digits, 28 × 28, white on black.
public struct DigitSet: Sendable {
  /// Pixels a side.
  public static let side = 28
  /// Pixels of one image.
  public static let pixelsPerImage = side * side

  /// `[count, 28, 28]`, row-major; 0 is black, 255 white.
  public let pixels: [UInt8]
  /// `[count]`, each 0…9.
  public let labels: [UInt8]
  /// Where the digits come from, for a person: "drawn digits, seed 1".
  public let source: String

  /// How many images.
  public var count: Int { labels.count }

  /// A set from its pixels and labels; counts that disagree are a programming error.
  public init(pixels: [UInt8], labels: [UInt8], source: String) {
    guard pixels.count == labels.count * DigitSet.pixelsPerImage else {
      fatalError("\(pixels.count) pixels for \(labels.count) labels of 28 × 28 images")
    }
    guard labels.allSatisfy({ $0 <= 9 }) else { fatalError("a label is not one of 0…9") }
    self.pixels = pixels
    self.labels = labels
    self.source = source
  }

  /// The images at `indices`, values in −1…1, row-major: `[indices.count, 1, 28, 28]`.
  public func images(_ indices: [Int]) -> [Float] {
    let size = DigitSet.pixelsPerImage
    return [Float](unsafeUninitializedCapacity: indices.count * size) { values, initialized in
      for (row, index) in indices.enumerated() {
        // A row at a time, so that an index out of range traps before anything is read.
        for (offset, pixel) in pixels[index * size..<(index + 1) * size].enumerated() {
          values[row * size + offset] = Float(pixel) / 127.5 - 1
        }
      }
      initialized = indices.count * size
    }
  }

  /// The labels at `indices`.
  public func labels(_ indices: [Int]) -> [Int] {
    indices.map { Int(labels[$0]) }
  }

  /// The first `count` images, or all when there are fewer.
  public func prefix(_ count: Int) -> DigitSet {
    guard count < self.count else { return self }
    return DigitSet(
      pixels: [UInt8](pixels.prefix(count * DigitSet.pixelsPerImage)),
      labels: [UInt8](labels.prefix(count)), source: "\(source), the first \(count)")
  }
}
