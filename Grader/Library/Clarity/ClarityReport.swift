import Pictures

/// How many digits of a samples file are clear: what `grader clarity` prints.
public struct ClarityReport: Codable, Equatable, Sendable {
  public struct Class: Codable, Equatable, Sendable {
    public var label: Int
    public var count: Int
    public var clear: Int
  }

  /// The file's path, as given.
  public var file: String
  /// How many images.
  public var count: Int
  /// How many of them are clear.
  public var clear: Int
  /// The digits 0…9.
  public var classes: [Class]
  /// The least probability of a clear digit.
  public var threshold: Double
  /// How many values were beyond −1…1 and held within.
  public var clampedValues: Int
  /// What else should be known about the file.
  public var notes: [String]
  /// One for each image.
  public var verdicts: [ClarityVerdict]

  /// Judges a samples file, `[n, 1, 28, 28]`; image i was drawn for the digit i mod 10.
  ///
  /// - Throws: `ClarityError` for a file that cannot be read or is not such an array.
  public init(
    samplesAt path: String, by classifier: ClarityClassifier
  ) throws(ClarityError) {
    let array: NPY.Array
    do { array = try NPY.read(path) } catch { throw .samples(error) }
    guard array.shape.count == 4, array.shape[0] > 0, array.shape[1...] == [1, 28, 28] else {
      throw .wrongShape(path: path, shape: array.shape)
    }
    if let index = array.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(path: path, image: index / 784)
    }
    self.init(file: path, images: array.values, count: array.shape[0], by: classifier)
  }

  init(file: String, images: [Float], count: Int, by classifier: ClarityClassifier) {
    self.file = file
    self.count = count
    threshold = classifier.threshold
    let form = SampleForm(of: images)
    let images = form.converted(images)
    clampedValues = images.count { !(-1...1).contains($0) }
    notes = form.sentences.map(\.english)
    if clampedValues > 0 {
      notes.append(
        "\(clampedValues) of \(images.count) values are beyond −1…1 and were held within")
    }
    let requested = (0..<count).map { $0 % 10 }
    let verdicts = classifier.verdicts(images: images, count: count, requested: requested)
    self.verdicts = verdicts
    clear = verdicts.count(where: \.isClear)
    classes = (0..<10).map { label in
      Class(
        label: label, count: verdicts.count { $0.requested == label },
        clear: verdicts.count { $0.requested == label && $0.isClear })
    }
  }

  /// The report for a terminal, within 80 columns where the file's name allows.
  public var lines: [String] {
    func row(_ title: String, _ numbers: [Int]) -> String {
      let cells = numbers.map { String(repeating: " ", count: max(0, 6 - "\($0)".count)) + "\($0)" }
      return title + String(repeating: " ", count: 7 - title.count) + cells.joined()
    }
    var result = [
      "\(file): \(clear) of \(count) digits are clear", "",
      row("digit", classes.map(\.label)), row("clear", classes.map(\.clear)),
      row("of", classes.map(\.count)),
    ]
    let others = verdicts.enumerated().filter { !$0.element.isClear }
    if !others.isEmpty { result.append("") }
    for (index, verdict) in others.prefix(20) { result.append("image \(index) \(verdict.reason)") }
    if others.count > 20 { result.append("and \(others.count - 20) more; --json lists all") }
    if !notes.isEmpty { result += [""] + notes.map { "note: \($0)" } }
    return result
  }
}
