import Digits
import Tensors

/// What the classifier is trained on: distorted digits of the data and drawn ones, digits under some
/// noise, digits of models hardly trained, and pictures without a clear digit, in each batch.
///
/// Each picture depends on the seed and on its number alone, so batches may be made in any order.
struct ClarityBatches: Sendable {
  static let size = 128
  static let drawnShare = 4
  static let noisedShare = 4
  static let halfTrainedShare = 13
  static let unclearShare = 29
  static let dataShare = size - drawnShare - noisedShare - halfTrainedShare - unclearShare
  /// The last images of the data are kept apart, for the temperature and the threshold.
  static let heldOutCount = 2_000
  /// Where a digit under noise (ᾱ) is surely clear, and surely not; in between the chance falls evenly.
  static let clearAlphaBar: Float = 0.95
  static let unclearAlphaBar: Float = 0.55

  /// How many of all pictures have a little noise, which changes no class: were it on digits alone, noise
  /// would be a reason to take a picture for one.
  private static let lightNoiseShare = 0.08

  let heldOut: DigitSource
  private let digits: DigitSource
  private let drawn: DigitSource
  private let halfTrained: LabelledDigits?
  private let seed: UInt64

  /// - Parameter halfTrained: Digits of models hardly trained, said to be clear or not; without them
  ///   their share of a batch is more pictures without a clear digit.
  init(_ data: DigitSet, halfTrained: LabelledDigits? = nil, seed: UInt64) {
    self.seed = seed
    self.halfTrained = halfTrained
    let kept = min(ClarityBatches.heldOutCount, data.count / 2)
    let count = data.count - kept
    digits = DigitSource(data, range: 0..<count, isDistorting: true)
    heldOut = DigitSource(data, range: count..<data.count)
    // Not the seeds of the digits that students train on.
    drawn = DigitSource(DrawnDigits.generate(count: 4_000, seed: 77), isDistorting: true)
  }

  var countPerEpoch: Int { max(1, digits.range.count / ClarityBatches.dataShare) }

  /// The batch of a step of training, from 0: values in −1…1, [128, 28, 28], and classes, [128].
  func pictures(step: Int) -> (values: [Float], labels: [Int]) {
    let order = RandomSource(seed: seed, item: -1 - step / countPerEpoch)
      .shuffled(digits.range.count)
    let first = step % countPerEpoch * ClarityBatches.dataShare
    var values: [Float] = []
    values.reserveCapacity(ClarityBatches.size * 784)
    var labels: [Int] = []
    for slot in 0..<ClarityBatches.size {
      let random = RandomSource(seed: seed, item: step * ClarityBatches.size + slot)
      var (image, label) = picture(
        slot, index: order[(first + slot) % order.count], using: random)
      if random.chance(ClarityBatches.lightNoiseShare) {
        image = image.noised(
          keeping: random.between(ClarityBatches.clearAlphaBar, 1), using: random)
      }
      values += image.values
      labels.append(label)
    }
    return (values, labels)
  }

  /// Whether a slot of a batch is for pictures that viewers labelled.
  static func isLabelledByEye(_ slot: Int) -> Bool {
    let first = dataShare + drawnShare + noisedShare
    return (first..<first + halfTrainedShare).contains(slot)
  }

  /// - Parameter index: The image of the data, where the slot is for one of them.
  private func picture(
    _ slot: Int, index: Int, using random: RandomSource
  ) -> (image: InkImage, label: Int) {
    var rest = slot
    if rest < ClarityBatches.dataShare {
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
        random.chance(Double(clear)) ? digit.label : ClarityNetwork.label(of: .halfDenoised)
      )
    }
    rest -= ClarityBatches.noisedShare
    if rest < ClarityBatches.halfTrainedShare, let (image, index) = halfTrainedDigit(using: random),
      let halfTrained
    {
      return (
        random.chance(0.8) ? Distortion.slightly(image, using: random) : image,
        // One viewer's word, each as often.
        halfTrained.viewers[random.integer(in: 0...halfTrained.viewers.count - 1)][index]
          ? halfTrained.requested[index] : ClarityNetwork.malformed
      )
    }
    let kind = ClarityBatches.kind(using: random)
    return (
      UnclearImages.image(kind, from: source, using: random), ClarityNetwork.label(of: kind)
    )
  }

  /// Any of the digits of models hardly trained, if there are such.
  func halfTrainedDigit(using random: RandomSource) -> (image: InkImage, index: Int)? {
    guard let halfTrained else { return nil }
    let index = random.integer(in: 0...halfTrained.requested.count - 1)
    return (InkImage(values: halfTrained.images[index * 784..<(index + 1) * 784]), index)
  }

  /// A kind of unclear picture, those more often that are closer to digits.
  private static func kind(using random: RandomSource) -> UnclearImages.Kind {
    kinds[random.integer(in: 0...kinds.count - 1)]
  }

  private static let kinds = UnclearImages.Kind.allCases.flatMap { kind in
    let often =
      switch kind {
      case .noise, .blank, .halfDenoised, .blobs, .shuffledTiles, .inverted: 1
      case .patches, .smeared, .cut, .letter, .scribble, .faint: 2
      case .brokenStrokes, .filled: 3
      case .crumpled: 4
      case .twoDigits: 6
      case .turned: 8
      }
    return [UnclearImages.Kind](repeating: kind, count: often)
  }
}
