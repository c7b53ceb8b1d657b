import DiffusionCourse
import Foundation
import NeuralNetworks
import NumericKernels

/// The table of `bench --layers`.
struct LayerTable: Codable {
  let features: Int
  let batch: Int
  let runs: Int
  let threads: Int
  /// Of multiply-adds on registers.
  let peakGigaflops: Double
  /// Of a pass over 256 MB, more than caches hold.
  let memoryGigabytesPerSecond: Double
  let trainingStepMilliseconds: Double
  let layers: [LayerFigures]
  let version: String

  /// Measures the peaks and every layer.
  ///
  /// - Parameters:
  ///   - trainingStep: Seconds of a whole step, to compare the sum with.
  ///   - optimizer: The network's, whose parameters have gradients.
  init(features: Int, batch: Int, runs: Int, trainingStep: Double, optimizer: Adam) {
    let peak = MachinePeak()
    let bench = LayerBench(batch: batch, runs: runs, peak: peak)
    bench.contextUnet(features: features)
    bench.optimizer(optimizer)
    peak.measureBandwidth(over: 0x1p28)
    self.init(
      features: features, batch: batch, runs: runs, threads: threadCount,
      peakGigaflops: peak.operationsPerSecond / 1e9,
      memoryGigabytesPerSecond: peak.bandwidth(over: 0x1p28) / 1e9,
      trainingStepMilliseconds: trainingStep * 1000, layers: bench.figures,
      version: projectVersion)
  }

  init(
    features: Int, batch: Int, runs: Int, threads: Int, peakGigaflops: Double,
    memoryGigabytesPerSecond: Double, trainingStepMilliseconds: Double, layers: [LayerFigures],
    version: String
  ) {
    (self.features, self.batch, self.runs, self.threads) = (features, batch, runs, threads)
    self.peakGigaflops = peakGigaflops
    self.memoryGigabytesPerSecond = memoryGigabytesPerSecond
    self.trainingStepMilliseconds = trainingStepMilliseconds
    self.layers = layers
    self.version = version
  }

  /// Milliseconds of all layers, each as often as it occurs.
  var total: Double { layers.reduce(0) { $0 + $1.milliseconds * Double($1.occurrences) } }

  /// Lines of at most 80 characters.
  var lines: [String] {
    var lines = [
      "\(features) features, batch \(batch), \(threads) threads, medians of \(runs): at most "
        + "\(number(peakGigaflops, 0)) GFLOP/s on",
      "registers and \(number(memoryGigabytesPerSecond, 0)) GB/s from memory, measured now.", "",
      row("", "", "ms", "GFLOP/s", "peak", "GB/s", "done", "limit"),
    ]
    lines += layers.map { figures in
      row(
        "\(padded(String(figures.occurrences), 2, fromLeft: true)) \(figures.layer)",
        figures.pass + (figures.isFilteredMinimally ? "*" : ""),
        number(figures.milliseconds, figures.milliseconds < 1000 ? 2 : 0),
        figures.gigaflops.map { number($0, 0) } ?? "", figures.shareOfPeak.map(percent) ?? "",
        number(figures.gigabytesPerSecond, 1), percent(figures.shareOfLimit),
        figures.limit.rawValue)
    }
    return lines + [
      "",
      "All of them, as often as they occur (first column): \(number(total, 1)) ms; a whole step",
      "of training: \(number(trainingStepMilliseconds, 1)) ms. Batch norm includes GELU, group norm ReLU.",
      "",
      "peak: operations by the definition, over the multiply-adds possible.",
      "limit: what sets the least time, the operations made, or the bytes of every",
      "       tensor moved once as fast as a plain pass over as much memory.",
      "done: that least time over the time taken.",
      "*     by Winograd: 36 products for 16 outputs where the definition has 144, and",
      "      transforms; so peak may pass 100%, while done counts what is made.",
    ]
  }

  private func row(
    _ layer: String, _ pass: String, _ milliseconds: String, _ gigaflops: String, _ peak: String,
    _ gigabytes: String, _ done: String, _ limit: String
  ) -> String {
    let text =
      padded(layer, 28) + padded(pass, 9) + padded(milliseconds, 7, fromLeft: true)
      + padded(gigaflops, 8, fromLeft: true) + padded(peak, 5, fromLeft: true)
      + padded(gigabytes, 7, fromLeft: true) + padded(done, 5, fromLeft: true) + " " + limit
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private func padded(_ text: String, _ width: Int, fromLeft: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return fromLeft ? space + text : text + space
  }

  private func number(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private func percent(_ share: Double) -> String { number(share * 100, 0) + "%" }
}
