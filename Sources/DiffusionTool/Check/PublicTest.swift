import DiffusionCourse
import Tensors

/// One test that students may see and run. It says what should hold; the hidden suites go further.
struct PublicTest {
  /// The assignment it belongs to.
  enum Part: String, CaseIterable {
    case handsOn = "Hands-on"
    case imageGeneration = "Assignment 2-1"
  }

  var part: Part
  /// Of the part: "step 1", "1a".
  var problem: String
  /// What should hold, as a formula where there is one.
  var title: String
  /// Where to write the code.
  var file: String
  /// Nil if it holds, else the first thing that differs.
  var body: (ToolContext) -> String?

  /// What the child process is told to run.
  var identifier: String { "\(problem)/\(title)" }

  static func all() -> [PublicTest] { handsOn() + imageGeneration() }
}

/// A network whose answers are known and which remembers what it was asked.
final class ProbeNetwork: DenoisingNetwork {
  private(set) var calls: [(images: Tensor, timesteps: [Int], labels: [Int]?)] = []
  private let answer: (Tensor, [Int]) -> Tensor

  init(answer: @escaping (Tensor, [Int]) -> Tensor) {
    self.answer = answer
  }

  /// Answers the same number for every pixel.
  convenience init(constant: Float) {
    self.init { images, _ in .filled(constant, shape: images.shape) }
  }

  func predict(_ noisyImages: Tensor, at timesteps: [Int], labels: [Int]?) -> Tensor {
    calls.append((noisyImages, timesteps, labels))
    return answer(noisyImages, timesteps)
  }
}

/// The first entry of a table that differs, in words, or nil.
func difference(
  _ name: String, _ found: [Double], _ expected: [Double], from first: Int = 0,
  tolerance: Double = 1e-6
) -> String? {
  guard found.count == expected.count else {
    return "\(name) has \(found.count) entries, not \(expected.count)"
  }
  for t in first..<expected.count where !(abs(found[t] - expected[t]) <= tolerance) {
    return "\(name)[\(t)] is \(short(found[t])), not \(short(expected[t]))"
  }
  return nil
}

/// The first element of a tensor that differs, in words, or nil. Its shape comes first.
func difference(
  _ name: String, _ found: Tensor, _ expected: [Float], shape: [Int], tolerance: Float = 1e-4
) -> String? {
  guard found.shape == shape else { return "\(name) has shape \(found.shape), not \(shape)" }
  for (i, (a, b)) in zip(found.scalars, expected).enumerated() where !(abs(a - b) <= tolerance) {
    var rest = i
    let index = shape.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }
    return "\(name)\(Array(index.reversed())) is \(short(Double(a))), not \(short(Double(b)))"
  }
  return nil
}

/// A loss that differs, in words, or nil.
func difference(_ name: String, loss: Tensor, _ expected: Double) -> String? {
  guard loss.shape.isEmpty else { return "\(name) has shape \(loss.shape), not []" }
  return difference(name, loss, [Float(expected)], shape: [])
}

/// The last block of normal numbers of this shape's size that was drawn.
func lastNoise(of random: RandomSource, count: Int) -> [Float]? {
  for case .normal(_, let values) in random.draws.reversed() where values.count == count {
    return values
  }
  return nil
}

/// At most five digits.
func short(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e6 else { return "\(value)" }
  let rounded = (value * 1e5).rounded() / 1e5
  return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}
