import Tensors

/// The normal numbers that a function drew. It may draw them at once, image by image or one by one, and
/// in any order: an ε counts as drawn if each of its numbers is among them.
struct DrawnNoise {
  /// In the order of drawing.
  let values: [Float]
  private let sorted: [Float]

  init(_ random: RandomSource) {
    values = random.draws.flatMap { draw -> [Float] in
      if case .normal(_, let values) = draw { values } else { [] }
    }
    sorted = values.sorted()
  }

  /// Whether `number` or −`number` was drawn: −z is as normal as z.
  func contains(_ number: Float, tolerance: Float) -> Bool {
    [number, -number].contains { number in
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < number - tolerance { low = middle + 1 } else { high = middle }
      }
      return low < sorted.count && sorted[low] <= number + tolerance
    }
  }

  /// The last `count` of them: what a step adds, if it draws in the usual order.
  func last(_ count: Int) -> [Float]? { values.count < count ? nil : Array(values.suffix(count)) }

  /// Whether `found` is one of these means and, on it, drawn noise of one of these deviations; in words
  /// if not.
  func difference(
    _ name: String, _ found: Tensor, means: [[Float]], deviations: [Float], shape: [Int], at t: Int
  ) -> Bilingual? {
    guard found.shape == shape else { return wrongShape(name, found.shape, shape) }
    let pixels = found.scalars
    for mean in means {
      for deviation in deviations {
        let fits = zip(pixels, mean).allSatisfy { pixel, mean in
          // What rounding leaves of a difference, seen through the deviation.
          contains((pixel - mean) / deviation, tolerance: 2e-4 / deviation)
        }
        if fits { return nil }
      }
    }
    guard let noise = last(pixels.count) else {
      return Bilingual("no noise was drawn at t = \(t)", korean: "t = \(t)에서 노이즈를 뽑지 않았습니다")
    }
    let expected = zip(means[0], noise).map { $0 + deviations[0] * $1 }
    let first = DiffusionTool.difference(
      name, found, expected, shape: shape, timesteps: Array(repeating: t, count: shape[0]))
    return first
      ?? Bilingual("the noise is not what was drawn", korean: "더한 노이즈가 뽑은 노이즈가 아닙니다")
  }
}
