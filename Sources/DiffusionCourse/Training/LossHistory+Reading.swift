import Foundation

extension LossHistory {
  /// The learning curve of a finished run.
  ///
  /// - Throws: `RunError.brokenCurve` for a `loss.csv` that training does not write.
  public init(of folder: ResultsFolder) throws(RunError) {
    let path = folder.path(of: .loss)
    let limit = 16 << 20
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .brokenCurve(path: path, reason: "it cannot be read")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: limit + 1), data.count <= limit else {
      throw .brokenCurve(path: path, reason: "it is larger than 16 MB")
    }
    do {
      try self.init(csv: String(decoding: data, as: UTF8.self))
    } catch let problem {
      throw .brokenCurve(path: path, reason: problem.reason)
    }
  }

  /// What is wrong with a text that should be a learning curve.
  struct Problem: Error, Equatable {
    var reason: String
  }

  /// The learning curve in the text of a `loss.csv`.
  init(csv: String) throws(Problem) {
    let rows = csv.split(whereSeparator: \.isNewline)
    guard rows.first.map(String.init) == Self.csvHeader else {
      throw Problem(reason: "its first line is not \(Self.csvHeader)")
    }
    var entries: [Entry] = []
    for (index, row) in rows.enumerated().dropFirst() {
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 5, let epoch = Int(cells[0]), let step = Int(cells[1]),
        let loss = Double(cells[2]), let learningRate = Double(cells[3]),
        let seconds = Double(cells[4]), loss.isFinite, learningRate.isFinite, seconds.isFinite,
        step > entries.last?.step ?? 0
      else {
        throw Problem(reason: "line \(index + 1) is no entry of a learning curve")
      }
      entries.append(
        Entry(epoch: epoch, step: step, loss: loss, learningRate: learningRate, seconds: seconds))
    }
    guard !entries.isEmpty else { throw Problem(reason: "it has no entries") }
    self.init(entries: entries)
  }

  /// For each entry, the mean over a tenth of the run around it: a mean of logarithms, centred, narrower
  /// at the ends. So the curve neither lags behind nor bends where its reach begins or ends.
  public var smoothedLosses: [Double] {
    let logarithms = entries.map { log(max($0.loss, .leastNormalMagnitude)) }
    return logarithms.indices.map { i in
      let reach = min(i, logarithms.count - 1 - i, logarithms.count / 20)
      let stretch = logarithms[i - reach...i + reach]
      return exp(stretch.reduce(0, +) / Double(stretch.count))
    }
  }
}
