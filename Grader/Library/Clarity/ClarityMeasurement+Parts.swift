import Digits
import Foundation
import Tensors

/// The parts of the measurement, in the order of the model card.
extension ClarityMeasurement {
  mutating func measureDigits(_ classifier: ClarityClassifier, _ test: DigitSet) {
    let labels = test.labels.map(Int.init)
    let images = test.images(Array(0..<test.count))
    let readings = classifier.readings(images: images, count: test.count)
    let clear = classifier.clearDigits(images, count: test.count)
    func share(_ count: Int) -> Double { 100 * Double(count) / Double(max(1, test.count)) }
    add("test digits read rightly", share(zip(readings, labels).count { $0.label == $1 }))
    add(
      "test digits clear, the right digit requested", share(zip(clear, labels).count { $0 == $1 }),
      atLeast: 98.5)
    let wrong = share(zip(clear, labels).count { $0 != nil && $0 != $1 })
    // Each image is requested as each of the nine wrong digits; it can be clear as one at most.
    add("test digits clear, a wrong digit requested", wrong / 9, atMost: 0.3)
    add("the same, the worst wrong digit for each image", wrong)
  }

  mutating func measureKinds(_ classifier: ClarityClassifier, _ test: DigitSet) {
    let all = UnclearImages.Kind.allCases
    let source = DigitSource(test)
    for (number, kind) in all.enumerated() {
      let count = ClarityMeasurement.countPerKind
      let images = InkImage.values(count) {
        UnclearImages.image(
          kind, from: source,
          using: RandomSource(
            seed: ClarityMeasurement.seed &+ UInt64(number), item: $0))
      }
      let clear = classifier.clearDigits(images, count: count).count { $0 != nil }
      kinds.append(Kind(name: kind.title, count: count, clear: clear))
      add(
        "clear among: \(kind.title)", 100 * Double(clear) / Double(count),
        atMost: 1)
    }
    let letters = LetterSkeletons.likeDigits
    lookAlikes.count = ClarityMeasurement.countPerKind
    let images = InkImage.values(lookAlikes.count) {
      letters[$0 % letters.count].drawn(
        using: RandomSource(seed: ClarityMeasurement.seed &- 1, item: $0))
    }
    lookAlikes.clear = classifier.clearDigits(images, count: lookAlikes.count).count { $0 != nil }
  }

  /// The states of DDPM's linear schedule and of the cosine schedule, in 200 steps, with the same noise
  /// for an image at all of them.
  mutating func measureForward(_ classifier: ClarityClassifier, _ test: DigitSet) {
    let count = min(1_000, test.count)
    let labels = test.labels(Array(0..<count))
    let steps = 200
    for (schedule, alphaBar) in [
      ("linear", ClarityMeasurement.linearAlphaBar(steps)),
      ("cosine", ClarityMeasurement.cosineAlphaBar(steps)),
    ] {
      for timestep in stride(from: 0, through: steps, by: 10) {
        let images = InkImage.values(count) {
          InkImage(values: test.images([$0])).noised(
            keeping: Float(alphaBar[timestep]),
            using: RandomSource(seed: ClarityMeasurement.seed, item: $0))
        }
        let clear = zip(classifier.clearDigits(images, count: count), labels).count { $0 == $1 }
        forward.append(
          ForwardState(
            schedule: schedule, timestep: timestep, alphaBar: alphaBar[timestep],
            clear: Double(clear) / Double(count)))
      }
      let states = forward.filter { $0.schedule == schedule }
      let rise = zip(states, states.dropFirst()).map { $1.clear - $0.clear }.max() ?? 0
      add(
        "forward process, \(schedule): largest rise from one state to a noisier one",
        100 * max(0, rise), atMost: 0.3)
      add(
        "forward process, \(schedule): most that is clear where ᾱ < 0.3",
        100 * (states.filter { $0.alphaBar < 0.3 }.map(\.clear).max() ?? 0), atMost: 2)
    }
  }

  /// ᾱ of t = 0…T, with DDPM's 1e-4 and 0.02 scaled from its 1000 steps.
  static func linearAlphaBar(_ steps: Int) -> [Double] {
    let scale = 1000 / Double(steps)
    return (1...steps).reduce(into: [1]) { alphaBar, t in
      let share = Double(t - 1) / Double(steps - 1)
      alphaBar.append(alphaBar[t - 1] * (1 - scale * (1e-4 + (0.02 - 1e-4) * share)))
    }
  }

  /// ᾱ of t = 0…T (Improved DDPM, equation 17).
  static func cosineAlphaBar(_ steps: Int) -> [Double] {
    func f(_ t: Int) -> Double {
      let angle = (Double(t) / Double(steps) + 0.008) / 1.008 * .pi / 2
      return cos(angle) * cos(angle)
    }
    return (0...steps).map { f($0) / f(0) }
  }

  mutating func measureCalibration(
    _ classifier: ClarityClassifier, train: DigitSet, test: DigitSet
  ) {
    func reliability(of source: DigitSource) -> Reliability {
      let (images, labels) = ClarityTraining.heldOutPictures(source, seed: ClarityMeasurement.seed)
      let readings = classifier.readings(images: images, count: labels.count)
      return Reliability(
        zip(readings, labels).map { reading, label in
          let right = ClarityNetwork.isDigit(label) ? label : nil
          return (reading.probability, reading.label == right)
        })
    }
    let kept = ClarityBatches(train, seed: 0).heldOut
    let digits = Array(kept.range)
    let clear = classifier.clearDigits(kept.digits.images(digits), count: digits.count)
    let right = zip(clear, kept.digits.labels(digits)).count { $0 == $1 }
    heldOutClear = 100 * Double(right) / Double(max(1, digits.count))
    add("held-out digits clear, the right digit requested", heldOutClear)
    heldOut = reliability(of: kept)
    self.test = reliability(of: DigitSource(test))
    add("expected calibration error, held-out images", 100 * heldOut.calibrationError)
    add("expected calibration error, test images", 100 * self.test.calibrationError, atMost: 1)
  }

  mutating func measureSpeed(_ classifier: ClarityClassifier, _ test: DigitSet) {
    let indices = (0..<10_000).map { $0 % test.count }
    let images = test.images(indices)
    let requested = test.labels(indices)
    let clock = ContinuousClock()
    let seconds = (0..<5).map { _ in
      let start = clock.now
      _ = classifier.verdicts(images: images, count: indices.count, requested: requested)
      return (clock.now - start) / .seconds(1)
    }
    add(
      "images judged a second", Double(indices.count) / seconds.min()!, .imagesPerSecond,
      atLeast: 20_000)
  }
}
