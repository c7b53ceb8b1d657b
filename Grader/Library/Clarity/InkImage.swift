import NumericKernels
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
    // Rounded down; both are above −1.
    let (left, top) = (Int(x + 1) - 1, Int(y + 1) - 1)
    let (right, bottom) = (x - Float(left), y - Float(top))
    if left >= 0, top >= 0, left < 27, top < 27 {
      let index = top * 28 + left
      return (ink[index] * (1 - right) + ink[index + 1] * right) * (1 - bottom)
        + (ink[index + 28] * (1 - right) + ink[index + 29] * right) * bottom
    }
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

  /// Moved to the right and down, by parts of pixels too.
  func shifted(_ dx: Float, _ dy: Float) -> InkImage {
    InkImage((0..<784).map { sampled(x: Float($0 % 28) - dx, y: Float($0 / 28) - dy) })
  }

  /// A state of the forward process, x_t = √ᾱ x₀ + √(1 − ᾱ) ε; values are 2 · ink − 1.
  func noised(keeping alphaBar: Float, using random: RandomSource) -> InkImage {
    let (signal, deviation) = (alphaBar.squareRoot(), (1 - alphaBar).squareRoot())
    return InkImage(
      ink.map {
        ((2 * $0 - 1) * signal + deviation * Float(random.normal()) + 1) / 2
      })
  }

  /// Removes the ink in a circle.
  mutating func erase(aroundX x: Float, y: Float, radius: Float) {
    for index in ink.indices {
      let (dx, dy) = (Float(index % 28) - x, Float(index / 28) - y)
      let squared = dx * dx + dy * dy
      guard squared < (radius + 0.5) * (radius + 0.5) else { continue }
      ink[index] *= max(0, squared.squareRoot() - radius + 0.5)
    }
  }

  /// How many connected pieces of at least so many pixels of ink there are.
  func pieces(of size: Int) -> Int {
    var isNew = ink.map { $0 > 0.35 }
    var count = 0
    for start in 0..<784 where isNew[start] {
      isNew[start] = false
      var (found, waiting) = (0, [start])
      while let index = waiting.popLast() {
        found += 1
        let (row, column) = (index / 28, index % 28)
        for y in max(0, row - 1)...min(27, row + 1) {
          for x in max(0, column - 1)...min(27, column + 1) where isNew[y * 28 + x] {
            isNew[y * 28 + x] = false
            waiting.append(y * 28 + x)
          }
        }
      }
      if found >= size { count += 1 }
    }
    return count
  }

  /// The pixels without ink that ink encloses.
  func holes() -> [Int] {
    var isOpen = ink.map { $0 < 0.4 }
    var waiting = (0..<784).filter {
      isOpen[$0] && ($0 < 28 || $0 >= 756 || $0 % 28 == 0 || $0 % 28 == 27)
    }
    for index in waiting { isOpen[index] = false }
    while let index = waiting.popLast() {
      let column = index % 28
      for (next, isThere) in [
        (index - 28, index >= 28), (index + 28, index < 756), (index - 1, column > 0),
        (index + 1, column < 27),
      ] where isThere && isOpen[next] {
        isOpen[next] = false
        waiting.append(next)
      }
    }
    return isOpen.indices.filter { isOpen[$0] }
  }

  /// A picture of the pixels without ink that ink encloses.
  func loops() -> InkImage {
    var result = InkImage()
    for index in holes() { result.ink[index] = 1 }
    return result
  }

  /// A picture of the pixels without ink that have ink above, below and to their right, as inside a 3.
  func bowls() -> InkImage {
    let isInk = ink.map { $0 > 0.4 }
    return InkImage(
      ink.indices.map { index in
        let (row, column) = (index / 28, index % 28)
        let isInside =
          !isInk[index]
          && (0..<row).contains { isInk[$0 * 28 + column] }
          && (row..<28).contains { isInk[$0 * 28 + column] }
          && (column..<28).contains { isInk[row * 28 + $0] }
        return isInside ? 1 : 0
      })
  }

  /// Puts ink on what another picture shows and on the edges around it.
  mutating func fill(_ places: InkImage) {
    let edges = places.spread(thicker: true)
    for index in ink.indices where places.ink[index] > 0 || edges.ink[index] > 0 && ink[index] > 0.4
    {
      ink[index] = max(ink[index], 0.95)
    }
  }

  /// The share of the ink where another picture has little.
  func share(notCoveredBy other: InkImage) -> Float {
    let whole = ink.reduce(0, +)
    let open = zip(ink, other.ink).reduce(0) { $0 + ($1.1 < 0.3 ? $1.0 : 0) }
    return whole > 0 ? open / whole : 0
  }

  enum Turn {
    case leftToRight
    case topToBottom
    case quarter
    case half
    case threeQuarters
  }

  /// Mirrored, or turned clockwise.
  func turned(_ turn: Turn) -> InkImage {
    InkImage(
      (0..<784).map {
        let (row, column) = ($0 / 28, $0 % 28)
        return switch turn {
        case .leftToRight: ink[row * 28 + 27 - column]
        case .topToBottom: ink[(27 - row) * 28 + column]
        case .quarter: ink[(27 - column) * 28 + row]
        case .half: ink[783 - $0]
        case .threeQuarters: ink[column * 28 + 27 - row]
        }
      })
  }

  /// Adds normal noise.
  mutating func addNoise(deviation: Float, using random: RandomSource) {
    for index in ink.indices { ink[index] += Float(random.normal()) * deviation }
  }
}

extension InkImage {
  /// The values of so many pictures, made on all threads: [count, 28, 28], in −1…1.
  ///
  /// - Parameter make: Makes picture i; must not depend on the others.
  static func values(_ count: Int, _ make: (Int) -> InkImage) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * 784) { buffer, initialized in
      // Each picture has its own part of the memory.
      nonisolated(unsafe) let pointer = buffer.baseAddress
      parallelFor(count) { index in
        let values = make(index).values
        for (offset, value) in values.enumerated() {
          (pointer! + index * 784 + offset).initialize(to: value)
        }
      }
      initialized = count * 784
    }
  }
}

extension RandomSource {
  /// The source of one item of a series: what is drawn for it does not depend on the others.
  convenience init(seed: UInt64, item: Int) {
    self.init(
      seed: (seed &+ 1) &* 0xD1B5_4A32_D192_ED03 ^ UInt64(bitPattern: Int64(item))
        &* 0x8CB9_2BA7_2F3D_8DD7)
  }

  /// A number between two.
  func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * Float(uniform()) }

  /// True in `share` of the cases.
  func chance(_ share: Double) -> Bool { uniform() < share }
}
