import Digits
import Tensors

/// What the classifier is trained on: distorted digits of the data and drawn ones, digits under some
/// noise, and pictures without a clear digit, in each batch.
final class ClarityBatches {
  static let size = 128
  static let drawnShare = 8
  static let noisedShare = 6
  static let unclearShare = 34
  static let dataShare = size - drawnShare - noisedShare - unclearShare
  /// The last images of the data are kept apart, for the temperature and the threshold.
  static let heldOutCount = 2_000
  /// Where a digit under noise (ᾱ) is surely clear, and surely not; in between the chance falls evenly.
  static let clearAlphaBar: Float = 0.95
  static let unclearAlphaBar: Float = 0.55

  let heldOut: DigitSource
  private let digits: DigitSource
  private let drawn: DigitSource
  private let seed: UInt64
  private var order: [Int] = []
  private var step = 0

  init(_ data: DigitSet, seed: UInt64) {
    self.seed = seed
    let kept = min(ClarityBatches.heldOutCount, data.count / 2)
    let count = data.count - kept
    digits = DigitSource(data, range: 0..<count, isDistorting: true)
    heldOut = DigitSource(data, range: count..<data.count)
    // Not the seeds of the digits that students train on.
    drawn = DigitSource(DrawnDigits.generate(count: 4_000, seed: 77), isDistorting: true)
  }

  var countPerEpoch: Int { digits.range.count / ClarityBatches.dataShare }

  func startEpoch(_ epoch: Int) {
    order = RandomSource(seed: seed, item: -epoch).shuffled(digits.range.count)
    step = epoch * countPerEpoch
  }

  /// The next batch: images [128, 1, 28, 28] and their classes. Each picture depends on the seed and
  /// on its number alone, not on the threads that make them.
  func next() -> (images: Tensor, labels: [Int]) {
    let first = step % countPerEpoch * ClarityBatches.dataShare
    var labels = [Int](repeating: 0, count: ClarityBatches.size)
    let values = labels.withUnsafeMutableBufferPointer { buffer in
      // Each picture has a label of its own.
      nonisolated(unsafe) let labels = buffer
      return InkImage.values(ClarityBatches.size) { slot in
        let (image, label) = self.picture(slot, dataIndex: first + slot)
        labels[slot] = label
        return image
      }
    }
    step += 1
    return (ClarityClassifier.input(values[...]), labels)
  }

  private func picture(_ slot: Int, dataIndex: Int) -> (image: InkImage, label: Int) {
    let random = RandomSource(seed: seed, item: step * ClarityBatches.size + slot)
    var rest = slot
    if rest < ClarityBatches.dataShare {
      let index = order[dataIndex]
      return (digits.image(index, using: random), Int(digits.digits.labels[index]))
    }
    rest -= ClarityBatches.dataShare
    if rest < ClarityBatches.drawnShare { return drawn.digit(using: random) }
    rest -= ClarityBatches.drawnShare
    let source = random.chance(0.15) ? drawn : digits
    if rest < ClarityBatches.noisedShare {
      let digit = source.digit(using: random)
      let alphaBar = random.between(ClarityBatches.unclearAlphaBar, 1)
      let clear =
        (alphaBar - ClarityBatches.unclearAlphaBar)
        / (ClarityBatches.clearAlphaBar - ClarityBatches.unclearAlphaBar)
      return (
        digit.image.noised(keeping: alphaBar, using: random),
        random.chance(Double(clear)) ? digit.label : ClarityNetwork.unclear
      )
    }
    let kinds = UnclearImages.Kind.allCases
    let kind = kinds[random.integer(in: 0...kinds.count - 1)]
    return (
      UnclearImages.image(kind, from: source, using: random), ClarityNetwork.unclear
    )
  }
}
