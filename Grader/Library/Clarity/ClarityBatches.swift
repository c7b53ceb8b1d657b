import Digits
import Tensors

/// What the classifier is trained on: distorted digits of the data, distorted drawn digits, and
/// pictures without a clear digit, in each batch.
final class ClarityBatches {
  static let size = 128
  static let drawnShare = 14
  static let unclearShare = 14
  /// The last images of the data are kept apart for the calibration.
  static let calibrationCount = 1_000

  let calibrationImages: Tensor
  let calibrationLabels: [Int]
  private let digits: DigitSet
  private let trainingCount: Int
  private let drawn: DigitSet
  private let random: RandomSource
  private var order: [Int] = []
  private var position = 0

  init(_ digits: DigitSet, using random: RandomSource) {
    self.digits = digits
    self.random = random
    let kept = min(ClarityBatches.calibrationCount, digits.count / 2)
    trainingCount = digits.count - kept
    let calibration = Array(trainingCount..<digits.count)
    calibrationImages = Tensor(digits.images(calibration), shape: [kept, 1, 28, 28])
    calibrationLabels = calibration.map { Int(digits.labels[$0]) }
    // Not the seeds of the digits that students train on.
    drawn = DrawnDigits.generate(count: 4_000, seed: 77)
  }

  private var dataShare: Int {
    ClarityBatches.size - ClarityBatches.drawnShare - ClarityBatches.unclearShare
  }

  var countPerEpoch: Int { trainingCount / dataShare }

  func startEpoch() {
    order = random.shuffled(trainingCount)
    position = 0
  }

  /// The next batch: images [128, 1, 28, 28] and their classes.
  func next() -> (images: Tensor, labels: [Int]) {
    var values: [Float] = []
    var labels: [Int] = []
    values.reserveCapacity(ClarityBatches.size * 784)
    for index in order[position..<position + dataShare] {
      values += distorted(digits, index)
      labels.append(Int(digits.labels[index]))
    }
    position += dataShare
    for _ in 0..<ClarityBatches.drawnShare {
      let index = random.integer(in: 0...drawn.count - 1)
      values += distorted(drawn, index)
      labels.append(Int(drawn.labels[index]))
    }
    for _ in 0..<ClarityBatches.unclearShare {
      let kinds = UnclearImages.Kind.allCases
      let kind = kinds[random.integer(in: 0...kinds.count - 1)]
      values += ClarityBatches.unclear(
        kind, from: digits, firstCount: trainingCount, distorts: true, using: random)
      labels.append(ClarityNetwork.unclear)
    }
    return (Tensor(values, shape: [ClarityBatches.size, 1, 28, 28]), labels)
  }

  /// A quarter stays as it is: distortion blurs a little, and sharpness itself must not tell.
  private func distorted(_ digits: DigitSet, _ index: Int) -> [Float] {
    let values = digits.images([index])
    if random.chance(0.25) { return values }
    return Distortion.applied(to: InkImage(values: values), using: random).values
  }

  /// Pictures of every kind in turn, values in −1…1.
  static func unclearPictures(
    _ count: Int, from digits: DigitSet, using random: RandomSource
  ) -> [Float] {
    (0..<count).flatMap { index in
      unclear(
        UnclearImages.Kind.allCases[index % UnclearImages.Kind.allCases.count], from: digits,
        firstCount: digits.count, distorts: false, using: random)
    }
  }

  private static func unclear(
    _ kind: UnclearImages.Kind, from digits: DigitSet, firstCount: Int, distorts: Bool,
    using random: RandomSource
  ) -> [Float] {
    let first = random.integer(in: 0...firstCount - 1)
    var second = random.integer(in: 0...firstCount - 1)
    // A few tries find another class in any real data; made-up data may have one class only.
    for _ in 0..<20 where digits.labels[first] == digits.labels[second] {
      second = random.integer(in: 0...firstCount - 1)
    }
    func image(_ index: Int) -> InkImage {
      let image = InkImage(values: digits.images([index]))
      return distorts && random.chance(0.75)
        ? Distortion.applied(to: image, using: random) : image
    }
    return UnclearImages.image(
      kind, digit: image(first), other: image(second), using: random
    ).values
  }
}
