/// What was measured at one size and length: the runs that differ in their seed alone, together.
struct SizePoint: Equatable, Sendable {
  var features: Int
  var epochs: Int
  /// Trainable numbers in the network.
  var parameters: Int
  /// Of training; the mean over the runs.
  var minutes: Double
  /// Images trained on in a second.
  var imagesPerSecond: Double
  /// How many digits were drawn, by all runs.
  var samples: Int
  /// Of a hundred.
  var clear: Double

  /// By size, then by length.
  static func all(of measurements: [SizeMeasurement]) -> [SizePoint] {
    let groups = Dictionary(grouping: measurements) { [$0.features, $0.epochs] }
    return groups.values.map(SizePoint.init).sorted {
      ($0.features, $0.epochs) < ($1.features, $1.epochs)
    }
  }

  /// Of runs of one size and length, at least one.
  private init(_ runs: [SizeMeasurement]) {
    let first = runs[0]
    features = first.features
    epochs = first.epochs
    parameters = first.parameters
    let seconds = runs.map(\.seconds).reduce(0, +) / Double(runs.count)
    minutes = seconds / 60
    imagesPerSecond = Double(first.epochs) * Double(first.images) / seconds
    samples = runs.map(\.samples).reduce(0, +)
    clear = 100 * Double(runs.map(\.clear).reduce(0, +)) / Double(samples)
  }
}
