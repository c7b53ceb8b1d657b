import Tensors

/// A picture of 28 × 28 while it is being made: 0 is black, 1 white.
struct InkImage {
  static let side = 28

  /// Row by row.
  var ink: [Float]

  init(_ ink: [Float] = [Float](repeating: 0, count: side * side)) {
    self.ink = ink
  }

  /// From values in −1…1.
  init(values: some Sequence<Float>) {
    ink = values.map { ($0 + 1) / 2 }
  }

  /// In −1…1, held within.
  var values: [Float] { ink.map { min(1, max(0, $0)) * 2 - 1 } }

  /// The ink between pixels; none outside.
  func sampled(x: Float, y: Float) -> Float {
    guard x > -1, y > -1, x < 28, y < 28 else { return 0 }
    let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    let (right, bottom) = (x - Float(left), y - Float(top))
    func pixel(_ column: Int, _ row: Int) -> Float {
      (0..<28).contains(column) && (0..<28).contains(row) ? ink[row * 28 + column] : 0
    }
    return (pixel(left, top) * (1 - right) + pixel(left + 1, top) * right) * (1 - bottom)
      + (pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right) * bottom
  }

  /// The largest (thicker strokes) or smallest (thinner) of each pixel and its four neighbours.
  func spread(thicker: Bool) -> InkImage {
    var result = self
    for row in 0..<28 {
      for column in 0..<28 {
        let index = row * 28 + column
        var value = ink[index]
        func see(_ other: Float) { value = thicker ? max(value, other) : min(value, other) }
        if column > 0 { see(ink[index - 1]) }
        if column < 27 { see(ink[index + 1]) }
        if row > 0 { see(ink[index - 28]) }
        if row < 27 { see(ink[index + 28]) }
        result.ink[index] = value
      }
    }
    return result
  }

  /// The mean of each pixel and its neighbours, nine in all.
  func blurred() -> InkImage {
    var result = self
    for row in 0..<28 {
      for column in 0..<28 {
        var sum: Float = 0
        for y in max(0, row - 1)...min(27, row + 1) {
          for x in max(0, column - 1)...min(27, column + 1) { sum += ink[y * 28 + x] }
        }
        result.ink[row * 28 + column] = sum / 9
      }
    }
    return result
  }

  /// share · self + (1 − share) · other.
  func mixed(_ share: Float, with other: InkImage) -> InkImage {
    InkImage(zip(ink, other.ink).map { $0 * share + $1 * (1 - share) })
  }

  /// Adds normal noise.
  mutating func addNoise(deviation: Float, using random: RandomSource) {
    for index in ink.indices { ink[index] += Float(random.normal()) * deviation }
  }
}

extension RandomSource {
  /// A number between two.
  func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * Float(uniform()) }

  /// True in `share` of the cases.
  func chance(_ share: Double) -> Bool { uniform() < share }
}
