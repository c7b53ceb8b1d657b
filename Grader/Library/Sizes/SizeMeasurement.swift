/// One trained run of a given size: a line of the file that `Tests/Benchmarks/measure_sizes.sh`
/// writes.
struct SizeMeasurement: Equatable, Sendable {
  /// What the run was trained on, "MNIST" or "drawn digits".
  var data: String
  /// "epsilon" or "sample".
  var prediction: String
  /// "linear" or "cosine".
  var schedule: String
  /// Of the first weights, of the order of the images and of the noise.
  var seed: Int
  var features: Int
  var epochs: Int
  /// Images in an epoch.
  var images: Int
  var threads: Int
  /// Trainable numbers in the network.
  var parameters: Int
  /// The time spent on training.
  var seconds: Double
  /// The mean loss of the last steps.
  var loss: Double
  /// How many digits were drawn.
  var samples: Int
  /// How many of them are clear.
  var clear: Int

  /// The first line of the file.
  static let header =
    "data,prediction,schedule,seed,features,epochs,images,threads,parameters,seconds,loss,samples,clear"
}

extension SizeMeasurement {
  /// What is wrong with a file of measurements.
  struct Problem: Error, Equatable, CustomStringConvertible {
    /// Counted from 1; nil: the whole file.
    var line: Int?
    var reason: String

    var description: String { line.map { "line \($0): \(reason)" } ?? reason }
  }

  /// Reads a file of measurements. All must be of one setting, on equally many threads, or their
  /// minutes and clear digits could not stand in one picture.
  static func all(in text: String) throws(Problem) -> [SizeMeasurement] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard let first = lines.first, first == header else {
      throw Problem(line: nil, reason: "the first line is not \(header)")
    }
    var measurements: [SizeMeasurement] = []
    for (index, line) in lines.enumerated().dropFirst() {
      do {
        let measurement = try SizeMeasurement(line)
        try measurement.checkBelonging(to: measurements)
        measurements.append(measurement)
      } catch {
        throw Problem(line: index + 1, reason: error.reason)
      }
    }
    guard !measurements.isEmpty else {
      throw Problem(line: nil, reason: "no measurement below the first line")
    }
    return measurements
  }

  private init(_ line: Substring) throws(Problem) {
    var fields = Fields(line)
    let names = SizeMeasurement.header.split(separator: ",").count
    guard fields.values.count == names else {
      throw Problem(reason: "\(fields.values.count) fields, not \(names)")
    }
    data = try fields.word("data", among: ["MNIST", "drawn digits"])
    prediction = try fields.word("prediction", among: ["epsilon", "sample"])
    schedule = try fields.word("schedule", among: ["linear", "cosine"])
    seed = try fields.integer("seed", in: 0...Int.max)
    features = try fields.integer("features", in: 8...256)
    epochs = try fields.integer("epochs", in: 1...100_000)
    images = try fields.integer("images", in: 1...1_000_000_000)
    threads = try fields.integer("threads", in: 1...256)
    parameters = try fields.integer("parameters", in: 1...1_000_000_000)
    seconds = try fields.number("seconds", in: 0.001...1e9)
    loss = try fields.number("loss", in: 0...1e9)
    samples = try fields.integer("samples", in: 1...1_000_000)
    clear = try fields.integer("clear", in: 0...samples)
  }

  private func checkBelonging(to others: [SizeMeasurement]) throws(Problem) {
    guard let other = others.first else { return }
    func check(_ name: String, _ mine: String, _ theirs: String) throws(Problem) {
      if mine != theirs {
        throw Problem(
          reason: "\(name) \(mine) after \(theirs); a file holds one setting: keep them apart")
      }
    }
    try check("data", data, other.data)
    try check("prediction", prediction, other.prediction)
    try check("schedule", schedule, other.schedule)
    try check("images", "\(images)", "\(other.images)")
    try check("threads", "\(threads)", "\(other.threads)")
    if others.contains(where: { ($0.features, $0.epochs, $0.seed) == (features, epochs, seed) }) {
      throw Problem(
        reason: "\(features) features, \(epochs) epochs and seed \(seed) are there a second time")
    }
  }
}

/// The fields of a line, taken one after the other.
private struct Fields {
  private(set) var values: ArraySlice<Substring>

  init(_ line: Substring) {
    values = line.split(separator: ",", omittingEmptySubsequences: false)[...]
  }

  mutating func word(
    _ name: String, among known: [String]
  ) throws(SizeMeasurement.Problem) -> String {
    let text = String(values.removeFirst())
    guard known.contains(text) else {
      throw problem(name, text, "\(known.joined(separator: " or ")) is needed")
    }
    return text
  }

  mutating func integer(
    _ name: String, in range: ClosedRange<Int>
  ) throws(SizeMeasurement.Problem) -> Int {
    let text = String(values.removeFirst())
    guard let number = Int(text), range.contains(number) else {
      throw problem(name, text, "\(range.lowerBound)…\(range.upperBound) is needed")
    }
    return number
  }

  mutating func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(SizeMeasurement.Problem) -> Double {
    let text = String(values.removeFirst())
    guard let number = Double(text), range.contains(number) else {
      throw problem(name, text, "\(range.lowerBound)…\(range.upperBound) is needed")
    }
    return number
  }

  private func problem(_ name: String, _ text: String, _ rule: String) -> SizeMeasurement.Problem {
    let shown = text.count > 20 ? text.prefix(20) + "…" : text[...]
    return SizeMeasurement.Problem(reason: "\(name) '\(shown)': \(rule)")
  }
}
