import Foundation

/// Digits that diffusion models drew.
extension ClarityMeasurement {
  mutating func measureGenerated(_ classifier: ClarityClassifier, _ evidence: ClarityEvidence) {
    runs = evidence.runs.map { hundred($0.name, $0.images, by: classifier) }
    for run in runs {
      add("\(run.name): clear of 100", Double(run.clear), .digits, atLeast: 95)
      add(
        "\(run.name): change by a pixel's shift, contrast, 8 bits", Double(run.largestChange),
        .digits, atMost: 1)
    }
    checkpoints = evidence.checkpoints.map { hundred($0.name, $0.images, by: classifier) }
    if let first = checkpoints.first, let last = checkpoints.last {
      let falls = zip(checkpoints, checkpoints.dropFirst()).map { $0.clear - $1.clear }
      add("checkpoints: clear of 100 at the first", Double(first.clear), .digits, atMost: 2)
      add("checkpoints: clear of 100 at the last", Double(last.clear), .digits, atLeast: 90)
      // A hundred other digits would differ by more than this.
      add(
        "checkpoints: largest fall from one to the next", Double(max(0, falls.max() ?? 0)),
        .digits, atMost: 3)
    }
    for labelled in evidence.labelled { measureAgreement(classifier, labelled) }
  }

  /// How often the classifier says what viewers said, and they each other.
  private mutating func measureAgreement(
    _ classifier: ClarityClassifier, _ labelled: LabelledDigits
  ) {
    let said = classifier.clear(
      images: labelled.images, count: labelled.requested.count, requested: labelled.requested)
    func agreement(_ said: [Bool], where counts: [Bool]? = nil) -> Double {
      let pairs = said.indices.filter { counts?[$0] ?? true }
      let agreed = pairs.count { said[$0] == labelled.clear[$0] }
      return 100 * Double(agreed) / Double(max(1, pairs.count))
    }
    let plain = labelled.isPlain
    let name = "digits of \(labelled.name)"
    add(
      "agreement with the eye on \(plain.count { $0 }) \(name) that viewers agree on",
      agreement(said, where: plain), atLeast: 97)
    add("agreement with most viewers on all \(said.count) \(name)", agreement(said))
    let others = labelled.viewers.map { String(format: "%.2f", agreement($0)) }
    let pairs = zip(said, labelled.clear)
    notes.append(
      "of \(labelled.name), \(labelled.clear.count { $0 }) digits are clear to most viewers: "
        + "\(pairs.count { !$0 && $1 }) of them are not to the classifier, of "
        + "\(labelled.clear.count { !$0 }) others \(pairs.count { $0 && !$1 }) are; with most viewers, themselves "
        + "among them, the \(others.count) viewers agree in \(others.joined(separator: ", ")) %")
  }

  private func hundred(
    _ name: String, _ images: [Float], by classifier: ClarityClassifier
  ) -> Hundred {
    func clear(_ images: [Float]) -> Int {
      let count = images.count / 784
      return classifier.clear(
        images: images, count: count, requested: (0..<count).map { $0 % 10 }
      ).count { $0 }
    }
    var changed: [String: Int] = [:]
    for (title, dx, dy) in [
      ("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1), ("left and up", -1, -1),
      ("right and down", 1, 1),
    ] {
      changed["a pixel \(title)"] = clear(ClarityMeasurement.shifted(images, dx, dy))
    }
    for contrast: Float in [0.9, 0.95, 1.05, 1.1] {
      changed["contrast \(contrast)"] = clear(images.map { $0 * contrast })
      // The same about black: strokes fainter or brighter on black as it was.
      changed["contrast \(contrast) above black"] = clear(images.map { ($0 + 1) * contrast - 1 })
    }
    changed["8 bits"] = clear(
      images.map { (min(max($0, -1), 1) * 127.5 + 127.5).rounded() / 127.5 - 1 })
    return Hundred(name: name, clear: clear(images), changed: changed)
  }

  /// By whole pixels; black comes in.
  static func shifted(_ images: [Float], _ dx: Int, _ dy: Int) -> [Float] {
    images.indices.map { index in
      let (row, column) = (index % 784 / 28 - dy, index % 28 - dx)
      guard (0..<28).contains(row), (0..<28).contains(column) else { return -1 }
      return images[index / 784 * 784 + row * 28 + column]
    }
  }
}
