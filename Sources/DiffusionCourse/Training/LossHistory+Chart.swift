import Foundation
import Pictures

extension LossHistory {
  /// The learning curve: each stretch pale, the mean over a tenth of the run so far strong. The
  /// axis of the loss is logarithmic, or the first drop would hide all that follows.
  func chart(title: String) -> Image {
    let steps = entries.map { Double($0.step) }
    let losses = entries.map(\.loss)
    // Centred, narrower at the ends, and a mean of logarithms as the axis is: so the curve neither lags
    // behind nor bends where its reach begins or ends.
    let logarithms = losses.map { log(max($0, .leastNormalMagnitude)) }
    let means = losses.indices.map { i in
      let reach = min(i, losses.count - 1 - i, losses.count / 20)
      let stretch = logarithms[i - reach...i + reach]
      return exp(stretch.reduce(0, +) / Double(stretch.count))
    }
    return LineChart(
      title: title, xLabel: "step", yLabel: "loss",
      series: [
        LineChart.Series("mean of \(Self.stretch) steps", x: steps, y: losses, isFaint: true),
        LineChart.Series("smoothed", x: steps, y: means),
      ],
      yScale: .logarithmic
    ).rendered(width: 720, height: 420)
  }
}
